"""The terms of the write guard's SQL: its settings, its variables, and comparisons of tenants."""

from __future__ import annotations

from functools import cache

from sqlglot import exp

from planner.names import EQUALS, QName
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.model import Path, ScopedTable, State

BACKFILL_SETTING = "planner.backfill"
"""planner's own sessions set it to `on`: the guard need not look up a tenant that the backfill has just looked up."""

UNSETTLED = "planner.unsettled"
"""The guard sets it to `on` when the parent of a row is not there yet, or has no tenant yet."""

SETTLING = "planner.settling"
"""It is `on` while the guard looks at such rows again, at the end of their transaction."""

FOUND, TENANT = exp.var("planner_found"), exp.var("planner_tenant")
"""Variables of the guard's function."""


def is_on(setting: str) -> Node:
    """Return the condition that a setting of the session is `on`."""
    return build.eq(_value(setting), build.literal("on"))


@cache
def by_application() -> Node:
    """Return the condition that the session is not planner's own backfill."""
    return exp.Paren(this=build.phrase(build.distinct_from(_value(BACKFILL_SETTING), build.literal("on"))))


def not_settling() -> Node:
    return build.distinct_from(_value(SETTLING), build.literal("on"))


def _value(setting: str) -> Node:
    return build.call("current_setting", build.literal(setting), build.literal(True))


def tenant_of(row: str, table: ScopedTable) -> Node:
    """Return the tenant of the row NEW or OLD in plpgsql."""
    return exp.Dot(this=exp.var(row), expression=build.ident(table.column))


def new_tenant(table: ScopedTable) -> Node:
    return tenant_of("NEW", table)


def unequal(one: Node, other: Node, equals: QName) -> Node:
    """Return `one <> other` for two tenants. The function's own search_path finds PostgreSQL's own operators."""
    return exp.NEQ(this=one, expression=other) if equals == EQUALS else build.ne(one, other, equals)


def distinct(one: Node, other: Node, equals: QName) -> Node:
    """Return `one IS DISTINCT FROM other` for two tenants."""
    return build.distinct_from(one, other) if equals == EQUALS else exp.Paren(this=build.differs(one, other, equals))


def late(path: Path, state: State) -> bool:
    """Return whether the parent must be looked up, and may come later in the transaction than the row."""
    tenants = state.tenancy.tenants
    itself = path.parent == tenants.relation and [key for _, key in path.pairs] == [tenants.key]
    return path.deferrable and not itself


def settles(table: ScopedTable, state: State) -> bool:
    """Return whether the guard looks at rows of the table again at the end of the transaction."""
    return any(late(path, state) for path in table.paths)


def may_settle(table: ScopedTable, state: State) -> bool:
    """Return whether rows of the table may get their tenant at the end of the transaction, also with their parents."""
    seen, waiting = {table.relation}, [table]
    while waiting:
        at = waiting.pop()
        if settles(at, state):
            return True
        above = {path.parent for path in at.paths if not path.mapping} - seen
        seen |= above
        waiting += [state.tenancy.tables[name] for name in above if name in state.tenancy.tables]
    return False
