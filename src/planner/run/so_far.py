"""Tell the findings of verify that a later phase will cure, for `verify --phase`: what must hold after that phase.

A check of the catalog is asked three times: of the live catalog, of the catalog as the phases so far leave it, and of the
catalog at the end. It belongs to a later phase when it fails in the second and holds in the third.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from planner.catalog.model import Catalog
from planner.execution.connection import Connection
from planner.names import QName
from planner.operations import database_checks, table_checks
from planner.run.crossing import crossing
from planner.run.project import View
from planner.steps.checks import CatalogCheck, Result, Weight
from planner.target.phase import PHASES, Phase
from planner.tenancy.model import State
from planner.verification.leaks import leaks
from planner.verification.tenantless import tenantless

Key: TypeAlias = tuple[str, QName, str]

_OF_ROWS = ("no-null", "known-tenant", "same-tenant")


def so_far(connection: Connection, view: View, results: Iterable[Result], phase: Phase) -> Iterator[Result]:
    """Yield the results. A finding that a phase after `phase` cures is a note that says so."""
    later = PHASES[PHASES.index(phase) + 1 :]
    if not later:
        yield from results
        return
    before = _failing(connection, view, view.diff(PHASES[: -len(later)]).final)
    cured = before - _failing(connection, view, view.diff().final)
    unfilled = _unfilled(view) if Phase.BACKFILL in later else set()
    for result in results:
        if result.finding and ((result.id, result.relation, result.title) in cured or _of_rows(result, view, unfilled)):
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


def _unfilled(view: View) -> set[QName]:
    """Return the tables that phase backfill still has to fill."""
    steps = view.diff((Phase.BACKFILL,)).steps
    return {batches.relation for step in steps for batches in step.batches}


def _of_rows(result: Result, view: View, unfilled: set[QName]) -> bool:
    """Return whether a finding about rows comes from rows that are not filled yet, in the table or in a parent."""
    if result.id not in _OF_ROWS:
        return False
    table = view.tenancy.tables.get(result.relation)
    parents = {path.parent for path in table.parents} if table is not None else set()
    return result.relation in unfilled or bool(parents & unfilled)
