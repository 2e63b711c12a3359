"""What a run is doing now, read from another session: its lease, the cursors of its tables, what its sessions wait for."""

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


def now(connection: Connection) -> Now:
    """One look at the run that is at work, if one is."""
    clock = float(connection.value(_SQL["clock"]))
    holder = lease.read(connection)
    rows = connection.fetch(_SQL["tables_being_filled"]) if holder is not None else []
    waits = connection.fetch(_SQL["waiting_sessions"])
    return Now(clock, holder, tuple(TableProgress(*row) for row in rows), tuple(LockWait(*row) for row in waits))


def journal(connection: Connection, run: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A run and its statements, as schema planner has them. Raises Blocked where there is no such run."""
    there = connection.value(_SQL["journal_there"])
    rows = connection.named(_SQL["journal_run"], (run,)) if there else []
    if not rows:
        raise Blocked(f"there is no run {run} in the journal", hint="planner status lists the latest runs")
    return rows[0], connection.named(_SQL["journal_steps"], (run,))
