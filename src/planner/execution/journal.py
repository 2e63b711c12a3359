"""Write the journal in schema planner: who ran what, when, how long it took and waited.

The journal is for people. planner decides nothing by it, but whether a stopped delete of a tenant goes on.
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
    _started: datetime | None = None
    """When the command began, by the server's clock."""
    _committed: bool = False
    """Whether the number of the run is committed."""
    _waiting: list[Entry] = field(default_factory=list)

    def start(self, connection: Connection) -> None:
        """Note when the command began. Its later connections keep the time of the first."""
        if self._started is None:
            self._started = connection.value(_SQL["journal_clock"])

    def begin(self, connection: Connection) -> None:
        """Write the run before its first statement, outside of transactions, if schema planner exists.

        A run that has lost its connection keeps its number, if the server still knows the number.
        """
        if self.run is not None and not connection.value(_SQL["journal_known"], (self.run,)):
            self.run = None
        self._committed = self._ready(connection)

    def commit(self) -> None:
        """Note that a transaction is committed, with the number of the run if that transaction wrote it."""
        self._committed = self.run is not None

    def lose(self) -> None:
        """Note that the connection is lost: a number that was not committed yet is lost with it."""
        if not self._committed:
            self.run = None

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
        """Forget the run's number after DROP SCHEMA."""
        self.run, self._committed = None, False

    def _ready(self, connection: Connection) -> bool:
        if self.run is not None:
            return True
        if not connection.value(_SQL["journal_there"]):
            return False
        begun = (self.command, self._started, client(), __version__, self.fingerprint)
        self.run = connection.value(_SQL["journal_begin"], begun)
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
