"""SQLAlchemy's files in an application: models, and the folder of Alembic's revisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import python
from planner.orm.migrations import Migrations, Tracked, planners
from planner.orm.opened import opened
from planner.orm.python import flaw
from planner.orm.sources import sources, text_of
from planner.orm.sqlalchemy.migrations import down_revision, migrations
from planner.orm.sqlalchemy.parse import read
from planner.orm.sqlalchemy.write import edit
from planner.orm.stage import Stage, until
from planner.orm.wanted import Wanted
from planner.orm.work import Goals


def edit_files(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    """Return the edits of declarative models. An attribute has its column's name, so the user can't give another
    name. Raises PlanError."""
    held = opened(sources(paths, (".py",)), paths, python, lambda one: read(one.path, one.text, schema), flaw)
    return held.close(edit(held.files, wanted))


def migrations_for(goals: Goals, folder: Path, last: Stage) -> Migrations:
    """Return the migrations for a folder of revisions. Raises Refused for a folder without a revision, or with
    several heads."""
    held = {path.name: text_of(path) for path in sorted(folder.glob("*.py"))}
    return migrations(held, goals.of(until(last)), goals.tenancy, datetime.now(UTC).replace(tzinfo=None))


def tracked(folder: Path) -> Tracked:
    """Return planner's revisions in a folder. Raises PlanError for a file that is not Python."""
    held = {path.name: text_of(path) for path in sorted(folder.glob("*.py"))}
    mine = planners([*held])
    before = down_revision(held, mine)
    return Tracked(tuple(mine), (f"alembic stamp {before or 'base'}",) if mine else (), "a shell")
