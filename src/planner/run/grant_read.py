"""Let a role read schema planner: `status`, `diff`, `verify`, `init` and `graph` need that beside SELECT on the tables."""

from __future__ import annotations

from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import PLANNER_SCHEMA
from planner.run.own_schema import refuse_strangers
from planner.sql import build
from planner.sql.build import Statement
from planner.sql.queries import queries

_SQL = queries("planner.run")


def grants(role: str) -> tuple[Statement, ...]:
    """Return the statements that let the role read schema planner."""
    schema, reader = build.ident(PLANNER_SCHEMA), build.ident(role)
    return (
        build.phrase("GRANT USAGE ON SCHEMA", schema, "TO", reader),
        build.phrase("GRANT SELECT ON ALL TABLES IN SCHEMA", schema.copy(), "TO", reader.copy()),
    )


def refuse_ungrantable(connection: Connection, role: str) -> None:
    """Raise Blocked when there is no such role, or when schema planner is missing or not planner's alone."""
    if not connection.value(_SQL["role_there"], (role,)):
        raise Blocked(f"there is no role {role!r} on this server", hint="write the name as \\du of psql shows it")
    if not connection.value(_SQL["planner_there"]):
        raise Blocked(
            f"there is no schema planner in database {connection.database!r}, so there is nothing to read",
            hint="grant after the first planner apply --confirm; before it, SELECT on the tables is enough",
        )
    refuse_strangers(connection)


def grant(connection: Connection, role: str) -> None:
    """Run the grants in one transaction."""
    with connection.transaction():
        for statement in grants(role):
            connection.execute(statement)
