"""What still names a tenant: the plan, and the database, where new rows would get a tenant that is gone."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.fingerprint import constant_of
from planner.execution.connection import Connection
from planner.operations.guard_sql import fills_in
from planner.tenancy.model import Constant, State
from planner.tenants.closed import spelled_tenant


def naming(connection: Connection, state: State, tenant: str, template: str | None) -> tuple[str, ...]:
    """Return the things that name a tenant, in words. `template` is the plan's tenant.template.from."""
    spelled: dict[str, str | None] = {}
    found = []
    for given, what in _names(state, template):
        if given not in spelled:
            spelled[given] = spelled_tenant(connection, state, given)
        if spelled[given] == tenant:
            found.append(what)
    return tuple(found)


def _names(state: State, template: str | None) -> Iterator[tuple[str, str]]:
    """Yield every tenant that is named, and what names it."""
    if state.tenancy.tenants.default is not None:
        yield state.tenancy.tenants.default.id, "tenant.default of the plan"
    if template is not None:
        yield template, "tenant.template of the plan"
    for table in state.tenancy.tables.values():
        relation = state.relation(table)
        if isinstance(table.strategy, Constant) and fills_in(relation):
            yield table.strategy.tenant, f"the write guard of {table.relation}"
        for leaf in state.catalog.family(table.relation):
            column = leaf.column(table.column)
            value = constant_of(column.default) if column is not None and column.default is not None else None
            if value is not None:
                yield value, f"the default of {leaf.name}.{table.column}"
