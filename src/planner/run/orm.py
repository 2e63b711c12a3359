"""Definition files of an ORM against a plan: what they must say is worked out from the live database, read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from planner.errors import PlanError
from planner.orm.edit import Edited, Leftover
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted, wanted
from planner.run.project import View
from planner.tenancy.model import State

Edits = tuple[list[Edited], list[Leftover]]
"""Files that change, and what is left to people."""


def goals(view: View, stages: Iterable[Stage]) -> dict[Stage, Wanted]:
    """What definition files must say at each of the stages, however far the database has come."""
    final = State(view.tenancy, view.diff().final, view.facts)
    return {stage: wanted(final, stage) for stage in stages}


def drizzle(paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None) -> Edits:
    """Schema files in TypeScript."""
    from planner.orm.drizzle.parse import read
    from planner.orm.drizzle.write import edit

    files = [read(path, contents(path), schema) for path in sources(paths, (".ts", ".tsx", ".mts"))]
    return edit(files, wanted, property_name=property_name)


def sqlalchemy(paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None) -> Edits:
    """Declarative models. An attribute is called like its column: `property_name` is refused before."""
    from planner.orm.sqlalchemy.parse import read
    from planner.orm.sqlalchemy.write import edit

    return edit([read(path, contents(path), schema) for path in sources(paths, (".py",))], wanted)


def django(paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None) -> Edits:
    """Models: of a folder, every models.py and what is in a folder `models`."""
    from planner.orm.django.parse import application, label, read
    from planner.orm.django.write import edit
    from planner.orm.python import read_source

    found = sources(paths, (".py",))
    models = [path for path in found if path in paths or path.name == "models.py" or path.parent.name == "models"]
    if not models:
        raise PlanError(f"{paths[0]} has no models.py", hint="name the folder of the project, or the files")
    files = []
    for path in models:
        apps = application(path) / "apps.py"
        config = read_source(apps, contents(apps)) if apps.is_file() else None
        files.append(read(path, contents(path), schema, label(config)))
    return edit(files, wanted, property_name)


def prisma(paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None) -> Edits:
    """A schema of one file or a folder."""
    from planner.orm.prisma.parse import read
    from planner.orm.prisma.write import edit

    files = [read(path, contents(path), schema) for path in sources(paths, (".prisma",))]
    return edit(files, wanted, property_name)


EDITORS: Mapping[str, Callable[[Sequence[Path], Wanted, str, str | None], Edits]] = {
    "drizzle": drizzle,
    "sqlalchemy": sqlalchemy,
    "django": django,
    "prisma": prisma,
}
"""By the ORM's name; each takes the paths, what is wanted, the schema of tables that say none, and the property's name."""


def edits(view: View, orm: str, paths: Sequence[Path], stage: Stage, property_name: str | None) -> Edits:
    """Raises PlanError for a path that is none or a file that is none of the ORM's, PlannerError without the extra `orm`."""
    return EDITORS[orm](paths, goals(view, [stage])[stage], view.loaded.plan.schemas[0], property_name)


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
