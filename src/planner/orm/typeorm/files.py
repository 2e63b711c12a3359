"""TypeORM's files in an application: entities, and the folder of its migrations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from planner.errors import PlanError
from planner.names import QName
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import marked
from planner.orm.migrations import Migrations, Tracked, forgetting, planners
from planner.orm.opened import opened
from planner.orm.sources import contents, sources
from planner.orm.stage import Stage, until
from planner.orm.typeorm.migrations import Held, migrations
from planner.orm.typeorm.parse import read
from planner.orm.typeorm.write import edit
from planner.orm.typescript import SUFFIXES, flaw
from planner.orm.wanted import Wanted
from planner.orm.work import Goals

_TABLE = re.compile(r"\bmigrationsTableName\s*:\s*(['\"`])([^'\"`]+)\1")


def edit_files(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    """Return the edits of entities in TypeScript. Raises PlanError."""
    held = opened(sources(paths, SUFFIXES), paths, marked, lambda one: read(one.path, one.text), flaw)
    found, left = edit(held.files, wanted, schema, property_name)
    new = [one for one in found if one.file not in held.contents]
    edits, left = held.close(([one for one in found if one.file in held.contents], left))
    return [*edits, *new], left


def migrations_for(goals: Goals, folder: Path, last: Stage) -> Migrations:
    """Return the migrations for a folder of TypeORM's. Raises Refused when these migrations exist already."""
    paths = sorted(path for path in folder.glob("*") if path.suffix in (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs"))
    held = Held({path.name: contents(path).decode() for path in paths if not path.name.endswith(".d.ts")})
    now = int(datetime.now(UTC).timestamp() * 1000)
    return migrations(held, goals.of(until(last)), goals, _table(folder), now)


def tracked(folder: Path) -> Tracked:
    """Return planner's migrations in a folder of TypeORM's, which compares names with the time at their end."""
    mine = planners([path.name for path in folder.glob("*-*.*") if not path.name.endswith(".d.ts")])
    table = QName("public", _table(folder))
    times = [name.partition("-")[0] for name in mine]
    lines = tuple(forgetting(table, "timestamp", int(time)) for time in times if time.isdigit())
    return Tracked(tuple(mine), lines, "psql")


def _table(folder: Path) -> str:
    """Return the table in which TypeORM records migrations: the one that a data source near the folder names, or
    TypeORM's own."""
    for near in list(folder.resolve().parents)[:3]:
        for path in sorted((*near.glob("*.ts"), *near.glob("*.js"))):
            try:
                found = _TABLE.search(contents(path).decode())
            except PlanError:
                continue
            if found is not None:
                return found[2]
    return "migrations"
