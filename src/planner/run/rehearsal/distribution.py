"""Look ahead to phase `distribute`: collect what Citus would refuse, and tell all of it before the first phase runs.

Keys are swapped once. A team that learns of an obstacle in the last phase has built its tenancy with the wrong keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.errors import Blocked, Obstructed
from planner.execution.connection import Connection
from planner.names import QName
from planner.plan.load import LoadedPlan
from planner.plan.table import Kind
from planner.run.project import View
from planner.run.rehearsal.cluster import on_cluster
from planner.target.citus import DIALECT
from planner.target.phase import TENANCY, Phase
from planner.verification.obstacles import Goal, Obstacle, notes_of, obstacles, of_cluster


@dataclass(frozen=True, slots=True)
class Ahead:
    """What phase `distribute` will find."""

    obstacles: tuple[Obstacle, ...] = ()
    notes: tuple[str, ...] = ()
    """What is told, and stops nothing."""

    def lines(self) -> Iterator[str]:
        """Yield a line for each obstacle and each note."""
        if self.obstacles:
            yield f"Phase distribute would be refused, for {len(self.obstacles)} reason{'s' * (len(self.obstacles) > 1)}:"
        yield from (f"Obstacle: {one}" for one in self.obstacles)
        yield from (f"Note: {note}" for note in self.notes)


def look_ahead(connection: Connection, view: View) -> Ahead:
    """Return what keeps the tables from being distributed; nothing for another dialect, or when all are distributed."""
    if view.loaded.plan.target.dialect != DIALECT or not pending(view):
        return Ahead()
    goal, cluster, too_large = goal_of(view), view.catalog.cluster, large(view)
    found = [*obstacles(goal), *of_cluster(cluster, too_large)]
    if cluster is None or not cluster.coordinator:
        return Ahead(tuple(found))
    more, notes = on_cluster(connection, goal, too_large)
    return Ahead((*found, *more), (*notes_of(cluster), *notes))


def refuse_obstacles(ahead: Ahead, loaded: LoadedPlan, phases: Sequence[Phase]) -> None:
    """Raise Obstructed, with all obstacles, when phase `distribute` is among the phases."""
    if not ahead.obstacles or Phase.DISTRIBUTE not in phases:
        return
    many = len(ahead.obstacles) > 1
    raise Obstructed(
        f"{len(ahead.obstacles)} obstacle{'s' * many} for phase distribute; nothing was changed",
        [
            Blocked(one.what, hint=one.remedy, place=loaded.place(*one.word) if one.word else None)
            for one in ahead.obstacles
        ],
        place=loaded.place("target", "dialect"),
        hint="remove them, and run the same command again; or run the phases before alone: --phase add,backfill,tighten",
    )


def pending(view: View) -> bool:
    """Return whether a table of the plan is not distributed yet."""
    tenants, relations = view.tenancy.tenants.relation, view.catalog.relations
    there = (relations.get(name) for name in (tenants, *view.tenancy.tables))
    return any(relation is None or relation.distribution is None for relation in there)


def goal_of(view: View) -> Goal:
    """Return the database as phase tighten leaves it, and what shall become of its tables."""
    return Goal(
        view.tenancy,
        view.diff(TENANCY).ended,
        frozenset(name for name, entry in view.entries() if entry.kind is Kind.REFERENCE),
        null_refused=view.loaded.plan.target.on_set_null == "refuse",
    )


def large(view: View) -> list[QName]:
    """Return the tables that are too large for the plain form, in which writes wait for the copy."""
    limit = view.loaded.plan.target.concurrent_above
    relations = (view.catalog.relations[name] for name in view.tenancy.tables)
    return [relation.name for relation in relations if relation.distribution is None and relation.bytes > limit]
