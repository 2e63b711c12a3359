"""Refuse, before anything is written, a role that lacks a right for an import or a move."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog import membership
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName, few
from planner.sql import build
from planner.sql.queries import queries
from planner.sql.spelling import sql_name
from planner.tenants.closed import ClosedSet
from planner.tenants.renewal import sequences_of

_SQL = queries("planner.tenants")

_SHOWN = 5


def refuse_import_rights(connection: Connection, closed: ClosedSet) -> None:
    """Raise Blocked when the role may not insert the tenant's rows, advance a sequence, or write in schema planner."""
    role = closed.state.catalog.server.role
    for right, kind, names in _needed(connection, closed):
        query = _SQL["may_advance"] if kind == "advance" else _SQL["may_use"]
        rows = connection.fetch(query, {"names": [_text(name) for name in names], "right": right})
        missing = [name for name, (_, held) in zip(names, rows, strict=True) if not held]
        if missing:
            what = "SEQUENCE " if kind == "advance" else ""
            raise Blocked(
                f"role {role!r} has no {right} on {few(missing, _SHOWN)}",
                hint=f"GRANT {right} ON {what}{', '.join(sql_name(name) for name in missing)} TO {sql_name(role)}",
            )
    owner = connection.row(_SQL["owner_of_planner"])
    if owner is not None and not owner[1]:
        raise Blocked(
            f"role {role!r} may not write in schema planner, which role {owner[0]!r} owns",
            hint=f"connect as {owner[0]}, or GRANT {sql_name(owner[0])} TO {sql_name(role)}",
        )


def refuse_not_owner(closed: ClosedSet) -> None:
    """Raise Blocked when the role may not make the triggers that block a tenant's writes."""
    catalog = closed.state.catalog
    for relation in (relation for name in closed.own for relation in catalog.family(name)):
        if not relation.owned_by_me:
            raise Blocked(
                f"role {catalog.server.role!r} in database {catalog.server.database} may not make triggers of "
                f"{relation.name}: it is owned by {relation.owner!r}; nothing was changed",
                hint=membership.remedy(catalog, relation.owner),
            )


def _needed(connection: Connection, closed: ClosedSet) -> Iterator[tuple[str, str, list[QName]]]:
    """Yield each right, the kind of object, and the objects that need it."""
    yield "INSERT", "use", [*closed.own, *closed.used]
    yield "SELECT", "use", [*closed.own, *closed.used]
    advanced = {sequence for (name, _), sequence in sequences_of(connection, closed).items() if name in closed.own}
    yield "UPDATE", "advance", sorted(advanced)


def _text(name: QName) -> str:
    return build.render(build.table(name))
