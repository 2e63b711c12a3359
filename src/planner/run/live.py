"""Read from another session what a run is doing: its lease, the cursors of its tables, and the locks it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.watch import lease
from planner.execution.watch.lease import Holder
from planner.sql.queries import queries

_SQL = queries("planner.run")


@dataclass(frozen=True, slots=True)
class TableProgress:
    """A table that is being filled: the rows so far, the pages that are done, and all pages."""

    relation: str
    rows: int
    pages: int
    of: int


@dataclass(frozen=True, slots=True)
class LockWait:
    """A session of planner that waits for a lock, and who holds the lock."""

    pid: int
    session: str
    seconds: float
    behind: str


@dataclass(frozen=True, slots=True)
class Now:
    """One look at a run. `at` is in seconds of the server's clock."""

    at: float
    holder: Holder | None
    tables: tuple[TableProgress, ...]
    waits: tuple[LockWait, ...]


def now(connection: Connection) -> Now:
    """Return one look at the run that is at work, if there is one."""
    clock = float(connection.value(_SQL["clock"]))
    holder = lease.read(connection)
    rows = connection.fetch(_SQL["tables_being_filled"]) if holder is not None else []
    waits = connection.fetch(_SQL["waiting_sessions"])
    return Now(clock, holder, tuple(TableProgress(*row) for row in rows), tuple(LockWait(*row) for row in waits))


def journal(connection: Connection, run: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a run and its statements from the journal. Raise Blocked when there is no such run."""
    there = connection.value(_SQL["journal_there"])
    rows = connection.named(_SQL["journal_run"], (run,)) if there else []
    if not rows:
        raise Blocked(f"there is no run {run} in the journal", hint="planner status lists the latest runs")
    return rows[0], connection.named(_SQL["journal_steps"], (run,))
