"""Translate the driver's errors into planner's own errors.

DatabaseError
├── ServerError       the server has answered a statement with an error
│   ├── LockNotGot    a lock was not got in time, or the transaction lost against another one
│   └── Cancelled     the statement was cancelled, or ran longer than statement_timeout
└── ConnectionLost    the connection is gone, and whether the last statement was committed is not known
"""

from __future__ import annotations

import re
from enum import StrEnum

import psycopg

from planner.errors import DatabaseError
from planner.execution import values


class SqlState(StrEnum):
    """The SQLSTATE codes that planner handles (PostgreSQL documentation, appendix A)."""

    FEATURE_NOT_SUPPORTED = "0A000"
    READ_ONLY_TRANSACTION = "25006"
    UNTRANSLATABLE_CHARACTER = "22P05"
    NOT_NULL_VIOLATION = "23502"
    FOREIGN_KEY_VIOLATION = "23503"
    UNIQUE_VIOLATION = "23505"
    CHECK_VIOLATION = "23514"
    EXCLUSION_VIOLATION = "23P01"
    DEPENDENT_OBJECTS_STILL_EXIST = "2BP01"
    SERIALIZATION_FAILURE = "40001"
    DEADLOCK_DETECTED = "40P01"
    INSUFFICIENT_PRIVILEGE = "42501"
    SYNTAX_ERROR = "42601"
    UNDEFINED_OBJECT = "42704"
    DUPLICATE_OBJECT = "42710"
    UNDEFINED_FUNCTION = "42883"
    UNDEFINED_TABLE = "42P01"
    INSUFFICIENT_RESOURCES = "53000"
    DISK_FULL = "53100"
    OUT_OF_MEMORY = "53200"
    TOO_MANY_CONNECTIONS = "53300"
    PROGRAM_LIMIT_EXCEEDED = "54000"
    OBJECT_NOT_IN_PREREQUISITE_STATE = "55000"
    LOCK_NOT_AVAILABLE = "55P03"
    QUERY_CANCELED = "57014"


class SqlStateClass(StrEnum):
    """The first two characters of a SQLSTATE."""

    CONNECTION = "08"
    DATA = "22"
    INTEGRITY = "23"


class ServerError(DatabaseError):
    """The server has answered a statement with an error."""

    def __init__(self, message: str, *, hint: str | None = None, state: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.state = state
        """The SQLSTATE; None for an error that the driver raised itself."""
        self.said = message
        """The message alone, without its detail."""
        self.text = message
        """The full text of the server's error, with detail, hint and context."""
        self.constraint: str | None = None
        self.column: str | None = None
        self.type: str | None = None
        self.function: str | None = None
        """The function of the database that raised the error, in the server's words; None for the statement itself."""
        self.source: str | None = None
        """The function in the server's source that raised the error."""

    def of(self, group: SqlStateClass) -> bool:
        """Return whether the SQLSTATE belongs to this class."""
        return self.state is not None and self.state.startswith(group)


class LockNotGot(ServerError):
    """A lock was not got (55P03, 40P01, 40001). Only this error is worth another attempt of the whole segment."""


class Cancelled(ServerError):
    """The statement was cancelled (57014)."""


class ConnectionLost(DatabaseError):
    """The connection was lost. A new connection reads from the catalog what is left to do."""


_KINDS: dict[str | None, type[ServerError]] = {
    SqlState.LOCK_NOT_AVAILABLE: LockNotGot,
    SqlState.DEADLOCK_DETECTED: LockNotGot,
    SqlState.SERIALIZATION_FAILURE: LockNotGot,
    SqlState.QUERY_CANCELED: Cancelled,
}


def answered(error: psycopg.Error) -> ServerError:
    """Return the server's error. Its hint is about the statement itself; `remedies` knows what was running.

    An error within a function has only the hint that the function gives.
    """
    diag = error.diag
    function = _function(diag.context)
    hint = OF_THE_SERVER.get(error.sqlstate) or (None if function is not None else _REMEDIES.get(error.sqlstate))
    if diag.source_function == "check_enable_rls":  # 42501 too: row_security is off, so that no row is missed.
        hint = "this role does not see all rows: connect as a role with BYPASSRLS, or as a superuser"
    found = _KINDS.get(error.sqlstate, ServerError)(
        reason(error), hint=hint or _own_hint(diag.message_hint), state=error.sqlstate
    )
    found.function = function
    found.said = values.message(diag.message_primary, None, of_rows=True) if diag.message_primary else found.message
    found.text = str(error)
    found.constraint, found.column, found.type = diag.constraint_name, diag.column_name, diag.datatype_name
    found.source = diag.source_function
    return found


def lost(error: psycopg.Error) -> bool:
    """Return whether the error means a lost connection: class 08, 57P, or no SQLSTATE at all."""
    if not isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    return error.sqlstate is None or error.sqlstate.startswith((SqlStateClass.CONNECTION, "57P"))


def reason(error: psycopg.Error) -> str:
    """Return one line: the message with its detail, or the most useful line of libpq's text."""
    if error.diag.message_primary:
        of_rows = (error.sqlstate or "").startswith((SqlStateClass.DATA, SqlStateClass.INTEGRITY))
        return values.message(error.diag.message_primary, error.diag.message_detail, of_rows=of_rows)
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    fatal = next((line.split("FATAL:", 1)[1].strip() for line in lines if "FATAL:" in line), None)
    said = fatal or (lines[0] if lines else type(error).__name__)
    for internal in _DRIVER_WORDS:
        said = said.removeprefix(internal)
    return said


def no_connection(error: Exception) -> str | None:
    """Return what the user can do when no connection can be made, or None when planner doesn't know."""
    text = str(error)
    return next((known for needle, known in _CONNECT_REMEDIES if needle in text), None)


def connection_lost(error: psycopg.Error) -> ConnectionLost:
    """Return the error for a connection that has ended, in the server's words if it has said any."""
    said = reason(error)
    if error.sqlstate is None and (isinstance(error, psycopg.InterfaceError) or said.startswith("the connection is ")):
        said = "the connection is gone"
    return ConnectionLost(said, hint=AGAIN)


def _function(context: str | None) -> str | None:
    """Return `PL/pgSQL function touch() line 3 at RAISE` from the context of an error; None without a function.

    The words around the language are in the server's own language. A DO block of planner's is no function.
    """
    lines = (context or "").splitlines()
    return next((line for line in lines if _IN_FUNCTION.search(line) and "inline_code_block" not in line), None)


def _own_hint(hint: str | None) -> str | None:
    """Return a hint of the server, but not its advice to drop with CASCADE what depends on something."""
    return None if hint is None or "CASCADE" in hint else hint


_IN_FUNCTION = re.compile(r"\bPL/\w+|^SQL function ")

AGAIN = "is the server running? Its log says why the session ended. Then run the same command again"

_DRIVER_WORDS = (
    "connection is bad: ",
    "connection failed: ",
    "consuming input failed: ",
    "sending query failed: ",
    "sending query and params failed: ",
    "flushing failed: ",
    "pipeline sync failed: ",
)
"""psycopg names the call of libpq that failed before libpq's own words."""

OF_THE_SERVER: dict[str | None, str] = {
    SqlState.INSUFFICIENT_RESOURCES: "the server lacks a resource: its log says which; give it more, then run the same command again",
    SqlState.DISK_FULL: "make room on the server's disk (pg_wal and temporary files count too; replication slots that nobody "
    "reads keep WAL), then run the same command again: it goes on where it stopped",
    SqlState.OUT_OF_MEMORY: 'the server has no memory left: lower work_mem or maintenance_work_mem, or for "out of shared '
    'memory" raise max_locks_per_transaction; then run the same command again',
    SqlState.TOO_MANY_CONNECTIONS: "the server has no connection left: end idle sessions (SELECT pid, usename, state_change FROM "
    "pg_stat_activity WHERE state = 'idle'), raise max_connections, or lower execution.workers; then run the same command again",
    SqlState.QUERY_CANCELED: "somebody cancelled the statement (pg_cancel_backend), or a limit of the server did: its log says "
    "who; run the same command again, which goes on where it stopped",
    SqlState.READ_ONLY_TRANSACTION: "this is a standby or a read-only database: connect to the primary (SELECT "
    "pg_is_in_recovery() says f there), or take off default_transaction_read_only; then run the same command again",
}
"""What to do about states of the server. Neither the statement nor a function that it calls is to blame."""

_REMEDIES: dict[str | None, str] = {  # of an error that planner's own statement has got
    SqlState.INSUFFICIENT_PRIVILEGE: "connect as the owner of the tables, or as a member of the role that owns them",
    SqlState.LOCK_NOT_AVAILABLE: "somebody holds a lock on it; try again, or see who does: SELECT * FROM pg_stat_activity",
}

_NO_CONNECTION = (
    "the server has no connection left: end idle sessions (pg_stat_activity shows them), or raise max_connections; try "
    "again then"
)

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
    ("too many clients", _NO_CONNECTION),
    ("remaining connection slots are reserved", _NO_CONNECTION),
    (
        "too many connections for",
        "the role or the database has a limit of its own (CONNECTION LIMIT): end idle sessions, or raise it",
    ),
    ("shutting down", "the server is shutting down; run the same command again when it is back"),
    ("in recovery mode", "the server is recovering from a crash; run the same command again in a moment"),
)
