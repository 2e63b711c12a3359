"""Who stands in the way of a lock: asked after a lock_timeout, told to the user with each retry."""

from __future__ import annotations

from dataclasses import dataclass

from planner.operations.conditions import regclass
from planner.operations.step import Lock, LockMode
from planner.run.session import Connection
from planner.sql import build

_CONFLICTS = {
    LockMode.ACCESS_EXCLUSIVE: "%",
    LockMode.SHARE_ROW_EXCLUSIVE: "RowExclusive|ShareUpdateExclusive|ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.SHARE_UPDATE_EXCLUSIVE: "ShareUpdateExclusive|ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.ROW_EXCLUSIVE: "ShareLock|ShareRowExclusive|^Exclusive|AccessExclusive",
    LockMode.ROW_SHARE: "^Exclusive|AccessExclusive",
}
"""Modes of pg_locks that conflict (PostgreSQL documentation, table 13.2), as a regular expression; % is any."""

_QUERY = """
SELECT DISTINCT a.pid, coalesce(a.usename, a.backend_type), a.state, l.mode,
  pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.backend_start))::text,
  pg_catalog.left(pg_catalog.regexp_replace(a.query, '\\s+', ' ', 'g'), 80)
FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE l.relation = %(oid)s AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
  AND (%(modes)s = '%%' OR l.mode ~ %(modes)s)
ORDER BY 5 DESC, 1 LIMIT 3
"""


_OLDEST = """
SELECT a.pid, coalesce(a.usename, a.backend_type), a.state, 'a snapshot',
  pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.xact_start)::text,
  pg_catalog.left(pg_catalog.regexp_replace(a.query, '\\s+', ' ', 'g'), 80)
FROM pg_catalog.pg_stat_activity AS a
WHERE a.xact_start IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid() AND a.datname = current_catalog
ORDER BY a.xact_start, a.pid LIMIT 3
"""


@dataclass(frozen=True, slots=True)
class Blocker:
    """A session that holds a conflicting lock."""

    pid: int
    user: str
    state: str | None
    mode: str
    since: str
    """How long its transaction has been open, hours:minutes:seconds."""
    query: str

    def __str__(self) -> str:
        return f"pid {self.pid} ({self.user}, {self.state}, for {self.since}) holds {self.mode}: {self.query}"


def blockers(connection: Connection, locks: list[Lock]) -> list[Blocker]:
    """At most three for each relation; empty when they are gone already."""
    found: list[Blocker] = []
    for lock in locks:
        oid = connection.execute(build.render(build.select(regclass(lock.relation))).encode() + b"::oid").fetchone()
        if oid is None or oid[0] is None:
            continue
        rows = connection.execute(_QUERY.encode(), {"oid": oid[0], "modes": _CONFLICTS[lock.mode]}).fetchall()
        found += [Blocker(*row) for row in rows]
    return list(dict.fromkeys(found))


def oldest_transactions(connection: Connection) -> list[Blocker]:
    """At most three: what a CONCURRENTLY statement waits for, without a lock on the table (CREATE INDEX, Notes)."""
    return [Blocker(*row) for row in connection.execute(_OLDEST.encode()).fetchall()]


def describe(found: list[Blocker], locks: list[Lock]) -> str:
    """One sentence for the user."""
    if not found:
        relations = ", ".join(str(lock.relation) for lock in locks)
        return f"somebody held a lock on {relations} and let it go since"
    return "; ".join(str(blocker) for blocker in found)
