"""The databases that a merge reads: read-only, each with one snapshot for the whole run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from planner.catalog.model import Catalog
from planner.catalog.read import read_catalog
from planner.diff import check_server
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.dsn import given_by
from planner.execution.session import READING_LOCK_TIMEOUT, Settings, connect
from planner.merge.tables import Merging
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenants.closed import new_tenant
from planner.tenants.earlier import database_identity
from planner.tenants.export import snapshot

_SQL = templates("planner.merge", "sources.sql")


@dataclass(frozen=True, slots=True)
class Source:
    """One database to merge: the tenant's name, and how to connect."""

    name: str
    dsn: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A source with its session, in one read-only transaction."""

    name: str
    tenant: str
    """The tenant's key as the target spells it."""
    connection: Connection
    catalog: Catalog
    old: str
    """The tenant's key in the source: that of the one row of its tenants table, else the key in the target."""
    has_tenant: bool
    """The source has the tenants table, with one row, which becomes the tenant's row."""


@contextmanager
def opened(connection: Connection, merging: Merging, sources: Sequence[Source]) -> Iterator[list[Opened]]:
    """Open all sources, in their order. Raise Blocked for a source that can't be a tenant of its own."""
    with ExitStack() as stack:
        databases = {database_identity(connection): "the target"}
        tenants: dict[str, str] = {}
        found = []
        for source in sources:
            hint = "name the source after the tenant: --source acme=DSN"
            tenant = new_tenant(connection, merging.view.state, source.name, hint)
            if tenant in tenants:
                raise Blocked(f"sources {tenants[tenant]} and {source.name} are one tenant, {tenant!r}", hint=hint)
            tenants[tenant] = source.name
            session = stack.enter_context(_connected(source))
            database = database_identity(session)
            if database in databases:
                raise Blocked(
                    f"source {source.name} is the database of {databases[database]}", hint="name each database once"
                )
            databases[database] = f"source {source.name}"
            catalog = read_catalog(session, [schema.name for schema in merging.view.catalog.schemas])
            check_server(catalog)
            held = [name for name in merging.whole.own if name in catalog.relations]
            stack.enter_context(snapshot(session, held))
            found.append(_opened(session, catalog, merging, source.name, tenant))
        yield found


def _connected(source: Source) -> Connection:
    settings = Settings(lock_timeout=READING_LOCK_TIMEOUT, read_only=True)
    with given_by(f"--source {source.name}"):
        return connect(source.dsn, settings, application_name="planner merge")


def _opened(session: Connection, catalog: Catalog, merging: Merging, name: str, tenant: str) -> Opened:
    tenants = merging.view.tenancy.tenants
    if tenants.relation not in catalog.relations:
        return Opened(name, tenant, session, catalog, tenant, has_tenant=False)
    key = build.cast(build.column(tenants.key, "t"), "text")
    keys = session.fetch(_SQL["keys"].fill(key=key, tenants=tenants.relation))
    if len(keys) > 1:
        raise Blocked(
            f"source {name} has several tenants in {tenants.relation}",
            hint="planner tenant export there and planner tenant import here move one tenant at a time",
        )
    return Opened(name, tenant, session, catalog, str(keys[0][0]) if keys else tenant, has_tenant=bool(keys))


def refuse_other_tenants(source: Opened, merging: Merging) -> None:
    """Raise Blocked for a source whose rows name another tenant than the one row of its tenants table."""
    tenants = merging.view.tenancy.tenants
    for name, table in merging.view.tenancy.tables.items():
        relation = source.catalog.relations[name]
        if relation.column(table.column) is None:
            continue
        column = build.column(table.column, "t")
        other: Node = build.is_not_null(column)
        if source.has_tenant:
            value = build.cast(build.literal(source.old), tenants.type)
            other = build.and_(other, build.ne(column.copy(), value, tenants.equals))
        if source.connection.row(_SQL["others"].fill(table=name, other=other)) is not None:
            raise Blocked(
                f"source {source.name}: rows of {name} name tenants in {table.column}, so that it is no single-tenant database",
                hint="planner tenant export there and planner tenant import here move one tenant at a time",
            )
