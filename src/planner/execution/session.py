"""Connections: where to, with which settings, and what an error of the driver means to a user."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from planner.errors import Blocked, DatabaseError, PlannerError

Connection = psycopg.Connection[tuple[Any, ...]]

CONNECT_TIMEOUT = 10
"""Seconds."""

_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds, seconds, number: a peer that has gone without a word is noticed within a minute, here (libpq) and there."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every session sets itself, in seconds, so that no setting of the role or the server can surprise it."""

    lock_timeout: float = 0.2
    statement_timeout: float = 0.0
    """0: none."""
    idle_timeout: float = 60.0
    read_only: bool = False


def conninfo(dsn: str | None) -> str:
    """`--dsn`, else $PLANNER_DSN, else $DATABASE_URL, else empty: libpq's own variables. Raises DatabaseError."""
    text = dsn or os.environ.get("PLANNER_DSN") or os.environ.get("DATABASE_URL") or ""
    try:
        conninfo_to_dict(text)
    except psycopg.ProgrammingError:
        source = "--dsn" if dsn else "$PLANNER_DSN" if os.environ.get("PLANNER_DSN") else "$DATABASE_URL"
        raise DatabaseError(
            f"{source} is not a PostgreSQL connection string",
            hint="for example postgresql://user@host:5432/database, without a driver's name such as postgresql+psycopg",
        ) from None
    return text


def target(info: str) -> str:
    """Host, port, database and user in words; never the password."""
    known = conninfo_to_dict(info)
    host = known.get("host") or os.environ.get("PGHOST") or "the local socket"
    port = known.get("port") or os.environ.get("PGPORT") or "5432"
    database = known.get("dbname") or os.environ.get("PGDATABASE") or "the default database"
    return f"{database} on {host}:{port}"


def connect(dsn: str | None, settings: Settings, *, application_name: str = "planner") -> Connection:
    """An autocommit connection with planner's settings. Raises DatabaseError with the remedy.

    Raises Blocked behind a pooler before anything is set: there, settings would stay for the application.
    """
    info = conninfo(dsn)
    try:
        connection = psycopg.connect(
            make_conninfo(info, **_options(info, application_name)),
            autocommit=True,
            prepare_threshold=None,
        )
    except psycopg.Error as error:
        raise DatabaseError(f"no connection to {target(info)}: {_reason(error)}", hint=_remedy(error)) from None
    try:
        with translated():
            refuse_pooler(connection)
            _configure(connection, settings)
    except BaseException:
        connection.close()
        raise
    return connection


def _options(info: str, application_name: str) -> dict[str, Any]:
    """What the user has not said about the connection."""
    said = conninfo_to_dict(info)
    defaults = {**_ALIVE, "tcp_user_timeout": 60_000, "connect_timeout": CONNECT_TIMEOUT}
    return {key: value for key, value in defaults.items() if key not in said} | {"application_name": application_name}


def connect_reading(dsn: str | None) -> Connection:
    """Without a plan: a connection on which nothing can be written."""
    return connect(dsn, Settings(read_only=True))


def connect_writing(dsn: str | None) -> Connection:
    """Without a plan: for a word to the run that is at work."""
    return connect(dsn, Settings(lock_timeout=5.0))


def _configure(connection: Connection, settings: Settings) -> None:
    values = {
        "lock_timeout": f"{round(settings.lock_timeout * 1000)}ms",
        "statement_timeout": f"{round(settings.statement_timeout * 1000)}ms",
        "idle_in_transaction_session_timeout": f"{round(settings.idle_timeout * 1000)}ms",
        "row_security": "off",
        "search_path": "",
        "client_min_messages": "warning",
        "default_transaction_read_only": "on" if settings.read_only else "off",
        "default_transaction_isolation": "read committed",
        **{f"tcp_{name}": str(value) for name, value in _ALIVE.items()},
    }
    names = list(values)
    calls = ", ".join(["pg_catalog.set_config(%s, %s, false)"] * len(names))
    connection.execute(f"SELECT {calls}".encode(), [item for name in names for item in (name, values[name])])


def set_config(connection: Connection, name: str, value: str) -> None:
    """SET for the session."""
    connection.execute("SELECT pg_catalog.set_config(%s, %s, false)", (name, value))


def as_applications(connection: Connection) -> None:
    """The search_path of the role and the database: a session that writes the application's rows fires its triggers, and
    those may name tables without a schema. planner's own statements qualify every name."""
    connection.execute("RESET search_path")


def refuse_pooler(connection: Connection) -> None:
    """Raises Blocked behind a pooler: it answers with a process id that is not the server's, and session settings and
    advisory locks would leak into the application."""
    with connection.transaction():
        connection.execute("SET LOCAL statement_timeout = 0")  # the role's own may be short; LOCAL leaks nothing
        row = connection.execute("SELECT pg_catalog.pg_backend_pid()").fetchone()
    if row is not None and row[0] != connection.info.backend_pid:
        raise Blocked(
            "there is a connection pooler between planner and the server",
            hint="connect to the server itself: the settings and locks of a session do not survive a transaction pooler",
        )


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the driver become DatabaseError; a lost connection and cancellations pass through to those who retry."""
    try:
        yield
    except PlannerError:
        raise
    except psycopg.Error as error:
        raise explained(error) from error


def explained(error: psycopg.Error) -> DatabaseError:
    """What the server said, with a remedy where there is a known one."""
    return DatabaseError(_reason(error), hint=_remedy(error))


def _reason(error: psycopg.Error) -> str:
    if error.diag.message_primary:
        detail = f" ({error.diag.message_detail})" if error.diag.message_detail else ""
        return f"{error.diag.message_primary}{detail}"
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    fatal = next((line.split("FATAL:", 1)[1].strip() for line in lines if "FATAL:" in line), None)
    return fatal or (lines[0] if lines else type(error).__name__)


def _remedy(error: psycopg.Error) -> str | None:
    text = str(error)
    match error:
        case errors.InsufficientPrivilege():
            return "connect as the owner of the tables, or as a member of the role that owns them"
        case errors.LockNotAvailable():
            return "somebody holds a lock on it; try again, or see who does: SELECT * FROM pg_stat_activity"
        case errors.ReadOnlySqlTransaction():
            return "this is a standby or a read-only database; connect to the primary"
    if error.diag.sqlstate is None:  # no statement was answered: it is about connecting
        for needle, remedy in _CONNECT_REMEDIES:
            if needle in text:
                return remedy
    return error.diag.message_hint


_CONNECT_REMEDIES = (
    ("password authentication failed", "check the user and password in --dsn, $PLANNER_DSN, $PGPASSWORD or ~/.pgpass"),
    ("no password supplied", "give a password in --dsn, $PGPASSWORD or ~/.pgpass"),
    ("no pg_hba.conf entry", "the server does not let this user in from here; see its pg_hba.conf"),
    ("does not exist", "check the database and the user in --dsn"),
    ("Connection refused", "is the server running, and are host and port right?"),
    ("No such file or directory", "is the server running, and is the socket's folder right? Give a host with --dsn"),
    ("could not translate host name", "check the host in --dsn"),
    ("failed to resolve host", "check the host in --dsn"),
    ("timeout expired", "the host does not answer; check host, port and firewall"),
    ("starting up", "the server is starting; try again in a moment"),
    ("too many clients", "the server has no connection left; try again, or raise max_connections"),
)
