"""Drizzle's files in an application: schema files, and the folder of drizzle-kit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from planner.errors import PlanError
from planner.orm.drizzle.journal import Journal, Snapshot
from planner.orm.drizzle.migrations import EMPTY_JOURNAL, migrations, newest
from planner.orm.drizzle.parse import read
from planner.orm.drizzle.write import edit
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import marked
from planner.orm.migrations import Migrations
from planner.orm.opened import opened
from planner.orm.sources import sources
from planner.orm.stage import Stage, until
from planner.orm.typescript import SUFFIXES, flaw
from planner.orm.wanted import Wanted
from planner.orm.work import Goals


def edit_files(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    """Return the edits of schema files in TypeScript. Raises PlanError."""
    held = opened(sources(paths, SUFFIXES), paths, marked, lambda one: read(one.path, one.text, schema), flaw)
    return held.close(edit(held.files, wanted, property_name=property_name))


def migrations_for(goals: Goals, folder: Path, last: Stage) -> Migrations:
    """Return the migrations for a folder of drizzle-kit. Raises PlanError for any other folder."""
    journal = _document(folder / "meta" / "_journal.json", Journal) if folder.exists() else EMPTY_JOURNAL
    name = newest(journal)
    snapshot = _document(folder / "meta" / name, Snapshot) if name is not None else None
    now = int(datetime.now(UTC).timestamp() * 1000)
    return migrations(journal, snapshot, goals.of(until(last)), goals.tenancy, now, goals.schema)


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
