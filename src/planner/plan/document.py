"""The YAML of a plan as plain data, with the place of every key and value. Text stays as the file spells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from planner.errors import Place, PlanError
from planner.plan.syntax import DEEPEST, START, not_text, not_yaml, too_deep

Keys = tuple[str | int, ...]
"""Keys and list positions, from the top of the file."""

_CORE = "tag:yaml.org,2002:"
_KNOWN_TAGS = {_CORE + tag for tag in ("str", "int", "float", "bool", "null", "timestamp", "value", "map", "seq")}


class _TooDeep(Exception):
    def __init__(self, parent: yaml.Node | None) -> None:
        self.parent = parent


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A loader that stops at `DEEPEST`: libyaml's composer recurses in C, and enough open brackets end planner."""

    depth = 0

    def descend_resolver(self, current_node: yaml.Node | None, current_index: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _TooDeep(current_node)

    def ascend_resolver(self) -> None:
        self.depth -= 1


class Document:
    """One plan file as data. `problems` holds its mistakes as YAML; the other parts can still be checked.

    Raises PlanError when the text is not a mapping of keys.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.keys: dict[Keys, yaml.Node] = {}
        self.values: dict[Keys, yaml.Node] = {}
        self.wrong: dict[Keys, PlanError] = {}
        """The errors of `problems` that concern one value, by the path of the value."""
        self.problems: list[PlanError] = []
        self._room = 10 * len(text) + 1000  # a node takes a character: more nodes come from aliases of aliases
        self.data: dict[str, Any] = self._mapping(self._compose(text), ())

    def at(self, node: yaml.Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def value_at(self, path: Keys) -> Place | None:
        """Return where the value at this path begins, or the place of the key when the file has no such value."""
        node = self.values.get(path) or self.keys.get(path)
        return self.at(node) if node else None

    def _compose(self, text: str) -> yaml.MappingNode:
        try:
            node = yaml.compose(text, Loader=_Loader)
        except _TooDeep as error:
            raise too_deep(self.at(error.parent) if error.parent else Place(self.file, 1, 1)) from None
        except yaml.MarkedYAMLError as error:
            raise not_yaml(text, error, self.file) from None
        except (yaml.YAMLError, ValueError) as error:
            raise not_text(text, error, self.file) from None
        if node is None:
            raise PlanError("the plan is empty", place=Place(self.file, 1, 1), hint=START)
        if not isinstance(node, yaml.MappingNode):
            raise PlanError("the plan is not a mapping of keys", place=self.at(node), hint=START)
        return node

    def _data(self, node: yaml.Node, path: Keys) -> Any:
        self.values[path] = node
        self._room -= 1
        if len(path) > DEEPEST or self._room < 0:
            raise PlanError("aliases make the plan too large", place=self.at(node), hint="write the values out")
        if node.tag not in _KNOWN_TAGS:
            self._wrong(path, node, f": the tag {node.tag.replace(_CORE, '!!')} means nothing here", "remove it")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            for at, item in enumerate(node.value):
                self.keys[(*path, at)] = item
            return [self._data(item, (*path, at)) for at, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Keys) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _CORE + "merge":
                self.problems.append(
                    PlanError("a key must be plain text", place=self.at(key_node), hint="write the keys out")
                )
                continue
            key = key_node.value
            if key in data:
                self.problems.append(
                    PlanError(
                        f"duplicate key {key!r}; it stands in line {self._line((*path, key))} already",
                        place=self.at(key_node),
                        hint="keep one of them",
                    )
                )
                continue
            self.keys[(*path, key)] = key_node
            data[key] = self._data(value_node, (*path, key))
        return data

    def _line(self, path: Keys) -> int:
        return self.at(self.keys[path]).line

    def _scalar(self, node: yaml.Node, path: Keys) -> Any:
        """Return a value as the file spells it, so that 0012 and `on` stay text. Only a tenant's values are typed."""
        if node.tag == _CORE + "null":
            if not _may_be_bare(path):
                hint = "give the key a value, or remove the key; quote the word if it is meant as text"
                self._wrong(path, self.keys[path], " has no value", hint)
            return None
        if node.value == "TODO" and not getattr(node, "style", None):
            hint = "its comment shows the evidence; planner docs plan explains the words (quote TODO if it is a name)"
            self._wrong(path, node, ": TODO is for you to decide", hint)
            return None
        if path[:3] == ("tenant", "default", "values"):
            return typed(node)
        if node.tag in (_CORE + "bool", _CORE + "float") and _is_tenant_id(path):
            kind = "a truth value" if node.tag.endswith("bool") else "a number with a fraction"
            self._wrong(
                path, node, f": {node.value} is {kind} in YAML, and a tenant's id is not", f"quote it: '{node.value}'"
            )
        return node.value

    def _wrong(self, path: Keys, node: yaml.Node, what: str, hint: str) -> None:
        self.wrong[path] = PlanError(f"{dotted(path)}{what}", place=self.at(node), hint=hint)
        self.problems.append(self.wrong[path])


def nearest(keys: Mapping[Keys, yaml.Node], path: Keys) -> yaml.Node | None:
    """Return the key at this path, or the nearest key above it that the file has."""
    for end in range(len(path), 0, -1):
        found = keys.get(path[:end])
        if found is not None:
            return found
    return None


def dotted(path: Keys) -> str:
    return ".".join(str(part) for part in path)


def typed(node: yaml.Node) -> str | int | float | bool:
    """Return a number or a truth value if it would be written as the same text; otherwise return the text.

    0012, 1:30, on and 1.50 stay text.
    """
    text = str(node.value)
    if node.tag == _CORE + "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if node.tag == _CORE + "int" and re.fullmatch(r"-?(0|[1-9][0-9]{0,36})", text):
        return int(text)
    if node.tag == _CORE + "float" and re.fullmatch(r"-?[0-9]+\.[0-9]+", text) and repr(float(text)) == text:
        return float(text)
    return text


def _may_be_bare(path: Keys) -> bool:
    """Return whether the key at this path may have no value.

    `User:` is a table with every default, and a value of the default tenant may be NULL. Any other key needs a value.
    """
    return (len(path) == 2 and path[0] == "tables") or (len(path) == 4 and path[:3] == ("tenant", "default", "values"))


def _is_tenant_id(path: Keys) -> bool:
    if path == ("tenant", "default", "id"):
        return True
    return len(path) == 4 and path[0] == "tables" and path[2:] == ("backfill", "constant")
