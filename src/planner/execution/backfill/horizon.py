"""What keeps dead rows from being reused: the oldest snapshot of a session, slot, prepared transaction or standby."""

from __future__ import annotations

from planner.execution.connection import Connection
from planner.sql.queries import queries

_SQL = queries("planner.execution.backfill")

MOMENT = 1.0
"""Seconds; a younger transaction does not hold anything back for long."""


def pin(connection: Connection) -> str | None:
    """The oldest one in words; None when there is none (PostgreSQL documentation, 24.1.5; pg_stat_activity.backend_xmin)."""
    found = connection.value(_SQL["pins"], {"seconds": MOMENT})
    return str(found) if found is not None else None
