"""`render` for an ORM's own runner: what its folder of migrations holds, and the two that come after."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from planner.errors import PlanError, Refused
from planner.orm.migrations import Migrations
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted
from planner.run.orm import goals
from planner.run.project import View


def drizzle(view: View, folder: Path, last: Stage) -> Migrations:
    """For a folder of drizzle-kit's. Raises PlanError for a folder that is none of its."""
    from planner.orm.drizzle.migrations import EMPTY_JOURNAL, migrations, newest

    journal = _json(folder / "meta" / "_journal.json") if folder.exists() else EMPTY_JOURNAL
    name = newest(journal)
    snapshot = _json(folder / "meta" / name) if name is not None else None
    now = int(datetime.now(UTC).timestamp() * 1000)
    return migrations(journal, snapshot, _stages(view, last), view.tenancy, now, view.loaded.plan.schemas[0])


def prisma(view: View, folder: Path, last: Stage) -> Migrations:
    """For a folder of `prisma migrate`. Raises Refused for one that has no migration yet."""
    from planner.orm.prisma.migrations import migrations

    held = sorted(path.parent.name for path in folder.glob("*/migration.sql"))
    if not held:
        raise Refused(
            f"{folder} has no migration of Prisma's; nothing was written",
            hint="name the folder beside the schema (prisma/migrations), and make the first of the schema as it was "
            "(Prisma's documentation, Baselining a database)",
        )
    return migrations(held, _stages(view, last), view.tenancy, datetime.now(UTC).replace(tzinfo=None))


def alembic(view: View, folder: Path, last: Stage) -> Migrations:
    """For a folder of revisions. Raises Refused for one that has none yet, or several heads."""
    from planner.orm.sqlalchemy.migrations import migrations

    held = {path.name: read(path) for path in sorted(folder.glob("*.py"))}
    return migrations(held, _stages(view, last), view.tenancy, datetime.now(UTC).replace(tzinfo=None))


def django(view: View, folder: Path, last: Stage) -> Migrations:
    """For the folder `migrations` of an application; those of the applications beside it come before the new one.

    Raises Refused for a folder that has no migration yet, and where Django's own say everything.
    """
    from planner.orm.django.migrations import migrations
    from planner.orm.django.parse import label
    from planner.orm.python import read_source

    if last is Stage.ADD:
        raise Refused("Django's own makemigrations writes this one", hint="leave --stage out for what comes after it")

    def called(application: Path) -> str:
        apps = application / "apps.py"
        config = read_source(apps, read(apps).encode()) if apps.is_file() else None
        return label(config) or application.name

    application = folder.resolve().parent
    held = {
        called(one.parent): sorted(path.stem for path in one.glob("[0-9]*.py"))
        for one in sorted(application.parent.glob("*/migrations"))
    }
    return migrations(held, called(application), goals(view, [last])[last], view.tenancy)


MIGRATIONS: Mapping[str, Callable[[View, Path, Stage], Migrations]] = {
    "drizzle": drizzle,
    "prisma": prisma,
    "alembic": alembic,
    "django": django,
}
"""By the format's name; each takes the last stage that is wanted."""


def _stages(view: View, last: Stage) -> dict[Stage, Wanted]:
    return goals(view, [stage for stage in Stage if stage is Stage.ADD or last is Stage.TIGHTEN])


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(f"{path} can't be read: {error}", hint="check the path") from None


def _json(file: Path) -> dict[str, Any]:
    hint = "name the folder that drizzle-kit generate writes to (`out` in drizzle.config.ts)"
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlanError(f"there is no {file}", hint=hint) from None
    except (OSError, ValueError) as error:
        raise PlanError(f"{file} can't be read: {error}", hint="it should be as drizzle-kit wrote it") from None
    if found.get("dialect") != "postgresql":
        raise PlanError(f"{file} is not of PostgreSQL", hint=hint)
    return found
