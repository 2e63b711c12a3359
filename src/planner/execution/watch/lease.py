"""The lease: one row in planner.lease that says who is at work and since when, renewed by a heartbeat.

The run lock keeps two planners apart; the lease shows other terminals who runs what, carries a request to pause, and
notices a session that has lost its lock (behind a transaction pooler).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import psycopg
from psycopg import errors

from planner.errors import Blocked
from planner.execution.session import Connection, translated

STALE = 15.0
"""Seconds without a heartbeat, after which nobody is believed to be at work."""


class Doing(StrEnum):
    """What a run is at; the words that people see."""

    RUNNING = "running"
    WAITING = "waiting for a lock"
    THROTTLED = "slowed down"
    HELD = "held back"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Holder:
    """The row, and whether its session is still there."""

    run: int | None
    command: str
    client: str
    pid: int
    started_at: datetime
    heartbeat_at: datetime
    silent: float
    """Seconds since the last heartbeat."""
    state: str
    step: str | None
    reason: str | None
    paused_by: str | None
    alive: bool
    """Its session exists."""

    @property
    def at_work(self) -> bool:
        return self.alive and self.silent < STALE

    def __str__(self) -> str:
        number = f"run {self.run}, " if self.run is not None else ""
        return f"{number}{self.command} by {self.client}, pid {self.pid}, since {self.started_at:%Y-%m-%d %H:%M:%S}"


_READ = """
SELECT l.run, l.command, l.client, l.backend_pid, l.started_at, l.heartbeat_at,
  extract(epoch FROM pg_catalog.clock_timestamp() - l.heartbeat_at)::float, l.state, l.step, l.reason, l.paused_by,
  EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a
    WHERE a.pid = l.backend_pid AND coalesce(a.backend_start = l.backend_start, true))
FROM planner.lease AS l
"""
_BEAT = """
INSERT INTO planner.lease (holder, run, command, client, backend_pid, backend_start, state, step, reason)
VALUES (1, %(run)s, %(command)s, %(client)s, %(pid)s, %(start)s, %(state)s, %(step)s, %(reason)s)
ON CONFLICT (holder) DO UPDATE
SET run = excluded.run, heartbeat_at = pg_catalog.clock_timestamp(), state = excluded.state, step = excluded.step,
  reason = excluded.reason
WHERE lease.backend_pid = excluded.backend_pid AND lease.backend_start = excluded.backend_start
RETURNING paused_by
"""
_RELEASE = "DELETE FROM planner.lease WHERE backend_pid = %(pid)s AND backend_start = %(start)s"
_PAUSE = "UPDATE planner.lease SET paused_by = %s RETURNING paused_by"
_THERE = "SELECT pg_catalog.to_regclass('planner.lease') IS NOT NULL"
_OURSELVES = """
SELECT pid, backend_start FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()
"""


class Lost(Exception):
    """Somebody else has taken the lease."""


def read(connection: Connection) -> Holder | None:
    """Who is at work, or was; None without a lease."""
    if not _there(connection):
        return None
    try:
        row = connection.execute(_READ.encode()).fetchone()
    except errors.UndefinedTable:  # a rollback has just taken it away
        return None
    return Holder(*row) if row else None


def _there(connection: Connection) -> bool:
    row = connection.execute(_THERE.encode()).fetchone()
    return bool(row and row[0])


@dataclass(slots=True)
class Lease:
    """Held by the session that has the run lock."""

    command: str
    client: str
    pid: int
    start: datetime
    run: int | None = None

    @classmethod
    def take(cls, connection: Connection, command: str, client: str) -> tuple[Lease, Holder | None]:
        """The lease and whose it was, if that one never let it go. The caller holds the run lock.

        Raises Blocked when the holder's session is alive and gave a sign of life just now: it has lost its lock.
        """
        with translated():
            before = read(connection)
            if before is not None and before.at_work:
                raise Blocked(
                    f"another planner is at work in this database: {before}",
                    hint="it has lost its advisory lock: is there a connection pooler in between? Stop it, then try again",
                )
            if before is not None:
                connection.execute(b"DELETE FROM planner.lease")
            row = connection.execute(_OURSELVES.encode()).fetchone()
        assert row is not None
        return cls(command, client, *row), before

    def beat(self, connection: Connection, state: Doing, step: str | None, reason: str | None) -> str | None:
        """A sign of life; who asked for a pause, if anybody did. Nothing happens before schema planner is there.

        Raises Lost when the lease is somebody else's now.
        """
        if not _there(connection):
            return None
        values: dict[str, Any] = {
            "run": self.run, "command": self.command, "client": self.client, "pid": self.pid, "start": self.start,
            "state": state.value, "step": step, "reason": reason,
        }  # fmt: skip
        try:
            row = connection.execute(_BEAT.encode(), values).fetchone()
        except errors.UndefinedTable:  # a rollback has just taken it away
            return None
        if row is None:
            raise Lost
        return str(row[0]) if row[0] is not None else None

    def release(self, connection: Connection) -> None:
        """Errors are swallowed: whoever comes next finds the session gone."""
        try:
            if _there(connection):
                connection.execute(_RELEASE.encode(), {"pid": self.pid, "start": self.start})
        except psycopg.Error:
            return


def pause(connection: Connection, by: str | None) -> Holder:
    """Ask the run at work to pause, or with None to go on. Raises Blocked when nobody is at work."""
    with translated():
        holder = read(connection)
        if holder is None or not holder.at_work:
            raise Blocked("no planner is at work in this database", hint="planner status shows what was run")
        if by is None and holder.paused_by is None:
            raise Blocked(f"it is not paused: {holder}", hint="planner status --watch shows what it is at")
        connection.execute(_PAUSE.encode(), (by,))
    return holder
