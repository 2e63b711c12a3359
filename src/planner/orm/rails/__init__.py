"""Rails: Active Record's models. Migrations are made of segments, by `planner.files.runners`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.orm.rails.naming import Rails
from planner.orm.work import Definition, Source, Work

if TYPE_CHECKING:
    from planner.orm.edit import Edited, Leftover
    from planner.orm.migrations import Tracked
    from planner.orm.wanted import Wanted


def _edit(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    from planner.orm.rails.files import edit_files
    from planner.orm.rails.words import BELONGS_TO

    return edit_files(paths, wanted, schema, property_name, BELONGS_TO)


def _edit_acts_as_tenant(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    from planner.orm.rails.files import edit_files
    from planner.orm.rails.words import ACTS_AS_TENANT

    return edit_files(paths, wanted, schema, property_name, ACTS_AS_TENANT)


def _tracked(folder: Path) -> Tracked:
    from planner.orm.rails.files import tracked

    return tracked(folder)


def _definition(source: Source) -> Definition:
    from planner.orm.rails.definition import definition

    return definition(source)


WORK = Work(naming=Rails, edit=_edit, migrations=None, tracked=_tracked, definition=_definition)
WITH_ACTS_AS_TENANT = Work(
    naming=Rails, edit=_edit_acts_as_tenant, migrations=None, tracked=_tracked, definition=_definition
)
"""The same work, with the tenant's association declared by the gem acts_as_tenant."""
