"""The early end of a run: in the journal, and whether the same command can go on."""

from __future__ import annotations

from contextlib import suppress

from planner.errors import Blocked, DatabaseError, PlannerError
from planner.execution.connection import Connection
from planner.execution.failures import Cancelled, LockNotGot, ServerError
from planner.execution.interrupt import Interrupted
from planner.execution.journal import Journal


def record_end(connection: Connection, journal: Journal, why: PlannerError | Interrupted) -> None:
    """Write the early end into the journal. A failure to do so must not hide the error that ended the run."""
    if connection.lost:
        return
    with suppress(DatabaseError):
        journal.finish(connection, "interrupted" if isinstance(why, Interrupted) else "failed")


def is_final(why: PlannerError | Interrupted) -> bool:
    """Return whether the same command would end in the same way: the rows are refused, by planner or by the server."""
    refused = isinstance(why, ServerError) and not isinstance(why, (LockNotGot, Cancelled))
    return refused or isinstance(why, Blocked)
