"""Run statements and measure them for the journal: duration, rows, locks and WAL."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from planner.catalog.codes import RELATION_KINDS
from planner.execution.connection import Connection
from planner.execution.journal import Entry
from planner.sql import build
from planner.sql.queries import queries
from planner.steps.step import Segment, Step

_SQL = queries("planner.execution")


def execute(connection: Connection, segment: Segment, step: Step, node: build.Statement, attempt: int) -> Entry:
    """Run one statement of a step, and return its journal entry."""
    text = build.render(node)
    started, clock = datetime.now(UTC), time.monotonic()
    rows = connection.execute(text)
    seconds = time.monotonic() - clock
    return Entry(segment.number, step.id, text, started, seconds, predicted_locks(step), rows=rows, attempt=attempt)


def predicted_locks(step: Step) -> str | None:
    """Return in words the locks that the step shall take."""
    return ", ".join(f"{lock.mode.value} on {lock.relation}" for lock in step.locks) or None


def wal_position(connection: Connection) -> str:
    """Return the current end of the server's WAL."""
    return str(connection.value(_SQL["wal_position"]))


def locks_held(connection: Connection) -> str | None:
    """Return the locks of this transaction that make other sessions queue; None when there are none."""
    found = connection.value(_SQL["locks_held"], {"kinds": RELATION_KINDS.letters})
    return str(found) if found is not None else None
