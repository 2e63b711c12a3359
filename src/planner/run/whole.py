"""The whole work of a plan, from the database as it was before planner: what is done already, and what is missing.

The record says what planner has changed, so the catalog before the first step can be worked out, and every step with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.catalog.model import Catalog
from planner.catalog.owned import OwnedKind
from planner.catalog.projection import Projection
from planner.diff import Diff, diff, undo
from planner.errors import PlannerError
from planner.resolve.resolve import resolve
from planner.run.project import View
from planner.steps.step import Segment
from planner.target.phase import PHASES, Phase
from planner.tenancy.model import Tenancy


@dataclass(frozen=True, slots=True)
class Whole:
    """All steps of a plan, and those that are still missing."""

    found: Diff
    tenancy: Tenancy
    missing: frozenset[str]
    """The ids of the missing steps."""
    derived: bool = True
    """Whether the work is the whole; False when the missing steps stand for the work."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.found.segments

    @property
    def catalog(self) -> Catalog:
        """Return the catalog as it was before the first step, with the sizes of today."""
        return self.found.live

    @property
    def begun(self) -> bool:
        return len(self.missing) < sum(1 for _ in self.found.steps)


def whole(view: View) -> Whole:
    """Return the whole work. A database without a record has all of it before itself.

    The steps that are missing now stand for the whole, if the work cannot be derived from the record: the plan, or the
    database, may have changed since.
    """
    live = view.diff()
    missing = frozenset(step.id for step in live.steps)
    if not view.catalog.planner_schema or not view.catalog.owned:
        return Whole(live, view.tenancy, missing)
    try:
        found, tenancy = _from_the_start(view)
    except (PlannerError, KeyError):
        return Whole(live, view.tenancy, missing, derived=False)
    known = {step.id for step in found.steps}
    if not missing <= known:
        return Whole(live, view.tenancy, missing, derived=False)
    return Whole(found, tenancy, missing)


def _from_the_start(view: View) -> tuple[Diff, Tenancy]:
    projection = Projection(view.catalog)
    for segment in undo(view.catalog, None):
        for step in segment.steps:
            projection.apply(step.changes)
    before = replace(projection.catalog, planner_schema=False)
    made = {key.name for key in view.catalog.owned if key.kind is OwnedKind.ROW}
    made |= set(view.facts.tenants) if view.tenancy.tenants.relation not in before.relations else set()
    facts = replace(view.facts, tenants=view.facts.tenants - made, refill=frozenset())
    tenancy = resolve(view.loaded, before, tolerant=True)
    return diff(tenancy, before, facts, PHASES), tenancy


def way_back(work: Whole, to: Phase | None) -> tuple[Segment, ...]:
    """Return the segments that take back every phase after `to`, once the whole work is done."""
    return undo(work.found.final, to)
