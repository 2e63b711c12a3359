"""Keep a clone from other systems: foreign tables lose their way there, and a load stays away from code that has one."""

from __future__ import annotations

from collections.abc import Callable

from planner.errors import Refused
from planner.execution.connection import Connection
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries

_SQL = queries("planner.rehearse")

REACHING = (
    "aws_lambda",
    "aws_s3",
    "azure_storage",
    "dblink",
    "google_ml_integration",
    "http",
    "mysql_fdw",
    "pg_cron",
    "pg_net",
    "pgsql_http",
    "plperlu",
    "plproxy",
    "plpython3u",
    "plsh",
    "pltclu",
)
"""Extensions whose functions reach other systems without a foreign table."""

Allow = Callable[[Connection], None]
"""Raises Refused when the database has what the load may not meet."""


def cut_off(admin: Connection) -> tuple[str, ...]:
    """Take the way to other systems from every foreign table, and drop the passwords. Return a note if there was one.

    A wrapper without a handler declares tables that nobody can use, superusers included (PostgreSQL documentation, CREATE
    FOREIGN DATA WRAPPER).
    """
    for server, role in admin.fetch(_SQL["user_mappings"]):
        whose: Node = build.phrase("PUBLIC") if role is None else build.ident(role)
        admin.execute(build.phrase("DROP USER MAPPING FOR", whose, "SERVER", build.ident(server)))
    for (wrapper,) in admin.fetch(_SQL["wrappers"]):
        admin.execute(build.phrase("ALTER FOREIGN DATA WRAPPER", build.ident(wrapper), "NO HANDLER NO VALIDATOR"))
    servers = [name for (name,) in admin.fetch(_SQL["foreign_servers"])]
    if not servers:
        return ()
    return (f"foreign tables can't be used in the clone: it reaches no other system ({', '.join(servers)})",)


def allow_load(connection: Connection) -> None:
    """Raise Refused when the database has functions that reach other systems: the load may call them."""
    found = [name for (name,) in connection.fetch(_SQL["reaching"], {"names": list(REACHING)})]
    if found:
        raise Refused(
            f"the load could write into other systems by {', '.join(found)}; nothing was rehearsed",
            hint="--load none rehearses without a load",
        )


def allow_all(connection: Connection) -> None:
    """Allow a rehearsal without a load."""
