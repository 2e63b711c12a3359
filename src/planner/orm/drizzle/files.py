"""Drizzle's files in an application: schema files, and the folder of drizzle-kit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from planner.errors import PlanError, Refused
from planner.orm.drizzle.installed import POLICIES, drizzle_orm
from planner.orm.drizzle.journal import Journal, Snapshot
from planner.orm.drizzle.migrations import EMPTY_JOURNAL, TABLE, migrations, newest
from planner.orm.drizzle.parse import read
from planner.orm.drizzle.write import edit
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import marked
from planner.orm.migrations import Migrations, Tracked, forgetting, planners
from planner.orm.opened import opened
from planner.orm.sources import sources
from planner.orm.stage import Stage, until
from planner.orm.typescript import SUFFIXES, flaw
from planner.orm.wanted import Wanted, without_policies
from planner.orm.work import Goals


def edit_files(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    """Return the edits of schema files in TypeScript. Raises PlanError."""
    held = opened(sources(paths, SUFFIXES), paths, marked, lambda one: read(one.path, one.text, schema), flaw)
    version = drizzle_orm(paths[0])
    if version is None or version >= POLICIES or not any(table.policies for table in wanted.tables):
        return held.close(edit(held.files, wanted, property_name=property_name))
    found, left = held.close(edit(held.files, without_policies(wanted), property_name=property_name))
    said = ".".join(map(str, version))
    return found, [*left, Leftover(None, 0, f"policies need drizzle-orm 0.36 in the files; {said} is installed")]


def migrations_for(goals: Goals, folder: Path, last: Stage) -> Migrations:
    """Return the migrations for a folder of drizzle-kit. Raises PlanError for any other folder."""
    journal = _document(folder / "meta" / "_journal.json", Journal) if folder.exists() else EMPTY_JOURNAL
    name = newest(journal)
    snapshot = _document(folder / "meta" / name, Snapshot) if name is not None else None
    now = int(datetime.now(UTC).timestamp() * 1000)
    return migrations(journal, snapshot, goals.of(until(last)), goals.tenancy, now, goals.schema)


def tracked(folder: Path) -> Tracked:
    """Return planner's migrations in a folder of drizzle-kit. Raises PlanError for any other folder, and Refused when
    later migrations stand on them."""
    journal = _document(folder / "meta" / "_journal.json", Journal)
    entries = journal.get("entries", [])
    mine = [one for one in entries if planners([one["tag"]])]
    if mine and entries[-len(mine) :] != mine:
        raise Refused(
            f"the migration {entries[-1]['tag']} comes after planner's; its snapshot stands on theirs",
            hint="take it back first, or edit the files by hand and let drizzle-kit generate a migration",
        )
    snapshots = (f"meta/{one['tag'].split('_')[0]}_snapshot.json" for one in mine)
    files = (*(f"{one['tag']}.sql" for one in mine), *snapshots, *(f"meta/_journal.json: {one['tag']}" for one in mine))
    return Tracked(files, tuple(forgetting(TABLE, "created_at", one["when"]) for one in mine), "psql")


def _document(file: Path, form: type[Journal | Snapshot]) -> dict[str, Any]:
    """Return a file of drizzle-kit. Raises PlanError for a file that does not have the form that planner reads."""
    hint = "name the folder that drizzle-kit generate writes to (`out` in drizzle.config.ts)"
    try:
        found: Any = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(found, dict) and found.get("dialect") != "postgresql":
            raise PlanError(f"{file} is not of PostgreSQL", hint=hint)
        msgspec.convert(found, form)
        document: dict[str, Any] = found
    except FileNotFoundError:
        raise PlanError(f"there is no {file}", hint=hint) from None
    except (OSError, ValueError, RecursionError) as error:
        raise PlanError(f"{file} can't be read: {error}", hint="it should be as drizzle-kit wrote it") from None
    return document
