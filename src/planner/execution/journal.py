"""The journal in schema planner: who ran what, when, how long it took and waited; for people, never for deciding."""

from __future__ import annotations

import getpass
import socket
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from planner import __version__
from planner.execution.session import Connection

_BEGIN = """
INSERT INTO planner.run (command, role, client, planner_version, fingerprint)
VALUES (%s, session_user, %s, %s, %s) RETURNING run
"""
_END = "UPDATE planner.run SET finished_at = pg_catalog.clock_timestamp(), outcome = %s WHERE run = %s"
_STEP = """
INSERT INTO planner.step (run, segment, step, statement, started_at, duration_ms, locks_predicted, locks_held,
  lock_wait_ms, lock_hold_ms, rows, wal_bytes, attempt, error)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, pg_catalog.pg_current_wal_insert_lsn() - %s::pg_lsn, %s, %s)
"""
_THERE = "SELECT pg_catalog.to_regclass('planner.step') IS NOT NULL"


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
    closed: bool = False
    """Schema planner has been dropped: there is nothing left to write to."""
    _waiting: list[Entry] = field(default_factory=list)

    def write(self, connection: Connection, *entries: Entry) -> None:
        """In the transaction that is open, if one is."""
        self._waiting += entries
        if self.closed or not self._ready(connection):
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
        with connection.cursor() as cursor:
            cursor.executemany(_STEP.encode(), rows)
        self._waiting.clear()

    def finish(self, connection: Connection, outcome: str) -> None:
        if self.run is not None and not self.closed:
            connection.execute(_END.encode(), (outcome, self.run))

    def forget(self) -> None:
        """The transaction that began the run was rolled back."""
        self.run = None

    def _ready(self, connection: Connection) -> bool:
        if self.run is not None:
            return True
        row = connection.execute(_THERE.encode()).fetchone()
        if row is None or not row[0]:
            return False
        begun = connection.execute(_BEGIN.encode(), (self.command, client(), __version__, self.fingerprint)).fetchone()
        assert begun is not None
        self.run = begun[0]
        return True


def client() -> str:
    """The operating system's user and host, as a post-mortem would ask for."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return f"{user}@{socket.gethostname()}"
