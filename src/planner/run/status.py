"""Work out the status: the state of each table, the run at work, and interrupted runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from planner.catalog.owned import OwnedKind, OwnedState
from planner.execution import run_lock
from planner.execution.connection import Connection
from planner.execution.watch.lease import Holder
from planner.names import QName
from planner.operations.guard_sql import guard_names
from planner.operations.tenant_foreign_key import tenant_key
from planner.operations.tenant_index import leading_index
from planner.run.live import LockWait, now
from planner.run.project import View
from planner.sql.queries import queries
from planner.steps.record.entries import recorded
from planner.target.phase import PHASES, Phase
from planner.tenancy.model import ScopedTable

_SQL = queries("planner.run")


@dataclass(frozen=True, slots=True)
class TableStatus:
    """One row of the table that people see."""

    relation: QName
    source: str
    column: bool
    guarded: bool
    filled: str
    """`by default`, `done`, `37 %`, `-`."""
    foreign_key: str
    """`valid`, `not valid`, `-`."""
    index: bool
    not_null: bool
    phase: str
    """The last phase that the table has finished, or `-`."""


@dataclass(frozen=True, slots=True)
class RunStatus:
    """One row of planner.run, the journal."""

    run: int
    command: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    client: str
    steps: int
    errors: int
    finished_by: int | None = None
    """The later run that finished what this run began."""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of tables and runs, as `planner status` shows it."""

    running: str | None
    """Who is at work, by the lease or the run lock."""
    run: int | None
    """The number of the run at work, if it has one."""
    since: datetime | None
    """When the run at work took its lease; None when no lease says so."""
    doing: str | None
    """What the run at work does, and whom it waits for."""
    waits: tuple[LockWait, ...]
    """The sessions of planner that wait for a lock."""
    tables: tuple[TableStatus, ...]
    runs: tuple[RunStatus, ...]
    missing: dict[Phase, int]
    """The number of steps that each phase still has to do."""


def status(connection: Connection, view: View) -> Status:
    """Return the status of the plan's tables and of the latest runs. Only reads."""
    look = now(connection)
    holder = look.holder
    at_work = holder if holder is not None and holder.at_work else run_lock.held_by(connection)
    runs: list[RunStatus] = []
    fractions: dict[QName, float] = {}
    if view.catalog.planner_schema:
        runs = [RunStatus(*row) for row in connection.fetch(_SQL["latest_runs"])]
        rows = connection.fetch(_SQL["filled_fractions"])
        fractions = {QName(schema, name): fraction for schema, name, fraction in rows}
    missing = {phase: 0 for phase in view.phases}
    behind: dict[QName, set[Phase]] = {}
    for step in view.diff().steps:
        missing[step.phase] += 1
        behind.setdefault(step.relation, set()).add(step.phase)
    tables = tuple(
        _table(view, table, fractions.get(table.relation), behind.get(table.relation, set()))
        for table in view.tenancy.tables.values()
    )
    number = holder.run if at_work is not None and holder is not None else None
    return Status(
        str(at_work) if at_work is not None else None,
        number,
        holder.started_at if at_work is not None and holder is not None and holder.at_work else None,
        _doing(holder) if holder is not None and holder.at_work else None,
        look.waits if at_work is not None else (),
        tables,
        tuple(runs),
        missing,
    )


def _doing(holder: Holder) -> str:
    """Return the state of the run, its reason and its step, in words."""
    reason = f": {holder.reason}" if holder.reason else ""
    step = f" · {holder.step}" if holder.step else ""
    return f"{holder.state}{reason}{step}"


def _table(view: View, table: ScopedTable, fraction: float | None, missing: set[Phase]) -> TableStatus:
    relation = view.state.relation(table)
    column = relation.column(table.column)
    key = tenant_key(relation, table, view.state)
    done = [phase for phase in view.phases if not any(p in missing for p in PHASES[: PHASES.index(phase) + 1])]
    return TableStatus(
        relation=table.relation,
        source=table.strategy.describe(),
        column=column is not None,
        guarded=bool(guard_names(relation)),
        filled=_filled(view, table, fraction, missing) if column is not None else "-",
        foreign_key="-" if key is None else "valid" if key.validated else "not valid",
        index=leading_index(relation, table.column) is not None,
        not_null=column is not None and column.not_null,
        phase=done[-1].value if done else "-",
    )


def _filled(view: View, table: ScopedTable, fraction: float | None, missing: set[Phase]) -> str:
    record = recorded(view.catalog, OwnedKind.BACKFILL, table.relation, table.column)
    if record is not None and record.state is OwnedState.CONFIRMED:
        return "done"
    if Phase.BACKFILL in missing:
        return f"{fraction:.0%}" if fraction is not None else "0%"
    return "by default" if not table.adopted else "was there"
