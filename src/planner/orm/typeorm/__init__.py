"""TypeORM: entities in TypeScript, and the migrations of its command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.orm.typeorm.naming import TypeOrm
from planner.orm.work import Definition, Goals, Source, Work

if TYPE_CHECKING:
    from planner.orm.edit import Edited, Leftover
    from planner.orm.migrations import Migrations, Tracked
    from planner.orm.stage import Stage
    from planner.orm.wanted import Wanted


def _edit(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    from planner.orm.typeorm.files import edit_files

    return edit_files(paths, wanted, schema, property_name)


def _migrations(goals: Goals, folder: Path, last: Stage) -> Migrations:
    from planner.orm.typeorm.files import migrations_for

    return migrations_for(goals, folder, last)


def _tracked(folder: Path) -> Tracked:
    from planner.orm.typeorm.files import tracked

    return tracked(folder)


def _definition(source: Source) -> Definition:
    from planner.orm.typeorm.definition import definition

    return definition(source)


WORK = Work(
    naming=lambda schema: TypeOrm(), edit=_edit, migrations=_migrations, tracked=_tracked, definition=_definition
)
