"""Read rows of a source: as an import stages them, and as texts in batches. Memory stays flat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlglot import exp

from planner.execution.connection import Connection
from planner.merge.sources import Opened
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenants.closed import TENANTS, ClosedSet, Part
from planner.tenants.export import copy_to

_SQL = templates("planner.merge", "reading.sql")

Values = tuple[str | None, ...]
BATCH = 2000
"""The number of rows that are looked up at once."""


def staged_rows(source: Opened, closed: ClosedSet, part: Part, tenant: str) -> exp.Select:
    """Return the query for a source's rows of a table, as an export of a tenant has them.

    `tenant` is the old key as the output of its type spells it.
    """
    columns: list[Node] = [
        build.aliased(build.cast(build.literal(tenant), "text"), name)
        if name == part.column and part.kind != TENANTS
        else build.column(name, "t")
        for name in part.names
    ]
    return build.select(*columns).from_(_table(closed, part.relation, source), copy=False)


def _table(closed: ClosedSet, name: QName, source: Opened) -> exp.Table:
    plain = source.catalog.relations[name].kind == "TABLE"
    return build.table(name, alias="t", only=plain)


def batches(
    source: Opened, closed: ClosedSet, name: QName, columns: Sequence[Node], where: Node | None = None
) -> Iterator[list[Values]]:
    """Yield expressions over a source's rows `t` as texts."""
    query = build.select(*(build.cast(column, "text") for column in columns))
    query = query.from_(_table(closed, name, source), copy=False)
    if where is not None:
        query = query.where(where, copy=False)
    lines = source.connection.copy_out(copy_to(query))
    while batch := [_values(bytes(line)) for line in islice(lines, BATCH)]:
        yield batch


def counted(source: Opened, closed: ClosedSet, name: QName) -> int:
    """Return the number of a source's rows of a table."""
    query = build.select(build.call("count", exp.Star())).from_(_table(closed, name, source), copy=False)
    return int(source.connection.value(query))


def highest(connection: Connection, relation: QName, name: str) -> int:
    """Return the highest value of a column of whole numbers; 0 for an empty table."""
    value = build.call("max", build.column(name, "t"))
    return int(connection.value(_SQL["highest"].fill(highest=value, table=relation)) or 0)


def last_value(connection: Connection, sequence: QName) -> int:
    """Return the last value of a sequence."""
    return int(connection.value(_SQL["last_value"].fill(sequence=sequence)))


def value_of(number: int, type_: str) -> Node:
    """Return a value of a row `u` that was sent, as a value of a type."""
    text = build.operation(build.column("k", "u"), QName("pg_catalog", "->>"), build.literal(number + 1))
    return build.cast(exp.Paren(this=text), type_)


def found(connection: Connection, table: exp.Table, same: Node, rows: Sequence[Values]) -> set[int]:
    """Return which of the rows `u` have a row `x` of a table of another database that is the same."""
    query = _SQL["found"].fill(number=value_of(-1, "integer"), rows=_sent(rows), table=table, same=same)
    return {number for (number,) in connection.fetch(query)}


def joined(
    connection: Connection, table: exp.Table, same: Node, columns: Sequence[Node], rows: Sequence[Values]
) -> list[tuple[int, Values]]:
    """Return the rows of a table of another database that are the same as the rows `u`, each with its row's number."""
    shown = [build.cast(column, "text") for column in columns]
    query = _SQL["joined"].fill(number=value_of(-1, "integer"), rows=_sent(rows), table=table, same=same, columns=shown)
    return [(number, tuple(values)) for number, *values in connection.fetch(query)]


def _sent(rows: Sequence[Values]) -> Node:
    """Return rows of texts as one constant, each behind its number."""
    listed = [[number, *row] for number, row in enumerate(rows)]
    return build.call("json_array_elements", build.cast(build.literal(json.dumps(listed, ensure_ascii=False)), "json"))


_ESCAPES = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def _values(line: bytes) -> Values:
    """Return the values of a line of COPY's text format (PostgreSQL documentation, COPY, File Formats)."""
    return tuple(None if field == b"\\N" else _text(field) for field in line.rstrip(b"\n").split(b"\t"))


def _text(field: bytes) -> str:
    if b"\\" in field:
        field = _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]), field)
    return field.decode("utf-8", "surrogateescape")
