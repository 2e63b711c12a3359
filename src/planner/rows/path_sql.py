"""A path in SQL: the row that it leads to, and whether it leads anywhere.

Backfill, write guard and row checks share this definition.
"""

from __future__ import annotations

import re

from sqlglot import exp

from planner.names import EQUALS
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.model import Path

_READABLE = {
    "smallint": "^-?[0-9]{1,4}$",
    "integer": "^-?[0-9]{1,9}$",
    "bigint": "^-?[0-9]{1,18}$",
    "uuid": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
}
"""The types to which a key kept as text is converted, and the texts that can be. Any other text leads nowhere."""

_WHOLE_NUMBERS = frozenset({"smallint", "integer", "bigint"})
_TEXT = re.compile(r"text|character varying(\(\d+\))?")


def comparable(mine: str, theirs: str) -> bool:
    """Return whether `=` between two types means what people expect, and can use an index of either type."""
    return (
        mine == theirs
        or (mine in _WHOLE_NUMBERS and theirs in _WHOLE_NUMBERS)
        or bool(_TEXT.fullmatch(mine) and _TEXT.fullmatch(theirs))
    )


def convertible(mine: str, theirs: str) -> bool:
    """Return whether a key kept as text can be read as the parent's type."""
    return bool(_TEXT.fullmatch(mine)) and theirs in _READABLE


def matches(path: Path, row: str, parent: str) -> Node:
    """Return the condition that the row `row` points to the row `parent`."""
    operators = dict(path.operators)
    pairs = [
        build.eq(build.column(theirs, parent), _key(path, mine, row), operators.get(mine, EQUALS))
        for mine, theirs in path.pairs
    ]
    return build.and_(*pairs, *_in_case(path, row))


def present(path: Path, row: str) -> Node:
    """Return the condition that the path's columns hold a key, and that the path is for this row."""
    keys = [build.is_not_null(build.column(name, row)) for name in path.columns]
    return build.and_(*keys, *_in_case(path, row))


def absent(path: Path, row: str) -> Node:
    """Return the condition that one of the path's columns is NULL."""
    nulls = build.or_(*(build.is_null(build.column(name, row)) for name in path.reads))
    return exp.Paren(this=nulls) if len(path.reads) > 1 else nulls


def _in_case(path: Path, row: str) -> list[Node]:
    if path.case is None:
        return []
    equals = dict(path.operators).get(path.case.column, EQUALS)
    return [build.eq(build.column(path.case.column, row), build.literal(path.case.value), equals)]


def _key(path: Path, name: str, row: str) -> Node:
    key = build.column(name, row)
    if path.case is None or path.case.converted is None:
        collation = dict(path.collations).get(name)
        return key if collation is None else exp.Collate(this=key, expression=exp.var(collation))
    readable = exp.RegexpLike(this=key.copy(), expression=build.literal(_READABLE[path.case.converted]))
    return exp.Case(
        ifs=[exp.If(this=build.and_(*_in_case(path, row), readable), true=build.cast(key, path.case.converted))]
    )
