"""Find what keeps PostgreSQL from reusing dead rows: the oldest snapshot.

A session, slot, prepared transaction or standby can hold this snapshot.
"""

from __future__ import annotations

from planner.execution.connection import Connection
from planner.sql.queries import queries

_SQL = queries("planner.execution.backfill")

MOMENT = 1.0
"""Seconds. A younger transaction does not hold the horizon back for long."""


def pin(connection: Connection) -> str | None:
    """Return the oldest holder in words, or None (PostgreSQL documentation, 24.1.5; pg_stat_activity.backend_xmin)."""
    found = connection.value(_SQL["pins"], {"seconds": MOMENT})
    return str(found) if found is not None else None
