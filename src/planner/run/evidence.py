"""Read everything that a report on a plan shows, at one moment: the work, its measurements, the result, what is open.

Nothing is changed. Rows are read only where the caller asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from planner.errors import PlannerError, Refused
from planner.execution.connection import Connection
from planner.run import crossing, rights
from planner.run.certificate import Certificate, still_holds
from planner.run.journaled import Measured, measured
from planner.run.preflight import TableRows, preflight, refuse
from planner.run.project import View
from planner.run.quarantine import OpenRow, open_quarantine
from planner.run.rehearsal.hazards import hazards
from planner.run.rehearsal.privileges import refuse_rights
from planner.run.rehearsal.rows import refuse_checks, refuse_duplicates, refuse_invalid_keys
from planner.run.rehearsal.structure import refuse_structure
from planner.run.so_far import so_far, undone
from planner.run.status import Status, status
from planner.run.suppressions import located, suppress
from planner.run.verify import verify
from planner.run.whole import Whole, whole
from planner.steps.checks import Result
from planner.target.phase import PHASES, Phase
from planner.verification.readiness import refuse_unready


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was read for a report."""

    view: View
    work: Whole
    status: Status
    measured: Mapping[str, Measured]
    refused: tuple[PlannerError, ...]
    """What would stop `apply` before its first statement."""
    rows: tuple[TableRows, ...] | None
    """The row preflight; None when no row was read, or when nothing is missing any more."""
    results: tuple[Result, ...]
    """The results of verify, with their suppressions; only the drift before the first step."""
    rows_read: bool
    finished: Phase | None
    """The last phase that no table lacks, of the phases that have steps."""
    quarantine: tuple[OpenRow, ...]
    hazards: tuple[str, ...]
    """The hazards that no single step has, a line each: `Hazard NAME: text`."""
    holds: tuple[Result, ...]
    """Whether the plan and the schema still match the certificate."""
    unread: PlannerError | None = None
    """Why no row was read, although the caller asked for the rows."""


def evidence(connection: Connection, view: View, certificate: Certificate | None, *, rows: bool) -> Evidence:
    """Read the evidence. With `rows`, read the rows of all scoped tables, one scan each.

    No row is read when a superuser would run code of other roles.
    """
    work = whole(view)
    found = status(connection, view)
    finished = _finished(work, view)
    refused: list[PlannerError] = []
    checked: tuple[TableRows, ...] | None = None
    foreign = list(_tried(lambda: rights.refuse_foreign_code(view.loaded, view.tenancy, view.catalog)))
    unread = foreign[0] if rows and foreign else None
    rows = rows and not foreign
    if work.missing:
        refused += [*foreign, *_refusals(connection, view)]
        if rows:
            checked, more = _of_rows(connection, view)
            refused += more
    whole_database = (
        *rights.hazards(view.loaded, view.tenancy, view.catalog),
        *crossing.hazards(connection, view.state, view.diff().segments),
        *hazards(connection, view),
    )
    return Evidence(
        view,
        work,
        found,
        measured(connection) if view.catalog.planner_schema else {},
        tuple(refused),
        checked,
        tuple(_results(connection, view, finished, rows=rows and not work.missing)),
        rows,
        finished,
        tuple(open_quarantine(connection, view.state)),
        tuple(whole_database) if work.missing else (),
        tuple(still_holds(connection, certificate, view)) if certificate is not None else (),
        unread,
    )


def _finished(work: Whole, view: View) -> Phase | None:
    """Return the last phase that lacks no step, with all phases before it; None before the first step.

    A step that somebody has undone since is no step that a phase lacks. Without the whole
    work nobody knows what a phase lacks: every finding counts.
    """
    if work.missing and not view.catalog.owned:
        return None
    if not work.derived:
        return view.phases[-1]
    lost = {step.id for step in undone(view)}
    missing = {step.phase for step in work.found.steps if step.id in work.missing and step.id not in lost}
    done = None
    for phase in view.phases:
        if phase in missing:
            break
        done = phase
    return done


def _refusals(connection: Connection, view: View) -> Iterator[PlannerError]:
    """Yield what `apply` would refuse, as far as the catalog tells."""
    loaded, tenancy, catalog = view.loaded, view.tenancy, view.catalog
    yield from _tried(
        lambda: rights.refuse_privileges(loaded, tenancy, catalog),
        lambda: refuse_rights(connection, view),
        lambda: refuse_structure(connection, view, PHASES),
        lambda: refuse_unready(view.diff().segments, tenancy, catalog),
    )


def _of_rows(connection: Connection, view: View) -> tuple[tuple[TableRows, ...] | None, list[PlannerError]]:
    """Return the row preflight, and what `apply` would refuse because of rows."""
    found: tuple[TableRows, ...] | None = None

    def check() -> None:
        nonlocal found
        found = preflight(connection, view.state)
        refuse(found)

    wrong = _tried(
        check,
        lambda: refuse_checks(connection, view),
        lambda: refuse_duplicates(connection, view),
        lambda: refuse_invalid_keys(connection, view),
    )
    return found, list(wrong)


def _tried(*checks: Callable[[], None]) -> Iterator[PlannerError]:
    for check in checks:
        try:
            check()
        except Refused as refused:
            yield refused


def _results(connection: Connection, view: View, finished: Phase | None, *, rows: bool) -> Iterator[Result]:
    """Yield what verify finds now. What a later phase does is a note; before phase add, only the drift is of interest."""
    today = datetime.now(UTC).date()
    found = list(verify(connection, view, rows=rows))
    if finished is None and not view.catalog.owned:
        found = [result for result in found if result.id in ("unlisted", "gone", "exemption")]
    else:
        found = list(so_far(connection, view, found, finished))
    yield from located(list(suppress(found, view, (), today)), view)
