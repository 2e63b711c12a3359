"""Find who blocks a lock: before planner asks for the lock, and to tell the user while a segment waits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from planner.execution.connection import Connection
from planner.sql import build
from planner.sql.queries import queries
from planner.steps.step import Lock, LockMode, Segment

_SQL = queries("planner.execution")

_CONFLICTS = {
    LockMode.ACCESS_EXCLUSIVE: ".",
    LockMode.EXCLUSIVE: "^Row|^Share|^Exclusive|AccessExclusive",
    LockMode.SHARE_ROW_EXCLUSIVE: "^RowExclusive|ShareUpdateExclusive|ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.SHARE_UPDATE_EXCLUSIVE: "ShareUpdateExclusive|ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.ROW_EXCLUSIVE: "ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.ROW_SHARE: "^Exclusive|AccessExclusive",
    LockMode.ACCESS_SHARE: "AccessExclusive",
}
"""The conflicting modes of pg_locks, as a regular expression (PostgreSQL documentation, table 13.2)."""

MOST = 3
"""The number of blockers that a message names."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """A session or a prepared transaction that holds a conflicting lock."""

    pid: int | None
    user: str
    state: str | None
    mode: str
    seconds: float
    """Seconds since its transaction began."""
    query: str
    autovacuum: bool
    wraparound: bool
    """Whether it is an autovacuum that prevents transaction ids from running out, and so does not give way."""

    def __str__(self) -> str:
        who = f"pid {self.pid} ({self.user}, {self.state}" if self.pid else f"{self.state} ({self.user}"
        return f"{who}, for {_clock(self.seconds)}) holds {self.mode}" + (f": {self.query}" if self.query else "")


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def blockers(connection: Connection, locks: Iterable[Lock]) -> list[Blocker]:
    """Return the sessions that hold conflicting locks, oldest first; empty when they have ended."""
    wanted = list(locks)
    names = [build.render(build.table(lock.relation)) for lock in wanted]
    modes = [_CONFLICTS[lock.mode] for lock in wanted]
    with connection.seeing_sessions():
        rows = connection.fetch(_SQL["blockers"], {"names": names, "modes": modes})
    return sorted((Blocker(*row) for row in rows), key=lambda blocker: -blocker.seconds)


def queueing(segments: Iterable[Segment]) -> list[Lock]:
    """Return the locks of these segments that make other sessions queue."""
    found = (lock for segment in segments for lock in segment.locks())
    return list(dict.fromkeys(lock for lock in found if lock.mode.strength >= LockMode.SHARE_ROW_EXCLUSIVE.strength))


def in_the_way(connection: Connection, segments: Iterable[Segment], lock_timeout: float) -> list[Blocker]:
    """Return who would block these segments now, for longer than lock_timeout (seconds), oldest first."""
    found = blockers(connection, queueing(segments))
    return [blocker for blocker in found if blocker.seconds > lock_timeout]


def ahead_of(connection: Connection, pid: int) -> list[Blocker]:
    """Return who blocks another session of planner now, with a lock or with an old transaction."""
    with connection.seeing_sessions():
        rows = connection.fetch(_SQL["ahead_of"], {"pid": pid})
    return sorted((Blocker(*row) for row in rows), key=lambda blocker: -blocker.seconds)


def oldest_transactions(connection: Connection) -> list[Blocker]:
    """Return at most three old transactions.

    A CONCURRENTLY statement waits for them without a lock on the table (CREATE INDEX, Notes).
    """
    with connection.seeing_sessions():
        return [Blocker(*row) for row in connection.fetch(_SQL["oldest_transactions"])]


def describe(found: list[Blocker], locks: list[Lock]) -> str:
    """Return the blockers as one sentence for the user."""
    if not found:
        relations = ", ".join(f"{lock.relation}" for lock in locks)
        return f"somebody held a lock on {relations} and has released it since"
    more = f"; and {len(found) - MOST} more" if len(found) > MOST else ""
    return "; ".join(str(blocker) for blocker in found[:MOST]) + more


def ending(texts: Iterable[str]) -> str | None:
    """Return the statement, to be copied, that ends the sessions that these texts name; None when they name no pid."""
    pids = dict.fromkeys(pid for text in texts for pid in re.findall(r"\bpid (\d+) \(", text))
    calls = ", ".join(f"pg_catalog.pg_terminate_backend({pid})" for pid in pids)
    return f"SELECT {calls}" if calls else None
