"""What a run is doing now, read from another session: its lease, the cursors of its tables, what its sessions wait for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from planner.errors import Blocked
from planner.execution.session import Connection, translated
from planner.execution.watch import lease
from planner.execution.watch.lease import Holder


@dataclass(frozen=True, slots=True)
class TableProgress:
    """A table that is being filled: rows so far, pages done and in all."""

    relation: str
    rows: int
    pages: int
    of: int


@dataclass(frozen=True, slots=True)
class LockWait:
    """A session of planner's that waits for a lock, and who holds it."""

    pid: int
    session: str
    seconds: float
    behind: str


@dataclass(frozen=True, slots=True)
class Now:
    """One look. `at` in seconds of the server's clock."""

    at: float
    holder: Holder | None
    tables: tuple[TableProgress, ...]
    waits: tuple[LockWait, ...]


_TABLES = """
SELECT schema_name || '.' || relation_name, sum(rows_filled)::bigint, sum(next_page - first_page)::bigint,
  sum(end_page - first_page)::bigint
FROM planner.backfill AS b
WHERE NOT EXISTS (SELECT FROM planner.owned AS o WHERE o.kind = 'backfill' AND o.state = 'confirmed'
  AND (o.schema_name, o.relation_name) = (b.schema_name, b.relation_name))
GROUP BY 1 ORDER BY min(updated_at)
"""
_WAITS = """
SELECT w.pid, w.application_name, extract(epoch FROM pg_catalog.clock_timestamp() - w.query_start)::float,
  coalesce((SELECT pg_catalog.string_agg(pg_catalog.format('pid %s (%s, %s): %s', b.pid, b.usename, b.state,
      pg_catalog.left(pg_catalog.regexp_replace(b.query, '\\s+', ' ', 'g'), 60)), '; ')
    FROM pg_catalog.pg_stat_activity AS b WHERE b.pid = ANY (pg_catalog.pg_blocking_pids(w.pid))), 'nobody any more')
FROM pg_catalog.pg_stat_activity AS w
WHERE w.application_name LIKE 'planner %' AND w.wait_event_type = 'Lock' AND w.datname = current_catalog
ORDER BY 1
"""
_CLOCK = "SELECT extract(epoch FROM pg_catalog.clock_timestamp())::float"


def now(connection: Connection) -> Now:
    """One look at the run that is at work, if one is."""
    with translated():
        clock = connection.execute(_CLOCK.encode()).fetchone()
        assert clock is not None
        holder = lease.read(connection)
        tables: list[TableProgress] = []
        if holder is not None:
            tables = [TableProgress(*row) for row in connection.execute(_TABLES.encode()).fetchall()]
        waits = [LockWait(*row) for row in connection.execute(_WAITS.encode()).fetchall()]
    return Now(float(clock[0]), holder, tuple(tables), tuple(waits))


_RUN = """
SELECT run, command, started_at, finished_at, outcome, role, client, planner_version, fingerprint FROM planner.run
WHERE run = %s
"""
_STEPS = """
SELECT segment, step, statement, started_at, duration_ms, locks_predicted, locks_held, lock_wait_ms, lock_hold_ms, rows,
  wal_bytes, attempt, error
FROM planner.step WHERE run = %s ORDER BY started_at, segment
"""


def journal(connection: Connection, run: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A run and its statements, as schema planner has them. Raises Blocked where there is no such run."""
    with translated():
        there = connection.execute("SELECT pg_catalog.to_regclass('planner.step') IS NOT NULL").fetchone()
        found = connection.execute(_RUN.encode(), (run,)) if there and there[0] else None
        rows = _named(found) if found is not None else []
        if not rows:
            raise Blocked(f"there is no run {run} in the journal", hint="planner status lists the latest runs")
        return rows[0], _named(connection.execute(_STEPS.encode(), (run,)))


def _named(cursor: Any) -> list[dict[str, Any]]:
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
