"""Build the indexes of parts.py from the rows of queries.sql, without a driver."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from planner.catalog.parts import Index, IndexColumn
from planner.names import QName

Row: TypeAlias = tuple[Any, ...]

_DEFAULT_COLLATION = 100
"""DEFAULT_COLLATION_OID (src/include/catalog/pg_collation.dat)."""

_CALLED = re.compile(r":(?:funcid|opfuncid) (\d+)")
"""A function that an expression calls, by itself or by an operator, in the text of a node tree."""
_CONVERTED = "{COERCEVIAIO "
"""A cast by the text of the value. The functions that read and write text are not leakproof."""


def reader(
    rows: Mapping[str, list[Row]], columns: Mapping[int, Mapping[int, Row]], collations: Mapping[int, str]
) -> Callable[[Row], Index]:
    """Return the function that turns a row of block `indexes` into an index."""
    return _Reader(rows, columns, collations).index


class _Reader:
    """The names behind the numbers in the rows of indexes."""

    def __init__(
        self, rows: Mapping[str, list[Row]], columns: Mapping[int, Mapping[int, Row]], collations: Mapping[int, str]
    ) -> None:
        self._columns = columns
        self._collations = collations
        self._opclasses: dict[int, str] = dict(rows["opclasses"])
        self._leaky_opclasses: dict[int, tuple[str, ...]] = {
            oid: tuple(operators) for oid, operators in rows["leaky_opclasses"]
        }
        self._leaky_functions: dict[int, str] = dict(rows["leaky_functions"])

    def index(self, row: Row) -> Index:
        _, name, unique, primary, valid, method, predicate, nulls_not_distinct, immediate, identity, *rest = row
        parent_schema, parent, constraint, keys, *_ = rest
        options, tablespace, clustered, comment, _ = rest[-5:]
        columns = tuple(self._index_columns(row))
        return Index(
            name=name,
            columns=columns[:keys],
            include=columns[keys:],
            unique=unique,
            primary=primary,
            valid=valid,
            method=method,
            predicate=predicate,
            nulls_not_distinct=nulls_not_distinct,
            immediate=immediate,
            replica_identity=identity,
            parent=None if parent is None else QName(parent_schema, parent),
            constraint=constraint,
            options=tuple(options),
            tablespace=tablespace,
            clustered=clustered,
            comment=comment,
        )

    def _index_columns(self, row: Row) -> Iterator[IndexColumn]:
        """Yield the columns of an index.

        In pg_index.indoption 1 is DESC and 2 is NULLS FIRST (src/include/catalog/pg_index.h). INCLUDE columns have
        none. A plain column is spelled as quote_ident spells it. The catalog does not hold an expression's own
        collation, so the collation of an expression is named when it differs from the database's default.
        """
        keys, attnums, opclasses, collations, options, expressions, statistics, tree, *_ = row[13:]
        columns = self._columns[row[0]]
        trees = _trees(tree) if tree is not None else iter(())
        for place, attnum in enumerate(attnums):
            column = columns.get(attnum)
            name, text = (column[2], column[3]) if column is not None else (None, expressions[place])
            if place >= keys:
                yield IndexColumn(name, text)
                continue
            collation = collations[place]
            own = column[7] if column is not None else _DEFAULT_COLLATION
            leaks = self._leaks(next(trees, "")) if attnum == 0 else ()
            yield IndexColumn(
                name,
                text,
                self._opclasses.get(opclasses[place]),
                self._collations[collation] if collation not in (0, own) else None,
                bool(options[place] & 1),
                bool(options[place] & 2),
                statistics[place] if statistics is not None else None,
                leaks or self._leaky_opclasses.get(opclasses[place], ()),
            )

    def _leaks(self, tree: str) -> tuple[str, ...]:
        """Return the functions of an expression that are not leakproof."""
        called = (self._leaky_functions.get(int(oid)) for oid in _CALLED.findall(tree))
        casts = ("a cast",) if _CONVERTED in tree else ()
        return tuple(dict.fromkeys((*filter(None, called), *casts)))


def _trees(text: str) -> Iterator[str]:
    """Yield the expressions of pg_index.indexprs, a list of node trees.

    A backslash stands before each brace that is part of a name (src/backend/nodes/outfuncs.c, outToken).
    """
    depth = begin = 0
    for found in re.finditer(r"\\.|[{}]", text):
        match found[0]:
            case "{":
                begin = found.start() if depth == 0 else begin
                depth += 1
            case "}":
                depth -= 1
                if depth == 0:
                    yield text[begin : found.end()]
