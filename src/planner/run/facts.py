"""Read what planner needs besides the catalog: a few point queries on rows and server, whatever the size."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from planner.errors import PlanError
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlState, SqlStateClass
from planner.names import QName
from planner.plan.load import LoadedPlan
from planner.run.expressions import check_expression
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.target.phase import Phase
from planner.tenancy.model import Constant, Expression, Facts, State, Tenancy
from planner.tenancy.tenants import TenantsTable
from planner.verification.row_questions import refill_query

_SQL = queries("planner.run")


def read_facts(connection: Connection, loaded: LoadedPlan, tenancy: Tenancy) -> Facts:
    """Return which of the plan's tenants exist.

    Raise PlanError for ids, types and expressions that the server refuses.
    """
    present = _tenants(connection, loaded, tenancy)
    _check_values(connection, loaded, tenancy)
    if not tenancy.tenants.exists:
        _check_columns(connection, loaded, tenancy)
    for table in tenancy.tables.values():
        if isinstance(table.strategy, Expression):
            check_expression(connection, loaded, tenancy, table)
    _check_constants(loaded, tenancy, present)
    return Facts(tenants=present, executors=_executors(connection, tenancy))


def _executors(connection: Connection, tenancy: Tenancy) -> tuple[str, ...]:
    """Return the roles that may execute a new function next to the tenants table; `public` stands for everybody."""
    if tenancy.rls is None:
        return ("public",)
    return tuple(role for (role,) in connection.fetch(_SQL["executors"], {"schema": tenancy.rls.helper.schema}))


def _tenants(connection: Connection, loaded: LoadedPlan, tenancy: Tenancy) -> frozenset[str]:
    tenants = tenancy.tenants
    ids = sorted(tenancy.constants())
    if not ids:
        return frozenset()
    values = [build.cast(build.literal(id_), tenants.key_type) for id_ in ids]
    try:
        for number, spelled in connection.fetch(_spellings(values)):
            _check_spelling(loaded, tenancy, ids[number], spelled)
        if not tenants.exists and not _there(connection, tenants.relation):
            return frozenset()
        return frozenset(ids[number] for (number,) in connection.fetch(_present(tenants, values)))
    except ServerError as error:
        if error.state in (SqlState.UNDEFINED_OBJECT, SqlState.SYNTAX_ERROR):
            raise PlanError(
                f"{tenants.key_type!r} is not a type of this database: {error.said}",
                place=loaded.place("tenant", "key", "type"),
                hint="write it as PostgreSQL does: text, uuid, bigint, character varying(64), …",
            ) from None
        if error.of(SqlStateClass.DATA) or error.of(SqlStateClass.INTEGRITY):
            raise PlanError(
                f"an id of a tenant does not fit the key's type {tenants.key_type}: {error.said}",
                place=loaded.place("tenant", "default", "id"),
                hint="change the id, or tenant.key.type",
            ) from None
        raise


def _numbered(values: Sequence[Node]) -> exp.Values:
    """Return the values as `given (number, id)`."""
    rows = [build.parens([build.literal(number), value.copy()]) for number, value in enumerate(values)]
    names = exp.TableAlias(this=build.ident("given"), columns=[build.ident("number"), build.ident("id")])
    return exp.Values(expressions=rows, alias=names)


def _present(tenants: TenantsTable, values: Sequence[Node]) -> exp.Select:
    """Return the query for the positions of the values that are keys in the tenants table."""
    there = build.select(build.literal(1)).from_(build.table(tenants.relation, alias="k"), copy=False)
    there = there.where(
        build.eq(build.column(tenants.key, "k"), build.column("id", "given"), tenants.equals), copy=False
    )
    given = build.select(build.column("number", "given")).from_(_numbered(values), copy=False)
    return given.where(build.exists(there), copy=False)


def _check_values(connection: Connection, loaded: LoadedPlan, tenancy: Tenancy) -> None:
    """Check that the database's encoding has the characters of the default tenant. Raise PlanError."""
    default = tenancy.tenants.default
    values = [build.literal(value) for _, value in default.values if isinstance(value, str)] if default else []
    if not values:
        return
    try:
        connection.execute(build.select(*values))
    except ServerError as error:
        if error.state != SqlState.UNTRANSLATABLE_CHARACTER:
            raise
        raise PlanError(
            f"a value of the default tenant can't be stored: {error.said}",
            place=loaded.place("tenant", "default", "values"),
            hint="write tenant.default.values with characters that the encoding of the database has",
        ) from None


def _spellings(values: Sequence[Node]) -> exp.Select:
    """Return the query for each value's position and PostgreSQL's spelling of the value."""
    text = build.cast(build.column("id", "given"), "text")
    return build.select(build.column("number", "given"), text).from_(_numbered(values), copy=False)


def _check_spelling(loaded: LoadedPlan, tenancy: Tenancy, id_: str, spelled: str) -> None:
    """Raise PlanError for an id that PostgreSQL spells differently, such as a uuid in upper case or an integer 007.

    Defaults, functions and rows hold PostgreSQL's spelling, and planner compares them with the plan's.
    """
    if id_ == spelled:
        return
    tables = tenancy.tables.values()
    places = [t.place for t in tables if isinstance(t.strategy, Constant) and t.strategy.tenant == id_]
    if tenancy.tenants.default is not None and tenancy.tenants.default.id == id_:
        places.insert(0, loaded.place("tenant", "default", "id"))
    raise PlanError(
        f"PostgreSQL spells {id_!r} as {spelled!r} in a column of type {tenancy.tenants.type}",
        place=places[0],
        hint=f"write {spelled!r} in the plan, wherever it names this tenant",
    )


def _check_columns(connection: Connection, loaded: LoadedPlan, tenancy: Tenancy) -> None:
    """Check the types and defaults of the columns of a tenants table that planner shall create. Raise PlanError."""
    for column in tenancy.tenants.columns:
        value = build.verbatim(column.default) if column.default is not None else exp.Null()
        query = build.select(build.cast(exp.Paren(this=value), column.type))
        try:
            connection.execute(query)
        except ServerError as error:
            raise PlanError(
                f"column {column.name!r} of the tenants table can't be made: {error.said}",
                place=loaded.place("tenant", "columns", column.name),
                hint="write type and default as PostgreSQL does; functions outside pg_catalog with their schema",
            ) from None


def _there(connection: Connection, relation: QName) -> bool:
    name = build.render(build.table(relation))
    return bool(connection.value(_SQL["relation_there"], (name,)))


def _check_constants(loaded: LoadedPlan, tenancy: Tenancy, present: frozenset[str]) -> None:
    default = tenancy.tenants.default
    known = present | ({default.id} if default else set())
    for table in tenancy.tables.values():
        if isinstance(table.strategy, Constant) and table.strategy.tenant not in known:
            raise PlanError(
                f"tenant {table.strategy.tenant!r} of {table.relation} is not in {tenancy.tenants.relation}",
                place=table.place,
                hint="insert it first, or use the id of tenant.default",
            )


def refill(connection: Connection, state: State, phases: tuple[Phase, ...]) -> frozenset[QName]:
    """Return the tables that are recorded as filled but have rows without a tenant.

    Read only before NOT NULL is set.
    """
    if Phase.TIGHTEN not in phases:
        return frozenset()
    found: set[QName] = set()
    for table in state.tenancy.tables.values():
        column = state.relation(table).column(table.column)
        if column is None or column.not_null or table.mixed:
            continue
        if connection.value(refill_query(table)):
            found.add(table.relation)
    return frozenset(found)
