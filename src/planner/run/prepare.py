"""Work out what a run of `apply` or `rollback` would do, and refuse what would stop the run later.

A dry-run ends here. A confirmed run does the same first, and again after a lost connection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from planner.catalog.model import Catalog
from planner.diff import Diff, undo
from planner.errors import Refused
from planner.execution.connection import Connection
from planner.execution.watch.limits import check_limits
from planner.names import named
from planner.plan.load import LoadedPlan
from planner.run.dependents import refuse_dependents, refuse_moves
from planner.run.facts import refill
from planner.run.no_return import refuse_no_return
from planner.run.preflight import TableRows, preflight, refuse
from planner.run.project import View, look, snapshot
from planner.run.rehearsal.default_tenant import refuse_default_tenant
from planner.run.rehearsal.distribution import look_ahead, refuse_obstacles
from planner.run.rehearsal.hazards import hazards
from planner.run.rehearsal.privileges import refuse_rights
from planner.run.rehearsal.rows import refuse_checks, refuse_duplicates, refuse_indexes, refuse_invalid_keys
from planner.run.rehearsal.sizes import refuse_sizes
from planner.run.rehearsal.structure import refuse_structure
from planner.run.rights import refuse_foreign_code, refuse_not_owned, refuse_privileges
from planner.run.saved import SavedPlan, check_saved
from planner.run.whereabouts import find_again, refuse_changed
from planner.steps.step import Segment
from planner.target.phase import PHASES, Phase
from planner.verification.exposure import exposed, tenants_there
from planner.verification.readiness import refuse_unready


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a run is about to do."""

    catalog: Catalog
    segments: tuple[Segment, ...]
    found: Diff | None = None
    """The missing steps; None for a rollback."""
    view: View | None = None
    rows: tuple[TableRows, ...] = ()
    """The results of the row preflight."""
    exposed: tuple[str, ...] = ()
    """What tenants see of each other after a rollback, in words; empty with fewer than two tenants."""
    hazards: tuple[str, ...] = ()
    """The hazards that no single step has."""

    @property
    def completes(self) -> bool:
        """Return whether no step of any phase is missing after the run."""
        return self.view is not None and len(self.segments) == len(self.view.diff().segments)


def rehearse(connection: Connection, loaded: LoadedPlan, prepare: Callable[[Connection], Prepared]) -> Prepared:
    """Return what a confirmed run would do, after the checks that it makes. Only reads."""
    check_limits(connection, loaded)
    return prepare(connection)


def prepare_apply(
    loaded: LoadedPlan, phases: tuple[Phase, ...], saved: SavedPlan | None
) -> Callable[[Connection], Prepared]:
    """Return the preparation of `apply`.

    The preparation checks the preconditions, then the rows for all phases, and then finds the segments.
    """
    return partial(_prepare, loaded=loaded, phases=phases, saved=saved)


def _prepare(
    connection: Connection, loaded: LoadedPlan, phases: tuple[Phase, ...], saved: SavedPlan | None
) -> Prepared:
    view = look(connection, loaded)
    refuse_incomplete(view, phases)
    ahead = look_ahead(connection, view)
    refuse_obstacles(ahead, loaded, phases)
    rows: tuple[TableRows, ...] = ()
    left = {step.phase for step in view.diff().steps}
    if left:
        refuse_privileges(loaded, view.tenancy, view.catalog)
        refuse_foreign_code(loaded, view.tenancy, view.catalog)
        refuse_rights(connection, view)
        refuse_structure(connection, view, phases)
        refuse_unready(view.diff(phases).segments, view.tenancy, view.catalog)
        refuse_default_tenant(connection, view)
    # Once the tenancy is complete, its constraints say more of the rows than a check, and Citus can't answer each check.
    if left - {Phase.DISTRIBUTE}:
        rows = preflight(connection, view.state)
        refuse(rows)
        refuse_checks(connection, view)
        refuse_duplicates(connection, view)
        refuse_invalid_keys(connection, view)
        refuse_indexes(connection, view)
        refuse_sizes(connection, view)
        again = refill(connection, view.state, phases)
        if again:
            view = view.with_facts(replace(view.facts, refill=again))
            refuse_incomplete(view, phases)
            refuse_unready(view.diff(phases).segments, view.tenancy, view.catalog)
    found = view.diff(phases)
    if saved is not None:
        check_saved(saved, view.catalog, found.segments)
    return Prepared(
        view.catalog, found.segments, found, view, rows, hazards=(*hazards(connection, view), *ahead.lines())
    )


def refuse_incomplete(view: View, phases: tuple[Phase, ...]) -> None:
    """Raise Refused when a phase that is not selected has missing steps and comes before a selected phase."""
    incomplete = view.diff(phases).incomplete
    if incomplete:
        names = ", ".join(incomplete)
        wanted = ",".join(phase for phase in PHASES if phase in phases or phase in incomplete)
        raise Refused(
            f"phase {names} is not complete, and {', '.join(phases)} builds on it",
            hint=f"run it first, or together: --phase {wanted}",
        )


def prepare_rollback(loaded: LoadedPlan, to: Phase | None) -> Callable[[Connection], Prepared]:
    """Return the preparation of `rollback`, which reads planner's record alone."""

    def prepare(connection: Connection) -> Prepared:
        catalog, moved = find_again(connection, snapshot(connection, loaded))
        refuse_changed(connection, catalog, moved)
        segments = rollback_segments(catalog, to)
        refuse_not_owned(segments, catalog)
        refuse_dependents(connection, segments, catalog)
        if to is None:
            refuse_moves(connection, catalog)
        refuse_no_return(connection, segments, catalog)
        return Prepared(catalog, segments, exposed=_exposed(connection, loaded, segments, catalog))

    return prepare


def _exposed(
    connection: Connection, loaded: LoadedPlan, segments: Sequence[Segment], catalog: Catalog
) -> tuple[str, ...]:
    tenants = named(loaded.plan.tenant.table, loaded.plan.schemas[0])
    if catalog.relation(tenants) is None or int(connection.value(tenants_there(tenants))) < 2:
        return ()
    return tuple(exposed(segments))


def rollback_segments(catalog: Catalog, to: Phase | None) -> tuple[Segment, ...]:
    """Return the segments of a rollback. Raise Refused when the database has no record of what planner did."""
    if not catalog.planner_schema:
        raise Refused(
            f"there is no record of planner in database {catalog.server.database!r}: nothing can be taken back",
            hint="rollback touches only what schema planner lists; is this the right database?",
        )
    return undo(catalog, to)


def losses(segments: Sequence[Segment]) -> list[str]:
    """Return what these segments lose for good; `--allow data-loss` accepts the loss."""
    return [
        hazard.text
        for segment in segments
        for step in segment.steps
        for hazard in step.hazards
        if hazard.name == "data-loss"
    ]
