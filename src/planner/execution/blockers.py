"""Who stands in the way of a lock: looked at before a lock is asked for, and told to the user while a segment waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.execution.session import Connection
from planner.sql import build
from planner.steps.step import Lock, LockMode, Segment

_CONFLICTS = {
    LockMode.ACCESS_EXCLUSIVE: ".",
    LockMode.SHARE_ROW_EXCLUSIVE: "^RowExclusive|ShareUpdateExclusive|ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.SHARE_UPDATE_EXCLUSIVE: "ShareUpdateExclusive|ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.ROW_EXCLUSIVE: "ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.ROW_SHARE: "^Exclusive|AccessExclusive",
    LockMode.ACCESS_SHARE: "AccessExclusive",
}
"""Modes of pg_locks that conflict (PostgreSQL documentation, table 13.2), as a regular expression."""

_QUERY = """
WITH RECURSIVE wanted (relation, modes) AS (
  SELECT pg_catalog.to_regclass(given.name)::oid, given.modes
  FROM ROWS FROM (pg_catalog.unnest(%(names)s::text[]), pg_catalog.unnest(%(modes)s::text[])) AS given (name, modes)
  UNION
  SELECT i.inhrelid, wanted.modes FROM wanted JOIN pg_catalog.pg_inherits AS i ON i.inhparent = wanted.relation
)
SELECT DISTINCT ON (l.pid, l.virtualtransaction) a.pid, coalesce(a.usename, a.backend_type, p.owner, 'nobody any more'),
  coalesce(a.state, CASE WHEN p.gid IS NULL THEN 'at work' ELSE 'prepared transaction ' || p.gid END), l.mode,
  coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.xact_start, p.prepared, a.backend_start)), 0)::float,
  pg_catalog.left(pg_catalog.regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g'), 80),
  coalesce(a.backend_type = 'autovacuum worker', false), coalesce(a.query LIKE '%%(to prevent wraparound)%%', false)
FROM wanted JOIN pg_catalog.pg_locks AS l ON l.relation = wanted.relation
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_catalog)
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
LEFT JOIN pg_catalog.pg_locks AS own ON l.pid IS NULL AND own.pid IS NULL AND own.locktype = 'transactionid'
  AND own.virtualtransaction = l.virtualtransaction AND own.mode = 'ExclusiveLock'
LEFT JOIN pg_catalog.pg_prepared_xacts AS p ON p.transaction = own.transactionid
WHERE l.granted AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid() AND l.mode ~ wanted.modes
ORDER BY l.pid, l.virtualtransaction
"""

# A statement on a partitioned table locks its partitions as well. pg_partition_tree() would wait for a lock itself.
# A prepared transaction's locks have no pid; they show the virtual transaction that it was prepared in, or -1/xid after a
# restart. Its own lock on its transaction id shows the same one (view pg_locks). Who ended between two looks has no age.

_OLDEST = """
SELECT a.pid, coalesce(a.usename, a.backend_type), a.state, 'a snapshot',
  extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::float,
  pg_catalog.left(pg_catalog.regexp_replace(a.query, '\\s+', ' ', 'g'), 80), false, false
FROM pg_catalog.pg_stat_activity AS a
WHERE a.xact_start IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid() AND a.datname = current_catalog
ORDER BY a.xact_start, a.pid LIMIT 3
"""

_AHEAD = """
SELECT a.pid, coalesce(a.usename, a.backend_type), a.state,
  coalesce((SELECT l.mode FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_locks AS w ON w.pid = %(pid)s AND NOT w.granted
    WHERE l.pid = a.pid AND l.granted AND l.relation = w.relation AND l.database = w.database LIMIT 1), 'a snapshot'),
  coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.backend_start)), 0)::float,
  pg_catalog.left(pg_catalog.regexp_replace(a.query, '\\s+', ' ', 'g'), 80),
  coalesce(a.backend_type = 'autovacuum worker', false), coalesce(a.query LIKE '%%(to prevent wraparound)%%', false)
FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = ANY (pg_catalog.pg_blocking_pids(%(pid)s))
"""

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
    rows = connection.execute(_QUERY.encode(), {"names": names, "modes": modes}).fetchall()
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
    rows = connection.execute(_AHEAD.encode(), {"pid": pid}).fetchall()
    return sorted((Blocker(*row) for row in rows), key=lambda blocker: -blocker.seconds)


def oldest_transactions(connection: Connection) -> list[Blocker]:
    """At most three: what a CONCURRENTLY statement waits for, without a lock on the table (CREATE INDEX, Notes)."""
    return [Blocker(*row) for row in connection.execute(_OLDEST.encode()).fetchall()]


def describe(found: list[Blocker], locks: list[Lock]) -> str:
    """One sentence for the user."""
    if not found:
        relations = ", ".join(str(lock.relation) for lock in locks)
        return f"somebody held a lock on {relations} and let it go since"
    more = f"; and {len(found) - MOST} more" if len(found) > MOST else ""
    return "; ".join(str(blocker) for blocker in found[:MOST]) + more
