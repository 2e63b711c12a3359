"""What keeps dead rows from being reused: the oldest snapshot of a session, slot, prepared transaction or standby."""

from __future__ import annotations

from planner.execution.session import Connection

_PINS = """
SELECT what FROM (
  SELECT pg_catalog.age(a.backend_xmin) AS old, pg_catalog.format(
      '%%s pid %%s (%%s, %%s, for %%s): %%s',
      CASE WHEN a.backend_type = 'walsender' THEN 'hot_standby_feedback of standby' ELSE 'session' END,
      a.pid, coalesce(a.usename, a.backend_type), coalesce(a.state, a.application_name),
      pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.backend_start)),
      pg_catalog.left(pg_catalog.regexp_replace(a.query, '\\s+', ' ', 'g'), 60)) AS what
  FROM pg_catalog.pg_stat_activity AS a
  WHERE a.backend_xmin IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()
    AND (a.backend_type = 'walsender'
      OR a.datname = current_catalog
        AND pg_catalog.clock_timestamp() - a.xact_start > pg_catalog.make_interval(secs => %(seconds)s))
  UNION ALL
  SELECT pg_catalog.age(s.xmin), pg_catalog.format('replication slot %%s', s.slot_name)
  FROM pg_catalog.pg_replication_slots AS s WHERE s.xmin IS NOT NULL
  UNION ALL
  SELECT pg_catalog.age(p.transaction), pg_catalog.format('prepared transaction %%s of %%s, since %%s', p.gid, p.owner, p.prepared)
  FROM pg_catalog.pg_prepared_xacts AS p WHERE p.database = current_catalog
) AS pins
ORDER BY old DESC LIMIT 1
"""

MOMENT = 1.0
"""Seconds; a younger transaction does not hold anything back for long."""


def pin(connection: Connection) -> str | None:
    """The oldest one in words; None when there is none (PostgreSQL documentation, 24.1.5; pg_stat_activity.backend_xmin)."""
    row = connection.execute(_PINS.encode(), {"seconds": MOMENT}).fetchone()
    return str(row[0]) if row else None
