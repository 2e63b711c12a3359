"""YAML text → LoadedPlan, every mistake with its place, its text and the nearest allowed word."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.errors import Place, PlanError
from planner.names import parse_name
from planner.plan.model import Plan

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Keys = tuple[str | int, ...]

START = "start from examples/chat/plan.yaml; docs/plan.md explains every key"


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan, and where each of its keys stands in the file."""

    plan: Plan
    file: str
    places: Mapping[Keys, Place] = field(repr=False)

    def place(self, *keys: str | int) -> Place:
        """Of the key at this path, or of the nearest one above it that the file has."""
        for end in range(len(keys), 0, -1):
            found = self.places.get(keys[:end])
            if found is not None:
                return found
        return Place(self.file, 1, 1)


def load_plan(path: Path) -> LoadedPlan:
    """Raises PlanError with place and remedy; `problems` holds all of them."""
    file = os.fspath(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanError(f"there is no plan {file}", hint=f"name another, or {START}") from None
    except IsADirectoryError:
        raise PlanError(
            f"{file} is a directory, not a plan", hint=f"name the file in it, such as {file}/tenancy.yaml"
        ) from None
    except UnicodeDecodeError as error:
        raise PlanError(f"{file} is not UTF-8 text: byte {error.start}", hint="save it as UTF-8") from None
    except OSError as error:
        raise PlanError(f"{file} can't be read: {error.strerror}") from None
    return parse_plan(text, file)


def parse_plan(text: str, file: str) -> LoadedPlan:
    """As `load_plan`, for text that is at hand."""
    reader = _Reader(file)
    data = reader.read(text)
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        _raise([*reader.problems, *(reader.problem(details) for details in _distinct(error))])
    loaded = LoadedPlan(plan, file, reader.keys)
    problems = [*reader.problems, *_across(loaded)]
    if problems:
        _raise(problems)
    return loaded


def _raise(problems: list[PlanError]) -> Any:
    ordered = tuple(sorted(problems, key=lambda p: (p.place.line, p.place.column) if p.place else (0, 0)))
    first = ordered[0]
    raise PlanError(first.message, hint=first.hint, place=first.place, problems=ordered) from None


def _distinct(error: ValidationError) -> list[ErrorDetails]:
    """One finding for each place: pydantic may tell several about one value."""
    found: dict[Keys, ErrorDetails] = {}
    for details in error.errors(include_url=False):
        found.setdefault(tuple(details["loc"]), details)
    return list(found.values())


def _across(loaded: LoadedPlan) -> list[PlanError]:
    """What concerns more than one part of the plan."""
    plan, problems = loaded.plan, []
    names: dict[tuple[str, str], str] = {}

    def qualified(text: str) -> tuple[str, str]:
        schema, name = parse_name(text)
        return schema or plan.schemas[0], name

    tenants = qualified(plan.tenant.table)
    if tenants[0] not in plan.schemas:
        problems.append(
            PlanError(
                f"the tenants table {plan.tenant.table} lies outside the managed schemas ({', '.join(plan.schemas)})",
                place=loaded.place("tenant", "table"),
                hint=f"add {tenants[0]!r} to `schemas`",
            )
        )
    for text in plan.tables:
        name = qualified(text)
        place = loaded.place("tables", text)
        if name == tenants:
            problems.append(
                PlanError(
                    f"{text} is the tenants table: it is never listed under `tables`", place=place, hint="remove it"
                )
            )
        if name[0] not in plan.schemas:
            problems.append(
                PlanError(
                    f"{text} lies outside the managed schemas ({', '.join(plan.schemas)})",
                    place=place,
                    hint=f"add {name[0]!r} to `schemas`",
                )
            )
        if name in names:
            problems.append(
                PlanError(f"{text} names the same table as {names[name]}", place=place, hint="keep one of them")
            )
        names[name] = text
    return problems


class _Reader:
    """The composed YAML: plain data for pydantic, and the place of every key and value."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[Keys, Place] = {}
        self.values: dict[Keys, Place] = {}
        self.problems: list[PlanError] = []

    def read(self, text: str) -> Any:
        try:
            node = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.file, mark.line + 1, mark.column + 1) if mark else None
            hint = "indent with spaces, and quote text that holds : or #"
            raise PlanError(f"not YAML: {error.problem or error.context}", place=place, hint=hint) from None
        except (yaml.YAMLError, ValueError) as error:
            raise PlanError(f"not YAML: {str(error).splitlines()[0]}", place=Place(self.file, 1, 1)) from None
        if node is None:
            raise PlanError("the plan is empty", place=Place(self.file, 1, 1), hint=START)
        if not isinstance(node, yaml.MappingNode):
            raise PlanError("the plan is not a mapping of keys", place=self._at(node), hint=START)
        return self._data(node, ())

    def _at(self, node: yaml.Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _data(self, node: yaml.Node, path: Keys) -> Any:
        self.values[path] = self._at(node)
        if len(path) > _DEEPEST:
            raise PlanError("nested too deeply", place=self._at(node), hint=START)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            for at, item in enumerate(node.value):
                self.keys[(*path, at)] = self._at(item)
            return [self._data(item, (*path, at)) for at, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Keys) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                self.problems.append(
                    PlanError("a key must be plain text", place=self._at(key_node), hint="write the keys out")
                )
                continue
            key = key_node.value
            if key in data:
                first = self.keys[(*path, key)]
                self.problems.append(
                    PlanError(
                        f"duplicate key {key!r}; it stands in line {first.line} already",
                        place=self._at(key_node),
                        hint="keep one of them",
                    )
                )
                continue
            self.keys[(*path, key)] = self._at(key_node)
            data[key] = self._data(value_node, (*path, key))
        return data

    @staticmethod
    def _scalar(node: yaml.Node, path: Keys) -> Any:
        """Text as it stands in the file, so that 0012 and `on` stay what was written; typed only for a tenant's values."""
        if node.tag == "tag:yaml.org,2002:null":
            return None
        if path[:3] == ("tenant", "default", "values"):
            return _typed(node)
        return node.value

    def problem(self, details: ErrorDetails) -> PlanError:
        """In the plan's own words."""
        path = tuple(part for part in details["loc"] if part != "[key]")
        dotted = ".".join(str(part) for part in path)
        kind = details["type"]
        at_key = self.keys.get(path)
        at_value = at_key if "[key]" in details["loc"] else self.values.get(path, at_key)
        if kind == "extra_forbidden":
            return self._unknown(path, at_key)
        if kind == "missing":
            owner = ".".join(str(part) for part in path[:-1]) or "the plan"
            return PlanError(
                f"{owner} needs the key {str(path[-1])!r}",
                place=self._above(path),
                hint="docs/plan.md has an example of each",
            )
        if kind in ("literal_error", "enum"):
            return self._word(dotted, details, at_value)
        message = _MESSAGES.get(kind)
        if message is None:
            text = str(details.get("ctx", {}).get("error", details["msg"]))
            return PlanError(f"{dotted}: {text}" if dotted else text, place=at_value or self._above(path), hint=None)
        given = details["input"]
        shown = f", not {given!r}" if isinstance(given, (str, int, float)) else ""
        return PlanError(
            f"{dotted} {message.format(**details.get('ctx', {}))}{shown}", place=at_value or self._above(path)
        )

    def _unknown(self, path: Keys, place: Place | None) -> PlanError:
        *parents, key = path
        owner = ".".join(str(part) for part in parents)
        allowed = _allowed(tuple(parents))
        near = get_close_matches(str(key), allowed, n=1)
        where = f" in {owner}" if owner else ""
        hint = f"did you mean {near[0]!r}?" if near else f"allowed here: {', '.join(allowed)}"
        return PlanError(f"unknown key {str(key)!r}{where}", place=place, hint=hint)

    @staticmethod
    def _word(dotted: str, details: ErrorDetails, place: Place | None) -> PlanError:
        words = [
            w.strip("'") for w in str(details.get("ctx", {}).get("expected", "")).replace(" or ", ", ").split(", ")
        ]
        near = get_close_matches(str(details["input"]), words, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(words)}"
        return PlanError(f"{dotted}: {details['input']!r} is not one of {', '.join(words)}", place=place, hint=hint)

    def _above(self, path: Keys) -> Place:
        for end in range(len(path) - 1, 0, -1):
            if path[:end] in self.keys:
                return self.keys[path[:end]]
        return Place(self.file, 1, 1)


_DEEPEST = 20
"""No key of the vocabulary lies deeper; an alias that holds itself would."""

_MESSAGES = {
    "model_type": "must be a mapping of keys",
    "model_attributes_type": "must be a mapping of keys",
    "dict_type": "must be a mapping of keys",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "string_type": "must be text",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "date_from_datetime_parsing": "must be a date, such as 2027-01-31",
    "date_parsing": "must be a date, such as 2027-01-31",
    "date_type": "must be a date, such as 2027-01-31",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "too_short": "needs at least {min_length} entry",
    "string_too_short": "must not be empty",
    "finite_number": "must be a finite number",
}
"""pydantic's error types in the plan's words."""


def _typed(node: yaml.Node) -> Any:
    """A scalar as YAML reads it, when that is a number or a truth value; text otherwise (dates stay text)."""
    value = yaml.safe_load(yaml.serialize(node))
    return value if isinstance(value, (int, float, bool)) else node.value


def _allowed(path: Keys) -> list[str]:
    """The keys of the vocabulary at a path."""
    model: type[BaseModel] = Plan
    for part in path:
        if isinstance(part, int):
            continue
        nested = model.model_fields.get(str(part))
        inner = _models(nested.annotation) if nested else []
        model = inner[0] if inner else model
    return list(model.model_fields)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models(argument)]
