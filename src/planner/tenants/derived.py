"""Rows whose tenant follows from values that an import can't rewrite: an expression of the plan, or a mapping table."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.rows.path_sql import matches
from planner.sql import build
from planner.tenancy.model import Expression, ScopedTable
from planner.tenants.closed import ClosedSet


def refuse_derived(connection: Connection, closed: ClosedSet, old: str, new: str) -> None:
    """Raise Blocked for an imported row whose tenant would still be derived as the old one.

    The next write of the row would give it back to the old tenant.
    """
    if old == new:
        return
    for name, table in closed.state.tenancy.tables.items():
        for query in _queries(closed, table, old, new):
            if connection.row(query.limit(1, copy=False)) is not None:
                raise Blocked(
                    f"the tenant of {name} comes from {table.strategy.describe()}, which still gives {old!r}; nothing was changed",
                    hint="import the tenant under its own id (leave --as out)",
                )


def _queries(closed: ClosedSet, table: ScopedTable, old: str, new: str) -> Iterator[exp.Select]:
    """Yield the queries for the tenant's rows that the plan derives as rows of the old tenant."""
    tenants = closed.state.tenancy.tenants
    mine = closed.rows(table.relation, "t", new)
    query = build.select(build.literal(1)).from_(closed.source(table.relation, "t"), copy=False)
    if isinstance(table.strategy, Expression):
        value = build.cast(exp.Paren(this=build.verbatim(table.strategy.sql)), tenants.type)
        yield query.where(build.and_(mine, build.eq(value, closed.value(old), tenants.equals)), copy=False)
    for path in table.paths:
        if path.mapping:
            joined = build.cross_join(query.copy(), build.table(path.source, alias="p"))
            found = build.eq(build.column(path.tenant, "p"), closed.value(old), tenants.equals)
            yield joined.where(build.and_(mine.copy(), matches(path, "t", "p"), found), copy=False)
