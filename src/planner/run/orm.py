"""Compare an ORM's files and migrations with a plan. The live database, read-only, says what the files must contain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from planner.execution.connection import Connection
from planner.names import QName
from planner.orm.edit import Edited, Leftover
from planner.orm.migrations import Migrations
from planner.orm.orm import Orm
from planner.orm.registry import ORMS
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted, wanted
from planner.orm.work import Goals
from planner.run.project import View
from planner.sql.queries import queries
from planner.tenancy.model import State

_SQL = queries("planner.run")


def goals(view: View, stages: Iterable[Stage]) -> dict[Stage, Wanted]:
    """Return what definition files must say at each stage, whatever the current state of the database."""
    final = State(view.tenancy, view.diff().final, view.facts)
    return {stage: wanted(final, stage) for stage in stages}


def edits(
    view: View, orm: Orm, paths: Sequence[Path], stage: Stage, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    """Return the files that change, and what is left to people.

    Raise PlanError for a path that does not exist or a file that does not belong to the ORM. Raise PlannerError without
    the extra `orm`.
    """
    return orm.work().edit(paths, goals(view, [stage])[stage], view.loaded.plan.schemas[0], property_name)


def trackers(connection: Connection) -> list[tuple[QName, Orm]]:
    """Return the tables of the live database in which runners of ORMs record what has run, each with its ORM."""
    named = {orm.migrations_table: orm for orm in ORMS if orm.tracking_table is not None}
    found = connection.fetch(_SQL["tables_named"], [list(named)])
    orms = [(str(schema), named[str(name)]) for schema, name in found]
    return [(QName(schema, orm.tracking_table), orm) for schema, orm in orms if orm.tracking_table is not None]


def migrations(view: View, orm: Orm, folder: Path, last: Stage) -> Migrations:
    """Return the contents of the ORM's folder of migrations, and the migrations that must follow (`planner render`)."""
    wanted_at = Goals(view.loaded.plan.schemas[0], view.tenancy, lambda stages: goals(view, stages))
    work = orm.work().migrations
    assert work is not None
    return work(wanted_at, folder, last)
