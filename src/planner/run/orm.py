"""Definition files of an ORM against a plan: what they must say is worked out from the live database, read-only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from planner.errors import PlanError
from planner.operations.tenancy import State
from planner.orm.drizzle.migrations import EMPTY_JOURNAL, Migrations, migrations, newest
from planner.orm.edit import Edited, Leftover
from planner.orm.wanted import Stage, Wanted, wanted
from planner.run.project import View
from planner.run.render import rollback_after


@dataclass(frozen=True, slots=True)
class Outcome:
    """Files that change, and what is left to people."""

    edited: tuple[Edited, ...]
    leftovers: tuple[Leftover, ...]


def goal(view: View, stage: Stage) -> Wanted:
    """What definition files must say at a stage, however far the database has come."""
    segments = view.diff().segments
    final, _ = rollback_after(segments, view.catalog)
    return wanted(State(view.tenancy, final, view.facts), stage)


def drizzle(view: View, paths: Sequence[Path], stage: Stage, property_name: str | None = None) -> Outcome:
    """Raises PlanError for a path that is none, PlannerError where the extra `orm` is not installed."""
    from planner.orm.drizzle.parse import read
    from planner.orm.drizzle.write import edit

    first = view.loaded.plan.schemas[0]
    files = [read(path, contents(path), first) for path in sources(paths, (".ts", ".tsx", ".mts"))]
    edited, leftovers = edit(files, goal(view, stage), property_name=property_name)
    return Outcome(tuple(edited), tuple(leftovers))


def sqlalchemy(view: View, paths: Sequence[Path], stage: Stage) -> Outcome:
    """SQLAlchemy's declarative models. Raises PlanError for a path that is none, PlannerError without the extra `orm`."""
    from planner.orm.sqlalchemy.parse import read
    from planner.orm.sqlalchemy.write import edit

    first = view.loaded.plan.schemas[0]
    files = [read(path, contents(path), first) for path in sources(paths, (".py",))]
    edited, leftovers = edit(files, goal(view, stage))
    return Outcome(tuple(edited), tuple(leftovers))


def django(view: View, paths: Sequence[Path], stage: Stage, property_name: str | None = None) -> Outcome:
    """Django's models: of a folder, every models.py and what is in a folder `models`.

    Raises PlanError for a path that is none, PlannerError without the extra `orm`.
    """
    from planner.orm.django.parse import read
    from planner.orm.django.write import edit

    found = sources(paths, (".py",))
    models = [path for path in found if path in paths or path.name == "models.py" or path.parent.name == "models"]
    if not models:
        raise PlanError(f"{paths[0]} has no models.py", hint="name the folder of the project, or the files")
    first = view.loaded.plan.schemas[0]
    edited, leftovers = edit([read(path, contents(path)) for path in models], goal(view, stage), first, property_name)
    return Outcome(tuple(edited), tuple(leftovers))


def sources(paths: Sequence[Path], suffixes: Sequence[str]) -> list[Path]:
    """The files themselves, and those of folders; in order, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (p for suffix in suffixes for p in path.rglob(f"*{suffix}") if "node_modules" not in p.parts)
            found |= dict.fromkeys(sorted(p for p in inside if not p.name.endswith(".d.ts")))
        elif path.is_file():
            found[path] = None
        else:
            raise PlanError(f"there is no {path}", hint="name a file or a folder of definition files")
    if not found:
        raise PlanError(
            f"{paths[0]} has no {' or '.join(suffixes)} file", hint="name the folder of the definition files"
        )
    return list(found)


def contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PlanError(f"{path} can't be read: {error.strerror}", hint="check the path") from None


def drizzle_migrations(view: View, folder: Path) -> Migrations:
    """The two migrations for a folder of drizzle-kit's. Raises PlanError for a folder that is none of its."""
    journal = _json(folder / "meta" / "_journal.json") if folder.exists() else EMPTY_JOURNAL
    name = newest(journal)
    snapshot = _json(folder / "meta" / name) if name is not None else None
    stages = {stage: goal(view, stage) for stage in Stage}
    now = int(datetime.now(UTC).timestamp() * 1000)
    return migrations(journal, snapshot, stages, view.tenancy, now, view.loaded.plan.schemas[0])


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
