"""Write the journal in schema planner: who ran what, when, how long it took and waited.

The journal is for people; planner decides nothing by it.
"""

from __future__ import annotations

import getpass
import socket
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from planner import __version__
from planner.execution.connection import Connection
from planner.sql.queries import queries

_SQL = queries("planner.execution")


@dataclass(slots=True)
class Entry:
    """One statement, or one failed attempt. Durations are in seconds."""

    segment: int
    step: str
    statement: str
    started_at: datetime
    seconds: float
    predicted: str | None = None
    """The locks that the step was expected to take."""
    held: str | None = None
    """The locks that make other sessions queue, as pg_locks showed them before the commit."""
    lock_wait: float | None = None
    lock_hold: float | None = None
    """Seconds from the moment when the locks were held."""
    rows: int | None = None
    wal_from: str | None = None
    """pg_current_wal_insert_lsn() before the statement. The WAL since then includes the application's WAL."""
    attempt: int = 1
    error: str | None = None


@dataclass(slots=True)
class Journal:
    """The journal of one command. Entries wait in memory until schema planner exists."""

    command: str
    fingerprint: str | None = None
    run: int | None = None
    _began: bool = False
    """A run was begun, perhaps on a connection that is lost."""
    _waiting: list[Entry] = field(default_factory=list)

    def write(self, connection: Connection, *entries: Entry) -> None:
        """Write the entries, within the open transaction if there is one."""
        if not self._ready(connection):
            self._waiting += entries
            return
        rows: list[tuple[Any, ...]] = [
            (
                self.run,
                e.segment,
                e.step,
                e.statement,
                e.started_at,
                e.seconds * 1000,
                e.predicted,
                e.held,
                e.lock_wait * 1000 if e.lock_wait is not None else None,
                e.lock_hold * 1000 if e.lock_hold is not None else None,
                e.rows,
                e.wal_from,
                e.attempt,
                e.error,
            )
            for e in (*self._waiting, *entries)
        ]
        connection.execute_many(_SQL["journal_step"], rows)
        self._waiting.clear()

    def finish(self, connection: Connection, outcome: str) -> None:
        """Write the end and the outcome of the run, if one was begun.

        When the connection was lost before the end was written, and nothing is left to do, the end is a run of its own.
        """
        if self._began and self._ready(connection):
            connection.execute(_SQL["journal_end"], (outcome, self.run))

    def forget(self) -> None:
        """Forget the run's number, after a rollback of the transaction that began the run, or after DROP SCHEMA."""
        self.run = None

    def _ready(self, connection: Connection) -> bool:
        if self.run is not None:
            return True
        if not connection.value(_SQL["journal_there"]):
            return False
        self.run = connection.value(_SQL["journal_begin"], (self.command, client(), __version__, self.fingerprint))
        self._began = True
        return True


def client() -> str:
    """Return the operating system's user and host, which a post-mortem would ask for. The text is ASCII: the database
    may have any encoding."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return f"{user}@{socket.gethostname()}".encode("ascii", "backslashreplace").decode()
