"""The journal in schema planner: who ran what, when, how long it took and waited; for people, never for deciding."""

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
    """One statement, or one attempt that failed. Durations in seconds."""

    segment: int
    step: str
    statement: str
    started_at: datetime
    seconds: float
    predicted: str | None = None
    """The locks that the step was to take."""
    held: str | None = None
    """The locks that others queue behind, as pg_locks had them before the commit."""
    lock_wait: float | None = None
    lock_hold: float | None = None
    """From the moment that the locks were there."""
    rows: int | None = None
    wal_from: str | None = None
    """pg_current_wal_insert_lsn() before; what the server has written since is journaled, the application's WAL with it."""
    attempt: int = 1
    error: str | None = None


@dataclass(slots=True)
class Journal:
    """Entries wait in memory until schema planner is there to take them."""

    command: str
    fingerprint: str | None = None
    run: int | None = None
    _waiting: list[Entry] = field(default_factory=list)

    def write(self, connection: Connection, *entries: Entry) -> None:
        """In the transaction that is open, if one is."""
        self._waiting += entries
        if not self._ready(connection):
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
            for e in self._waiting
        ]
        connection.execute_many(_SQL["journal_step"], rows)
        self._waiting.clear()

    def finish(self, connection: Connection, outcome: str) -> None:
        if self.run is not None:
            connection.execute(_SQL["journal_end"], (outcome, self.run))

    def forget(self) -> None:
        """The run is on record no more: the transaction that began it was rolled back, or schema planner is dropped."""
        self.run = None

    def _ready(self, connection: Connection) -> bool:
        if self.run is not None:
            return True
        if not connection.value(_SQL["journal_there"]):
            return False
        self.run = connection.value(_SQL["journal_begin"], (self.command, client(), __version__, self.fingerprint))
        return True


def client() -> str:
    """The operating system's user and host, as a post-mortem would ask for."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return f"{user}@{socket.gethostname()}"
