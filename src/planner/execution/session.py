"""The settings that every session of planner's sets itself."""

from __future__ import annotations

from dataclasses import dataclass

from planner.execution.connection import ALIVE, Connection


@dataclass(frozen=True, slots=True)
class Settings:
    """What every session sets itself, in seconds, so that no setting of the role or the server can surprise it."""

    lock_timeout: float = 0.2
    statement_timeout: float = 0.0
    """0: none."""
    idle_timeout: float = 60.0
    read_only: bool = False


def connect(dsn: str | None, settings: Settings, *, application_name: str = "planner") -> Connection:
    """A connection with planner's settings. Raises DatabaseError with the remedy, and Blocked behind a pooler."""
    connection = Connection.open(dsn, application_name)
    try:
        _configure(connection, settings)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reading(dsn: str | None) -> Connection:
    """Without a plan: a connection on which nothing can be written."""
    return connect(dsn, Settings(read_only=True))


def connect_writing(dsn: str | None) -> Connection:
    """Without a plan: for a word to the run that is at work."""
    return connect(dsn, Settings(lock_timeout=5.0))


def as_applications(connection: Connection) -> None:
    """The search_path of the role and the database: a session that writes the application's rows fires its triggers, and
    those may name tables without a schema. planner's own statements qualify every name."""
    connection.execute("RESET search_path")


def _configure(connection: Connection, settings: Settings) -> None:
    """One round trip."""
    values = {
        "lock_timeout": f"{round(settings.lock_timeout * 1000)}ms",
        "statement_timeout": f"{round(settings.statement_timeout * 1000)}ms",
        "idle_in_transaction_session_timeout": f"{round(settings.idle_timeout * 1000)}ms",
        "row_security": "off",
        "search_path": "",
        "client_min_messages": "warning",
        "default_transaction_read_only": "on" if settings.read_only else "off",
        "default_transaction_isolation": "read committed",
        **{f"tcp_{name}": str(value) for name, value in ALIVE.items()},
    }
    calls = ", ".join(["pg_catalog.set_config(%s, %s, false)"] * len(values))
    connection.row(f"SELECT {calls}", [item for pair in values.items() for item in pair])
