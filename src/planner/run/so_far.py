"""Tell the findings of verify that a later phase will cure, for `verify --phase`: what must hold after that phase.

A check of the catalog is asked three times: of the live catalog, of the catalog as the phases so far leave it, and of the
catalog at the end. It belongs to a later phase when it fails in the second and holds in the third.

What a step did, by the record, and somebody has undone since, belongs to no later phase: such a finding stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from planner.catalog.changes import Own
from planner.catalog.model import Catalog
from planner.catalog.owned import OwnedState
from planner.catalog.projection import Change, Projection
from planner.execution.connection import Connection
from planner.names import QName
from planner.operations import database_checks, table_checks
from planner.run.crossing import crossing
from planner.run.project import View
from planner.run.verify import row_results
from planner.steps.checks import CatalogCheck, Result, Weight
from planner.steps.step import Step
from planner.target.phase import Phase
from planner.tenancy.model import State
from planner.verification.leaks import leaks
from planner.verification.tenantless import tenantless

Key: TypeAlias = tuple[str, QName, str]


def so_far(connection: Connection, view: View, results: Iterable[Result], phase: Phase | None) -> Iterator[Result]:
    """Yield the results. A finding that a phase after `phase` cures is a note that says so. None is before all phases."""
    phases = view.phases
    later = phases[phases.index(phase) + 1 :] if phase in phases else () if phase is not None else phases
    if not later:
        yield from results
        return
    before = _failing(connection, view, view.diff(phases[: -len(later)]).final if phase is not None else view.catalog)
    cured = before - _failing(connection, view, view.diff().final) - _lost(connection, view)
    unfilled = _unfilled(view) if Phase.BACKFILL in later else set()
    for result in results:
        key = (result.id, result.relation, result.title)
        if result.finding and (key in cured or _is_unfilled(connection, view, result, unfilled)):
            yield replace(result, weight=Weight.NOTE, detail="not yet: a later phase does this")
        else:
            yield result


def _failing(connection: Connection, view: View, catalog: Catalog) -> set[Key]:
    """Return the checks of the catalog that fail in a catalog."""
    state = State(view.tenancy, catalog, view.facts)
    checks = [
        *database_checks(state),
        *(check for table in view.tenancy.tables.values() for check in table_checks(table, state)),
        *leaks(state),
        *crossing(connection, state),
        *tenantless(state),
    ]
    return {
        (check.id, check.relation, check.title) for check in checks if isinstance(check, CatalogCheck) and not check.ok
    }


def undone(view: View) -> tuple[Step, ...]:
    """Return the missing steps that planner has done already, by its record: somebody has undone what they did.

    The steps of an operation on a table belong together: not each of them makes an entry.
    """
    steps = tuple(view.diff().steps)
    known = {_work(step) for step in steps if any(_recorded(change, view) for change in step.changes)}
    return tuple(step for step in steps if _work(step) in known)


def _work(step: Step) -> tuple[Phase, str, QName | None]:
    return step.phase, step.operation, step.relation


def _recorded(change: Change, view: View) -> bool:
    if not isinstance(change, Own):
        return False
    entry = view.catalog.owned.get(change.owned.key)
    return entry is not None and entry.state is not OwnedState.INTENT


def _lost(connection: Connection, view: View) -> set[Key]:
    """Return the checks that fail, and that would hold if nobody had undone what planner did."""
    steps = undone(view)
    if not steps:
        return set()
    projection = Projection(view.catalog)
    for step in steps:
        projection.apply(step.changes)
    return _failing(connection, view, view.catalog) - _failing(connection, view, projection.catalog)


def _unfilled(view: View) -> set[QName]:
    """Return the tables that phase backfill still has to fill."""
    steps = view.diff((Phase.BACKFILL,)).steps
    return {batches.relation for step in steps for batches in step.batches}


def _is_unfilled(connection: Connection, view: View, result: Result, unfilled: set[QName]) -> bool:
    """Return whether a finding about rows comes from rows that are not filled yet.

    A row of a mixed table without a tenant breaks `same-tenant` until it is filled. The rows with a tenant are counted
    again: a wrong tenant is a finding in every phase.
    """
    table = view.tenancy.tables.get(result.relation)
    if table is None or result.relation not in unfilled:
        return False
    if result.id == "same-tenant" and table.mixed:
        filled = row_results(connection, view, replace(table, mixed=False))
        return any(one.ok for one in filled if (one.id, one.title) == (result.id, result.title))
    return result.id == "no-null"
