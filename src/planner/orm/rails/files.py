"""Rails' files in an application: models, and what says how tables are named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import PlanError
from planner.names import QName
from planner.orm.edit import Edited, Leftover, Splice, edited
from planner.orm.migrations import Tracked, forgetting
from planner.orm.rails.inflections import inflections
from planner.orm.rails.nodes import parser
from planner.orm.rails.parse import File, errors, first_error, read
from planner.orm.rails.project import Conventions, Project
from planner.orm.rails.source import read_source
from planner.orm.rails.tenants import declare_tenants
from planner.orm.rails.upserts import upserts
from planner.orm.rails.validations import scope_validations
from planner.orm.rails.write import ModelEdit
from planner.orm.wanted import Wanted

if TYPE_CHECKING:
    from tree_sitter import Node

_FOREIGN = frozenset(
    {"vendor", "node_modules", "spec", "test", "features", "tmp", "db", "log", "public", ".git", ".bundle"}
)
"""The folders of an application that have no models of its own."""

_PLANNERS = re.compile(r"\d+_tenancy_(add|backfill|tighten|distribute)\.rb")
_RECORD = re.compile(rb"^\s*class\s+[\w:]+\s*<\s*(?:::)?(?:ApplicationRecord|ActiveRecord::Base)\b", re.MULTILINE)
_ISOLATED = re.compile(r"isolate_namespace\s+\(?(?:::)?([\w:]+)")
_PREFIXED = re.compile(r"module\s+([\w:]+)\s+def\s+self\.table_name_prefix\s+['\"]([^'\"]*)['\"]")
_GLOBAL = re.compile(r"active_record\.table_name_prefix\s*=\s*['\"]([^'\"]*)['\"]")
_SINGULAR = re.compile(r"^[^#\n]*pluralize_table_names\s*=\s*false", re.MULTILINE)


def edit_files(
    paths: Sequence[Path], wanted: Wanted, schema: str, property_name: str | None, word: str
) -> tuple[list[Edited], list[Leftover]]:
    """Return the edits of models, and what is left to people. A folder stands for the models in its folders app/models,
    or for all its Ruby files if it has none. `word` declares the tenant's association. Raises PlanError."""
    parse = parser()
    files: list[File] = []
    unread: list[Leftover] = []
    for path in _models(paths):
        source = read_source(path)
        if isinstance(source, str):
            unread.append(Leftover(path, 1, source))
        else:
            files.append(read(source, parse))
    project = Project(files, wanted, schema, _conventions(paths))
    project.leftovers += unread
    target, made = declare_tenants(project, property_name)
    for table in wanted.tables:
        names = project.models.get(table.relation, [])
        for name in names:
            if project.is_base(name):
                ModelEdit(project, name, table, target, word).write()
        if not names:
            project.missing(table)
    scope_validations(project)
    project.leftovers += upserts(_every(paths), wanted)
    found = [one for file in files if (one := _checked(project, file, parse)) is not None]
    return [*found, *made], project.leftovers


def tracked(folder: Path) -> Tracked:
    """Return planner's migrations in db/migrate: `YYYYMMDDHHMMSS_tenancy_<phase>.rb`."""
    mine = sorted(path.name for path in folder.glob("*.rb") if _PLANNERS.fullmatch(path.name))
    table = QName("public", "schema_migrations")
    lines = tuple(forgetting(table, "version", name.partition("_")[0]) for name in mine)
    return Tracked(tuple(mine), lines, "psql")


def _checked(project: Project, file: File, parse: Callable[[bytes], Node]) -> Edited | None:
    """Return the edit of a file, if the result is Ruby and fits the file's encoding. Otherwise leave the file to
    people."""
    splices: list[Splice] = project.splices[id(file)]
    changed = edited([(file.path, file.source.text, splices)])
    if not changed:
        return None
    (one,) = changed
    after = parse(one.after)
    if len(list(errors(after))) != len(list(errors(file.root))):
        line = first_error(after) or 1
        project.leftovers.append(Leftover(file.path, line, "planner's edit of this file is no Ruby: edit it by hand"))
        return None
    try:
        return replace(one, stored=file.source.written(one.after))
    except UnicodeEncodeError:
        what = f"its encoding {file.source.encoding} lacks a letter of the new text: edit it by hand"
        project.leftovers.append(Leftover(file.path, 1, what))
        return None


def _models(paths: Sequence[Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_file():
            found[path] = None
        elif path.is_dir():
            inside = list(_ruby(path))
            models = [one for one in inside if _is_model(one)]
            found |= dict.fromkeys(models or inside)
        else:
            raise PlanError(f"there is no {path}", hint="name the application's folder, or files of models")
    if not found:
        raise PlanError(f"{paths[0]} has no .rb file", hint="name the application's folder, or files of models")
    return list(found)


def _ruby(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.rb")):
        if _FOREIGN.isdisjoint(path.relative_to(folder).parts[:-1]) and path.is_file():
            yield path


def _every(paths: Sequence[Path]) -> list[Path]:
    """Return the Ruby files that the user names, and those in the folders that the user names."""
    return list(dict.fromkeys(one for path in paths for one in ([path] if path.is_file() else _ruby(path))))


def _is_model(path: Path) -> bool:
    """Return whether a file is in a folder app/models, or defines a model elsewhere."""
    parts = path.resolve().parts
    if any(pair == ("app", "models") for pair in pairwise(parts)):
        return True
    return _RECORD.search(path.read_bytes()) is not None


def _conventions(paths: Sequence[Path]) -> Conventions:
    """Return what the application around the paths says about the names of its tables."""
    homes = {home for path in paths if (home := _application(path.resolve())) is not None}
    texts = [
        text for home in sorted(homes) for path in _ruby(home) if (text := _naming_text(path)) is not None
    ]  # fmt: skip
    every = "\n".join(texts)
    prefixes = {name: f"{name.replace('::', '/').lower().replace('/', '_')}_" for name in _ISOLATED.findall(every)}
    prefixes |= dict(_PREFIXED.findall(every))
    whole = _GLOBAL.search(every)
    return Conventions(
        inflections(every), prefixes, whole[1] if whole is not None else "", _SINGULAR.search(every) is None
    )


def _application(path: Path) -> Path | None:
    """Return the nearest folder at or above a path with a folder `config` or `app`, or the folder itself."""
    above = (folder for folder in (path, *path.parents) if (folder / "config").is_dir() or (folder / "app").is_dir())
    return next(above, path if path.is_dir() else path.parent)


_SAYS = re.compile(rb"isolate_namespace|table_name_prefix|pluralize_table_names|inflect\.|Inflector")


def _naming_text(path: Path) -> str | None:
    text = path.read_bytes()
    return text.decode(errors="replace") if _SAYS.search(text) is not None else None
