"""SQLAlchemy's files in an application: models, and the folder of Alembic's revisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from planner.orm.edit import Edited, Leftover
from planner.orm.migrations import Migrations
from planner.orm.orm import Goals
from planner.orm.sources import contents, sources, text_of
from planner.orm.sqlalchemy.migrations import migrations
from planner.orm.sqlalchemy.parse import read
from planner.orm.sqlalchemy.write import edit
from planner.orm.stage import Stage, until
from planner.orm.wanted import Wanted


def edit_files(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    """Declarative models. An attribute is called like its column: nobody gives it another name."""
    return edit([read(path, contents(path), schema) for path in sources(paths, (".py",))], wanted)


def migrations_for(goals: Goals, folder: Path, last: Stage) -> Migrations:
    """For a folder of revisions. Raises Refused for one that has none yet, or several heads."""
    held = {path.name: text_of(path) for path in sorted(folder.glob("*.py"))}
    return migrations(held, goals.of(until(last)), goals.tenancy, datetime.now(UTC).replace(tzinfo=None))
