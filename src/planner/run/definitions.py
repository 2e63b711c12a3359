"""Load an application's own definition into a scratch server, through the ORM itself, and compare it with the database.

The comparison uses what the ORM makes of its files, not planner's reading of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from planner.catalog.compare import Difference, compare
from planner.catalog.model import Catalog
from planner.catalog.owned import OwnedKind
from planner.catalog.read import read_catalog
from planner.execution.connection import Connection
from planner.execution.dsn import parts
from planner.execution.session import Settings, connect, connect_reading
from planner.names import QName
from planner.orm.work import Definition
from planner.run.embedded import embedded_server
from planner.run.project import View
from planner.run.schema_file import run_script
from planner.sql import build, ddl
from planner.sql.queries import queries
from planner.tenancy.model import RowSecurity, ScopedTable

_SQL = queries("planner.run")


@dataclass(frozen=True, slots=True)
class Checked:
    """The differences between files and database: those about tenants, and the others."""

    tenants: tuple[Difference, ...]
    others: tuple[Difference, ...]


def check(view: View, definition: Definition, installed: Sequence[tuple[str, str]] = ()) -> Checked:
    """Load a definition into a scratch server, and compare it with the live catalog of `view`.

    `installed` holds the extensions of the live database. Write guards and their defaults are not compared. Raise
    PlanError, with the ORM's own words, when the definition does not load.
    """
    with _scratch(view, installed) as dsn:
        _script(dsn, definition.script(parts(dsn)))
        with connect_reading(dsn) as connection:
            defined = read_catalog(connection, view.loaded.plan.schemas)
    sessions = {key.relation for key in view.catalog.owned if key.kind is OwnedKind.SESSION_DEFAULT}
    guarded = [(t.relation, t.column) for t in view.tenancy.tables.values() if t.relation not in sessions]
    found = [
        difference
        for difference in compare(defined, view.catalog, definition.words, guarded=guarded)
        if difference.what != "policy" or not _in_sql_alone(difference.relation, view, defined)
    ]
    there = (view.tenancy.tenants.relation, *view.tenancy.tables)
    unknown = [name for name in there if name in view.catalog.relations and name not in defined.relations]
    found += [Difference(name, "table", frozenset(), None, "there") for name in unknown]
    about = {table.relation: table.column for table in view.tenancy.tables.values()}
    filled = {table.relation for table in view.tenancy.tables.values() if _filled_alone(table, defined)}
    mine = [
        d
        for d in found
        if d.relation not in filled
        and (about.get(d.relation) in d.columns or d.relation == view.tenancy.tenants.relation or d.what == "policy")
    ]
    return Checked(tuple(mine), tuple(d for d in found if d not in mine))


def _filled_alone(table: ScopedTable, defined: Catalog) -> bool:
    """Return whether the definition has the table without the tenant column, which the database fills for good."""
    relation = defined.relations.get(table.relation)
    return relation is not None and relation.column(table.column) is None and table.filled


def _in_sql_alone(relation: QName, view: View, defined: Catalog) -> bool:
    """Return whether only planner's SQL makes the policies of a relation: no definition file has those of the tenants."""
    return relation == view.tenancy.tenants.relation and not defined.relations[relation].policies


def extensions(connection: Connection) -> list[tuple[str, str]]:
    """Return the extensions of the live database as (name, schema). A definition may use their types."""
    return [(str(name), str(schema)) for name, schema in connection.fetch(_SQL["extensions"])]


@contextmanager
def _scratch(view: View, installed: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the DSN of a database with the schemas, extensions, roles and the function that a definition may name.

    Objects without a schema go into the first schema of the plan.
    """
    with embedded_server("definition") as dsn:
        with connect(dsn, Settings()) as connection:
            rls = view.tenancy.rls
            available = connection.fetch(_SQL["available_extensions"])
            wanted = [pair for pair in installed if (pair[0],) in available]
            schemas = {*view.loaded.plan.schemas, *(schema for _, schema in wanted)} | (
                {rls.helper.schema} if rls else set()
            )
            for schema in sorted(schemas - {"pg_catalog"}):
                connection.execute(build.phrase("CREATE SCHEMA IF NOT EXISTS", build.ident(schema)))
            for name, schema in wanted:
                extension, home = build.ident(name), build.ident(schema)
                connection.execute(build.phrase("CREATE EXTENSION IF NOT EXISTS", extension, "SCHEMA", home, "CASCADE"))
            path = build.listed(
                map(build.ident, dict.fromkeys((*view.loaded.plan.schemas, *sorted(schemas), "public")))
            )
            database = build.ident(connection.database)
            connection.execute(build.phrase("ALTER DATABASE", database, "SET", exp.var("search_path"), "TO", path))
            if rls is not None:
                _roles_and_function(connection, rls, view.tenancy.tenants.type)
        yield dsn


def _roles_and_function(connection: Connection, rls: RowSecurity, type: str) -> None:
    there = connection.fetch(_SQL["roles"])
    for role in rls.roles:
        if (role,) not in there:
            connection.execute(build.phrase("CREATE ROLE", build.ident(role)))
    connection.execute(ddl.create_tenant_function(rls.helper, rls.setting, type))


def _script(dsn: str, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        run_script(Path(file.name), dsn)
