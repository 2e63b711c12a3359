"""Django's files in a project: models, and the folders of its migrations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from planner.errors import PlanError, Refused
from planner.orm.django.bases import with_bases
from planner.orm.django.migrations import migrations
from planner.orm.django.parse import application, label, read
from planner.orm.django.write import edit
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import python
from planner.orm.migrations import Migrations, Tracked, planners
from planner.orm.opened import opened
from planner.orm.python import flaw, read_source
from planner.orm.sources import sources, text_of
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted
from planner.orm.work import Goals


def edit_files(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None
) -> tuple[list[Edited], list[Leftover]]:
    """Return the edits of models. A folder stands for every models.py in it, and every file of a folder `models`.
    Raises PlanError."""
    found = sources(paths, (".py",))
    models = [path for path in found if path in paths or path.name == "models.py" or path.parent.name == "models"]
    if not models:
        raise PlanError(f"{paths[0]} has no models.py", hint="name the folder of the project, or the files")
    labels = cache(_label)
    held = opened(
        models, paths, python, lambda one: read(one.path, one.text, schema, labels(application(one.path))), flaw
    )
    return held.close(edit(with_bases(held.files, found, held.open), wanted, property_name))


def migrations_for(goals: Goals, folder: Path, last: Stage) -> Migrations:
    """Return the migrations for the folder `migrations` of an application. Migrations of the applications beside it
    come before the new one.

    Raises Refused for a folder that has no migration yet, and when Django's own migrations say everything.
    """
    if last is Stage.ADD:
        raise Refused("Django's own makemigrations writes this one", hint="leave --stage out for what comes after it")
    mine = folder.resolve().parent
    held = {
        _called(one.parent): {path.stem: text_of(path) for path in one.glob("[0-9]*.py")}
        for one in sorted(mine.parent.glob("*/migrations"))
    }
    return migrations(held, _called(mine), goals.of([last])[last], goals.tenancy)


def tracked(folder: Path) -> Tracked:
    """Return planner's migration in the folder `migrations` of an application."""
    names = sorted(path.stem for path in folder.glob("[0-9]*.py"))
    mine = planners(names)
    app = _called(folder.resolve().parent)
    before = next((name for name in reversed(names) if mine and name < mine[0]), "zero")
    lines = (f"python manage.py migrate --fake {app} {before}",) if mine else ()
    return Tracked(tuple(f"{name}.py" for name in mine), lines, "a shell")


def _called(folder: Path) -> str:
    return _label(folder) or folder.name


def _label(folder: Path) -> str | None:
    """Return the label in an application's apps.py, if it is not the folder's name."""
    apps = folder / "apps.py"
    return label(read_source(apps, text_of(apps).encode())) if apps.is_file() else None
