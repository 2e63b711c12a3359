"""Open sessions with planner's own settings."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import Blocked
from planner.execution.connection import ALIVE, Connection
from planner.execution.failures import ServerError, SqlState
from planner.execution.unknown_encoding import NAME as SQL_ASCII
from planner.sql.queries import queries
from planner.target.formats import FORMATS, MESSAGES

_SQL = queries("planner.execution")

READING_LOCK_TIMEOUT = 10.0
"""Seconds. Reading waits only for ACCESS EXCLUSIVE, and no reader or writer queues behind it."""

ASKING_LOCK_TIMEOUT = 5.0
"""Seconds that a command waits for a row of planner's own, such as the lease of a run at work."""

__all__ = [
    "Connection",
    "Settings",
    "application_path",
    "as_application",
    "connect",
    "connect_reading",
    "connect_writing",
]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of every session, in seconds. They replace the settings of the role and the server."""

    lock_timeout: float = 0.2
    statement_timeout: float = 0.0
    """0 means no limit."""
    idle_timeout: float = 60.0
    read_only: bool = False
    role: str | None = None
    """The role that the session changes to (SET ROLE); None stays with the role of the connection."""


def connect(dsn: str | None, settings: Settings, *, application_name: str = "planner") -> Connection:
    """Return a connection with planner's settings.

    Raise DatabaseError with the remedy, and Blocked behind a pooler or for a role that the session may not change to.
    """
    connection = Connection.open(dsn, application_name)
    try:
        _configure(connection, settings)
        if settings.role is not None:
            _become(connection, settings.role, settings)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reading(dsn: str | None) -> Connection:
    """Return a read-only connection, for a command without a plan."""
    return connect(dsn, Settings(lock_timeout=READING_LOCK_TIMEOUT, read_only=True))


def connect_writing(dsn: str | None) -> Connection:
    """Return a connection that may write, for a command without a plan that asks something of a run at work."""
    return connect(dsn, Settings(lock_timeout=ASKING_LOCK_TIMEOUT))


def application_path(connection: Connection) -> str:
    """Return the search_path that the application's sessions of this role have.

    A statement that writes the application's rows fires its triggers, and these may name tables without a schema. Only such
    a statement runs with this path, and it names nothing through the path: every name and operator is qualified.
    """
    return str(connection.value(_SQL["application_path"]))


def as_application(connection: Connection) -> None:
    """Give the session the application's formats, for statements that fire the application's triggers.

    A trigger may depend on them: `now()` in a column without a time zone, or a date as text.
    """
    connection.fetch(_SQL["application_formats"], {"names": [name.lower() for name in FORMATS]})


def _configure(connection: Connection, settings: Settings) -> None:
    """Set the settings, in one round trip."""
    values = {
        "lock_timeout": f"{round(settings.lock_timeout * 1000)}ms",
        "statement_timeout": f"{round(settings.statement_timeout * 1000)}ms",
        "idle_in_transaction_session_timeout": f"{round(settings.idle_timeout * 1000)}ms",
        "row_security": "off",
        "search_path": "",
        "standard_conforming_strings": "on",
        "client_encoding": SQL_ASCII
        if connection.driver.info.parameter_status("server_encoding") == SQL_ASCII
        else "UTF8",
        **FORMATS,
        "client_min_messages": "warning",
        "default_transaction_read_only": "on" if settings.read_only else "off",
        "default_transaction_isolation": "read committed",
        **{f"tcp_{name}": str(value) for name, value in ALIVE.items()},
    }
    calls = ", ".join(["pg_catalog.set_config(%s, %s, false)"] * len(values))
    messages = (
        "CASE WHEN pg_catalog.current_setting('is_superuser') OPERATOR(pg_catalog.=) 'on' "
        "THEN pg_catalog.set_config(%s, %s, false) END"
    )
    parameters = [item for pair in values.items() for item in pair]
    connection.row(f"SELECT {calls}, {messages}", [*parameters, *MESSAGES])


def _become(connection: Connection, role: str, settings: Settings) -> None:
    """Change to the role. A session that only reads stays with its own role when it may not change."""
    try:
        connection.set("role", role)
    except ServerError as error:
        if settings.read_only and error.state == SqlState.INSUFFICIENT_PRIVILEGE:
            return
        raise Blocked(
            f"execution.role: the session can't change to role {role!r}: {error.said}",
            hint="name a role of this server; the role that planner connects as must be a member of that role",
        ) from None
