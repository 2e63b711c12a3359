"""Who stands in the way of a lock: looked at before a lock is asked for, and told to the user while a segment waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.execution.connection import Connection
from planner.sql import build
from planner.sql.queries import queries
from planner.steps.step import Lock, LockMode, Segment

_SQL = queries("planner.execution")

_CONFLICTS = {
    LockMode.ACCESS_EXCLUSIVE: ".",
    LockMode.SHARE_ROW_EXCLUSIVE: "^RowExclusive|ShareUpdateExclusive|ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.SHARE_UPDATE_EXCLUSIVE: "ShareUpdateExclusive|ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.ROW_EXCLUSIVE: "ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.ROW_SHARE: "^Exclusive|AccessExclusive",
    LockMode.ACCESS_SHARE: "AccessExclusive",
}
"""Modes of pg_locks that conflict (PostgreSQL documentation, table 13.2), as a regular expression."""

MOST = 3
"""Blockers that are named to people."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """A session or a prepared transaction that holds a conflicting lock."""

    pid: int | None
    user: str
    state: str | None
    mode: str
    seconds: float
    """How long its transaction has been open."""
    query: str
    autovacuum: bool
    wraparound: bool
    """An autovacuum that does not give way: it prevents transaction ids from running out."""

    def __str__(self) -> str:
        who = f"pid {self.pid} ({self.user}, {self.state}" if self.pid else f"{self.state} ({self.user}"
        return f"{who}, for {_clock(self.seconds)}) holds {self.mode}" + (f": {self.query}" if self.query else "")


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def blockers(connection: Connection, locks: Iterable[Lock]) -> list[Blocker]:
    """Oldest first; empty when they are gone already. One round trip."""
    wanted = list(locks)
    names = [build.render(build.table(lock.relation)) for lock in wanted]
    modes = [_CONFLICTS[lock.mode] for lock in wanted]
    rows = connection.fetch(_SQL["blockers"], {"names": names, "modes": modes})
    return sorted((Blocker(*row) for row in rows), key=lambda blocker: -blocker.seconds)


def queueing(segments: Iterable[Segment]) -> list[Lock]:
    """The locks of these segments behind which others would queue."""
    found = (lock for segment in segments for lock in segment.locks())
    return list(dict.fromkeys(lock for lock in found if lock.mode.strength >= LockMode.SHARE_ROW_EXCLUSIVE.strength))


def in_the_way(connection: Connection, segments: Iterable[Segment], lock_timeout: float) -> list[Blocker]:
    """Who would keep these segments waiting now, for longer than lock_timeout (seconds); oldest first."""
    found = blockers(connection, queueing(segments))
    return [blocker for blocker in found if blocker.seconds > lock_timeout]


def ahead_of(connection: Connection, pid: int) -> list[Blocker]:
    """Whom another session of planner's waits for now: a lock, or the end of an old transaction."""
    rows = connection.fetch(_SQL["ahead_of"], {"pid": pid})
    return sorted((Blocker(*row) for row in rows), key=lambda blocker: -blocker.seconds)


def oldest_transactions(connection: Connection) -> list[Blocker]:
    """At most three: what a CONCURRENTLY statement waits for, without a lock on the table (CREATE INDEX, Notes)."""
    return [Blocker(*row) for row in connection.fetch(_SQL["oldest_transactions"])]


def describe(found: list[Blocker], locks: list[Lock]) -> str:
    """One sentence for the user."""
    if not found:
        relations = ", ".join(str(lock.relation) for lock in locks)
        return f"somebody held a lock on {relations} and let it go since"
    more = f"; and {len(found) - MOST} more" if len(found) > MOST else ""
    return "; ".join(str(blocker) for blocker in found[:MOST]) + more
