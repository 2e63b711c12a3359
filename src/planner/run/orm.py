"""An ORM's files and migrations against a plan: what they must say is worked out from the live database, read-only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from planner.orm.edit import Edited, Leftover
from planner.orm.migrations import Migrations
from planner.orm.orm import Goals, Orm
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted, wanted
from planner.run.project import View
from planner.tenancy.model import State


def goals(view: View, stages: Iterable[Stage]) -> dict[Stage, Wanted]:
    """What definition files must say at each of the stages, however far the database has come."""
    final = State(view.tenancy, view.diff().final, view.facts)
    return {stage: wanted(final, stage) for stage in stages}


def edits(
    view: View, orm: Orm, paths: Sequence[Path], stage: Stage, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    """Files that change, and what is left to people.

    Raises PlanError for a path that is none or a file that is none of the ORM's, PlannerError without the extra `orm`.
    """
    return orm.edit(paths, goals(view, [stage])[stage], view.loaded.plan.schemas[0], property_name)


def migrations(view: View, orm: Orm, folder: Path, last: Stage) -> Migrations:
    """`render` for an ORM's own runner: what its folder of migrations holds, and those that come after."""
    wanted_at = Goals(view.loaded.plan.schemas[0], view.tenancy, lambda stages: goals(view, stages))
    return orm.migrations(wanted_at, folder, last)
