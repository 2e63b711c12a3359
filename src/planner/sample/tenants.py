"""The rows of a sample: those of some tenants, those for everybody, and those that they use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlglot import exp

from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.tenants.closed import ClosedSet, find_tenant
from planner.tenants.look import list_tenants


@dataclass(frozen=True, slots=True)
class SeveralTenants(ClosedSet):
    """The closed set of several tenants at once."""

    tenants: tuple[str, ...] = ()

    def rows(self, name: QName, alias: str, tenant: str, depth: int = 0) -> Node:
        """Return the condition that a row of a table belongs to one of the tenants, or is used by them. `tenant` is not read."""
        part = self.own.get(name)
        if part is None or part.column is None:
            return ClosedSet.rows(self, name, alias, tenant, depth)
        equals = self.state.tenancy.tenants.equals
        column = build.column(part.column, alias)
        mine = [build.eq(column.copy(), self.value(one), equals) for one in self.tenants]
        table = self.state.tenancy.tables.get(name)
        if table is not None and table.mixed:
            mine.append(build.is_null(column))
        return exp.Paren(this=build.or_(*mine))


def several(closed: ClosedSet, tenants: Sequence[str]) -> SeveralTenants:
    """Return the closed set of these tenants."""
    return SeveralTenants(**{f.name: getattr(closed, f.name) for f in fields(closed)}, tenants=tuple(tenants))


def named(connection: Connection, closed: ClosedSet, given: Sequence[str]) -> list[str]:
    """Return the named tenants as PostgreSQL spells them, each once. Raise Blocked when one is not there."""
    return list(dict.fromkeys(find_tenant(connection, closed.state, one) for one in given))


def middling(connection: Connection, closed: ClosedSet, number: int) -> list[str]:
    """Return tenants of middle size: the ones around the median of those that have rows, by key."""
    own_row = 1
    found = [one for one in list_tenants(connection, closed) if one.rows > own_row]
    if not found:
        raise Blocked(
            "no tenant has rows, so that there is nothing to sample", hint="planner tenant list shows all tenants"
        )
    found.sort(key=lambda one: (one.rows, one.tenant))
    first = max(0, min(len(found) - number, (len(found) - number + 1) // 2))
    return sorted(one.tenant for one in found[first : first + number])
