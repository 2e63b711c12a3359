"""List the tenants, and show one: its rows for each table, what they use, and what is left of it elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from planner.execution.connection import Connection
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.tenants.closed import ClosedSet, tenant_ids

_SQL = queries("planner.tenants")


@dataclass(frozen=True, slots=True)
class Listed:
    """One tenant in the list."""

    tenant: str
    rows: int
    bytes: int
    """The tenant's share of the tables' sizes, by its share of their rows."""
    last_write: str | None
    """The commit of the latest write of a row that is there; None when the server does not track commits."""


@dataclass(frozen=True, slots=True)
class TableCount:
    """The rows of a tenant in one table, or the rows of the table that it uses."""

    relation: QName
    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class Remains:
    """What schema planner holds about a tenant."""

    quarantine_open: int = 0
    """Rows in quarantine, without a tenant, that may be this tenant's."""
    quarantine_decided: int = 0
    """Entries of the quarantine for rows that a person gave to this tenant."""
    key_map: int = 0
    staged: int = 0
    """Tables with staged rows of an export of this tenant, of an import that was not finished."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One tenant, looked at."""

    tenant: str
    own: tuple[TableCount, ...]
    used: tuple[TableCount, ...]
    remains: Remains
    external: tuple[str, ...] = ()


def list_tenants(connection: Connection, closed: ClosedSet) -> list[Listed]:
    """Return all tenants. One scan of each scoped table."""
    tracked = connection.value(_SQL["commit_timestamps"]) == "on"
    rows: dict[str, int] = dict.fromkeys(tenant_ids(connection, closed.state), 0)
    sizes: dict[str, float] = dict.fromkeys(rows, 0.0)
    last: dict[str, str] = {}
    for name, part in closed.own.items():
        assert part.column is not None
        tenant = build.column(part.column, "t")
        latest: Node = build.cast(exp.Null(), "text")
        if tracked and closed.source(name, "t").args.get("only"):
            when = build.call("pg_xact_commit_timestamp", build.column("xmin", "t"))
            latest = build.cast(build.call("max", when), "text")
        query = build.select(build.cast(tenant, "text"), build.call("count", exp.Star()), latest)
        query = query.from_(closed.source(name, "t"), copy=False)
        query.set("group", exp.Group(expressions=[build.column(part.column, "t")]))
        counted = [(key, int(number), when) for key, number, when in connection.fetch(query) if key in rows]
        all_rows = sum(number for _, number, _ in counted)
        whole = closed.state.catalog.relations[name].bytes
        for key, number, when in counted:
            rows[key] += number
            sizes[key] += whole * number / all_rows
            if when is not None:
                last[key] = max(last.get(key, when), when)
    return [Listed(key, rows[key], round(sizes[key]), last.get(key)) for key in rows]


def counts(connection: Connection, closed: ClosedSet, tenant: str) -> dict[QName, int]:
    """Return the number of the tenant's rows for each of its tables."""
    return counted(connection, closed, tenant, closed.own)


def counted(connection: Connection, closed: ClosedSet, tenant: str, names: Iterable[QName]) -> dict[QName, int]:
    """Return the number of the tenant's rows for each of these tables."""
    return {name: int(connection.value(closed.count(closed.own[name], tenant))) for name in names}


def show(connection: Connection, closed: ClosedSet, tenant: str, external: tuple[str, ...] = ()) -> Shown:
    """Return what belongs to a tenant, and what its rows use."""
    own = counts(connection, closed, tenant)
    used = {name: int(connection.value(closed.count(part, tenant))) for name, part in closed.used.items()}
    return Shown(
        tenant,
        _listed(closed, own),
        _listed(closed, used),
        remains(connection, tenant),
        external,
    )


def _listed(closed: ClosedSet, rows: Mapping[QName, int]) -> tuple[TableCount, ...]:
    parts = {**closed.own, **closed.used}
    return tuple(TableCount(name, parts[name].kind, number) for name, number in rows.items())


def remains(connection: Connection, tenant: str) -> Remains:
    """Return what the quarantine and the key map hold about a tenant."""
    given = {"tenant": tenant}
    opened = decided = mapped = 0
    if connection.value(_SQL["quarantine_there"]):
        row = connection.row(_SQL["quarantined"], given)
        opened, decided = row if row is not None else (0, 0)
    if connection.value(_SQL["key_map_there"]):
        mapped = int(connection.value(_SQL["key_map_entries"], given))
    return Remains(int(opened), int(decided), mapped, len(staged_of(connection, tenant)))


def staged_of(connection: Connection, tenant: str) -> list[QName]:
    """Return the tables that hold staged rows of an export of this tenant."""
    return [QName(schema, name) for schema, name in connection.fetch(_SQL["staged"], {"tenant": tenant})]
