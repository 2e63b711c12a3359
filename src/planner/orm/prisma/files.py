"""Prisma's files in an application: the schema, and the folder of its migrations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from planner.errors import Refused
from planner.names import QName
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import marked
from planner.orm.migrations import Migrations, Tracked, forgetting, planners
from planner.orm.opened import opened
from planner.orm.prisma.migrations import migrations
from planner.orm.prisma.parse import flaw, read
from planner.orm.prisma.write import edit
from planner.orm.sources import sources
from planner.orm.stage import Stage, until
from planner.orm.wanted import Wanted
from planner.orm.work import Goals

SUFFIXES = (".prisma",)


def edit_files(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    """Return the edits of a schema, which is one file or a folder. Raises PlanError."""
    held = opened(sources(paths, SUFFIXES), paths, marked, lambda one: read(one.path, one.text, schema), flaw)
    return held.close(edit(held.files, wanted, property_name))


def migrations_for(goals: Goals, folder: Path, last: Stage) -> Migrations:
    """Return the migrations for a folder of `prisma migrate`. Raises Refused for a folder that has no migration yet."""
    held = sorted(path.parent.name for path in folder.glob("*/migration.sql"))
    if not held:
        raise Refused(
            f"{folder} has no migration of Prisma's; nothing was written",
            hint="name the folder beside the schema (prisma/migrations), and make the first of the schema as it was "
            "(Prisma's documentation, Baselining a database)",
        )
    return migrations(held, goals.of(until(last)), goals.tenancy, datetime.now(UTC).replace(tzinfo=None))


def tracked(folder: Path) -> Tracked:
    """Return planner's migrations in a folder of `prisma migrate`."""
    mine = planners([path.parent.name for path in folder.glob("*/migration.sql")])
    table = QName("public", "_prisma_migrations")
    # `migrate resolve --rolled-back` takes failed migrations alone (Prisma's documentation, prisma migrate resolve).
    lines = tuple(forgetting(table, "migration_name", name) for name in mine)
    return Tracked(tuple(f"{name}/" for name in mine), lines, "psql")
