"""Load a plan from YAML. Every mistake is reported with its place, its text and the nearest allowed word."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path
from typing import Any, NoReturn

import yaml
from pydantic import ValidationError

from planner.errors import MOST_TOLD, Place, PlanError
from planner.names import QName, named
from planner.plan.defaults import first_match
from planner.plan.digest import plan_digest
from planner.plan.document import Document, Keys, nearest
from planner.plan.model import Plan
from planner.plan.syntax import START
from planner.plan.transitions import transition_problems
from planner.plan.wording import explain

__all__ = ["Keys", "LoadedPlan", "load_plan", "parse_plan"]


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan, and the place of each of its keys in the file."""

    plan: Plan
    file: str
    keys: Mapping[Keys, yaml.Node] = field(repr=False, compare=False)

    @property
    def digest(self) -> str:
        """The sha256 of the plan's values in hex. Layout and comments do not count."""
        return plan_digest(self.plan)

    def place(self, *keys: str | int) -> Place:
        """Return the place of the key at this path, or of the nearest key above it that the file has."""
        node = nearest(self.keys, self._written(keys))
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1) if node else _top(self.file)

    def _written(self, keys: Keys) -> Keys:
        """Return the path of an entry of `tables`, or the path of the pattern that stands for the entry."""
        if len(keys) < 2 or keys[0] != "tables" or keys[:2] in self.keys or not self.plan.defaults:
            return keys
        first = self.plan.schemas[0]
        pattern = first_match(self.plan.defaults, named(str(keys[1]), first), first)
        return ("defaults", pattern, *keys[2:]) if pattern is not None else keys


def load_plan(path: Path) -> LoadedPlan:
    """Return the plan in a file.

    Raises PlanError with place and remedy; its `problems` holds the first mistakes in the order of the file.
    """
    file = os.fspath(path)
    if _CONNECTION_STRING.search(file):
        message = "a connection string stands where the plan's file belongs"
        _raise([PlanError(message, hint="planner COMMAND plans/tenancy.yaml --dsn …, or set $PLANNER_DSN")])
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        _raise([PlanError(f"there is no plan {file}", hint=f"name another file, or start: {START}")])
    except IsADirectoryError:
        _raise(
            [PlanError(f"{file} is a directory, not a plan", hint=f"name the file in it, such as {file}/tenancy.yaml")]
        )
    except OSError as error:
        _raise([PlanError(f"{file} can't be read: {error.strerror}", hint="check its path and its permissions")])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(errors="replace")
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"{file} is not UTF-8 text: byte {error.start} is {content[error.start]:#04x}"
        _raise([PlanError(message, place=place, hint="save it as UTF-8")])
    return parse_plan(text, file)


_CONNECTION_STRING = re.compile(
    r"""
    ^\s* (?:postgres|postgresql|jdbc) (?:\+\w+)? :   # also without slashes
    | ^\s* [a-z][a-z0-9+.-]+ :/                      # any other URL; a path normalizes its `//`, and C:/ is a drive
    | (?:^|[\s'"&?;]) (?:\w*(?:password|secret|token)|passfile|host|hostaddr|port|user|dbname|service|sslkey|sslmode
      |options) \s*=
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A connection string in any tool's form. Its text may hold a password, so that no message repeats it."""


def parse_plan(text: str, file: str) -> LoadedPlan:
    """Return the plan in a text; `file` is the name for messages. Raises PlanError like `load_plan`."""
    try:
        document = Document(text, file)
    except PlanError as error:
        _raise([error])
    try:
        plan = Plan.model_validate(document.data)
    except ValidationError as error:
        found, more = explain(error, document)
        _raise([*document.problems, *_across(document), *found], more)
    problems = [*document.problems, *_across(document), *transition_problems(plan, document)]
    if problems:
        _raise(problems)
    return LoadedPlan(plan, file, document.keys)


def _raise(problems: list[PlanError], more: int = 0) -> NoReturn:
    """Raise the first problems. `more` is the number of problems that come after `MOST_TOLD` others of the list."""
    ordered = tuple(nsmallest(MOST_TOLD, problems, key=lambda p: (p.place.line, p.place.column) if p.place else (0, 0)))
    first, more = ordered[0], more + len(problems) - len(ordered)
    raise PlanError(first.message, hint=first.hint, place=first.place, problems=ordered, more=more) from None


def _top(file: str) -> Place:
    return Place(file, 1, 1)


def _across(document: Document) -> Iterator[PlanError]:
    """Yield the mistakes that concern more than one part of the plan.

    Parts that are wrong by themselves are skipped here: other checks report them.
    """
    schemas, tenants, tables = _names(document.data)
    if not schemas:
        return
    managed = ", ".join(schemas)
    home = _qualified(tenants, schemas[0])
    if home and home.schema not in schemas:
        yield PlanError(
            f"the tenants table {tenants} lies outside the managed schemas ({managed})",
            place=document.at(document.keys[("tenant", "table")]),
            hint=f"add {home.schema!r} to `schemas`",
        )
    seen: dict[QName, str] = {}
    for text in tables:
        name = _qualified(text, schemas[0])
        if name is None:
            continue
        found = []
        if name == home:
            found.append((f"{text} is the tenants table: it is never listed under `tables`", "remove it"))
        if name.schema not in schemas:
            found.append((f"{text} lies outside the managed schemas ({managed})", f"add {name.schema!r} to `schemas`"))
        if name in seen:
            found.append((f"{text} names the same table as {seen[name]}", "keep one of them"))
        for message, hint in found:
            yield PlanError(message, place=document.at(document.keys[("tables", text)]), hint=hint)
        seen[name] = text


def _names(data: dict[str, Any]) -> tuple[list[str], object, list[str]]:
    """Return the names of the schemas, the tenants table and the tables, from data that is not checked yet.

    Returns no schemas when `schemas` is not a list of texts.
    """
    schemas = data.get("schemas", ["public"])
    if not isinstance(schemas, list) or not all(isinstance(name, str) for name in schemas):
        schemas = []
    tenant, tables = data.get("tenant"), data.get("tables")
    return (
        schemas,
        tenant.get("table") if isinstance(tenant, dict) else None,
        [*tables] if isinstance(tables, dict) else [],
    )


def _qualified(text: object, schema: str) -> QName | None:
    if not isinstance(text, str):
        return None
    try:
        return named(text, schema)
    except ValueError:
        return None
