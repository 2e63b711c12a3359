"""The JSON Schema of the plan, for editors."""

from __future__ import annotations

import ast
import inspect
from itertools import chain, pairwise
from typing import Any

from planner.plan import execution, model, table, trusted, verify
from planner.plan.units import duration, of_bytes
from planner.target.citus import DIALECT as CITUS

_SOURCES = ("constant", "via", "polymorphic", "sql", "mapping")
_NO_TENANT = {"backfill": False, "column": False, "keys": False, "transition": False, "triggers": {"maxProperties": 0}}
_NO_POINTERS = {"memberships": False, "pointers": {"maxProperties": 0}}


def _kind(word: str) -> dict[str, Any]:
    return {"properties": {"kind": {"const": word}}, "required": ["kind"]}


_ALIASES = {"from": "tenant"}
"""The fields of keys that are words of Python."""

_RULES: dict[str, dict[str, Any]] = {
    "Backfill": {
        "oneOf": [{"required": [source]} for source in _SOURCES],
        "dependentSchemas": {
            "constant": {"properties": {"on_conflict": False, "on_orphan": False, "on_null_parent": False}}
        },
    },
    "Suppression": {"anyOf": [{"required": ["table"]}, {"required": ["check"]}]},
    "Target": {
        "if": {"properties": {"dialect": {"const": CITUS}}, "required": ["dialect"]},
        "else": {"properties": {"shard_count": False, "concurrent_above": False, "on_set_null": False}},
    },
    "TableTransition": {"minProperties": 1},
    "ViaPath": {"dependentRequired": {"references": ["key"], "key": ["references"]}},
    "Table": {
        "allOf": [
            {
                "if": _kind("exempt"),
                "then": {"required": ["reason"], "properties": _NO_TENANT},
                "else": {"properties": {"reason": False, "until": False}},
            },
            {"if": _kind("reference"), "then": {"properties": _NO_TENANT}},
            {
                "if": _kind("shared"),
                "then": {"properties": _NO_TENANT, "dependentRequired": {"pointers": ["memberships"]}},
                "else": {"properties": _NO_POINTERS},
            },
            {
                "if": {"properties": {"kind": {"enum": ["reference", "shared"]}}, "required": ["kind"]},
                "else": {"properties": {"match": False}},
            },
            {
                "if": {"not": _kind("reference")},
                "then": {"properties": {"on_difference": False}},
            },
            {
                "if": _kind("mixed"),
                "then": {
                    "required": ["column"],
                    "properties": {"backfill": False, "transition": False, "triggers": {"maxProperties": 0}},
                },
            },
        ],
        "dependentRequired": {"on_difference": ["match"]},
    },
    "Trusted": {"oneOf": [{"required": [what]} for what in ("function", "view", "table")]},
    "Keys": {
        "if": {"properties": {"keep_global": {"minItems": 1}}, "required": ["keep_global"]},
        "then": {
            "anyOf": [
                {"properties": {"unique": {"const": "per_tenant"}}, "required": ["unique"]},
                {"properties": {"primary_key": {"const": "composite"}}, "required": ["primary_key"]},
            ]
        },
    },
}
"""The rules of the model's validators, as far as JSON Schema can express them."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what the loader accepts, as far as JSON Schema can express it."""
    schema = model.Plan.model_json_schema()
    defs: dict[str, Any] = schema["$defs"]
    descriptions = _descriptions()
    for name, definition in {"Plan": schema, **defs}.items():
        definition.update(_RULES.get(name, {}))
        for key, entry in definition.get("properties", {}).items():
            definition["properties"][key] = _as_written(entry) | {
                "description": descriptions[name][_ALIASES.get(key, key)]
            }
    _spellings(schema, defs)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:tenancy-planner:plan:1"}
    return head | schema | {"title": "planner plan, version 1"}


def _as_written(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a key's schema without null, which the loader refuses, and with a duration's default as text."""
    kept = {key: value for key, value in entry.items() if key != "title" and not (key == "default" and value is None)}
    if kept.get("type") == "string" and isinstance(kept.get("default"), float):
        sized = kept.get("examples") == ["64MB"]
        kept["default"] = of_bytes(kept["default"]) if sized else duration(kept["default"])
    choices = [choice for choice in kept.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del kept["anyOf"]
        kept |= choices[0]
    elif choices:
        kept["anyOf"] = choices
    return kept


def _spellings(schema: dict[str, Any], defs: dict[str, Any]) -> None:
    """Add the spellings that the loader accepts besides the model's form: short paths, and tables without a value."""
    column = {"type": "string", "minLength": 1, "maxLength": 63}
    defs["Backfill"]["properties"]["via"]["anyOf"] = [
        column,
        {"type": "array", "items": column, "minItems": 1, "uniqueItems": True},
        {"type": "array", "items": {"$ref": "#/$defs/ViaPath"}, "minItems": 1},
    ]
    for key in ("type", "items", "minItems"):
        defs["Backfill"]["properties"]["via"].pop(key, None)
    member = {"anyOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/Membership"}]}
    memberships = defs["Table"]["properties"]["memberships"]
    memberships["anyOf"] = [*member["anyOf"], {"type": "array", "items": member, "minItems": 1}]
    for key in ("type", "items", "minItems"):
        memberships.pop(key, None)
    defs["ViaPath"]["properties"]["columns"]["uniqueItems"] = True
    defs["Table"]["properties"]["match"] |= {"uniqueItems": True}
    defs["ViaPath"]["properties"]["key"] |= {"uniqueItems": True, "minItems": 1}
    tables = schema["properties"]["tables"]
    tables["additionalProperties"] = {"anyOf": [tables["additionalProperties"], {"type": "null"}]}
    schemas = schema["properties"]["schemas"]
    schemas |= {"uniqueItems": True}
    schemas["items"] |= {"not": {"pattern": "^(planner$|information_schema$|pg_)"}}


def _descriptions() -> dict[str, dict[str, str]]:
    """Return the sentence under each key of the model, by class and key.

    pydantic can read the sentences too, but it would do so at every start.
    """
    found: dict[str, dict[str, str]] = {}
    modules = (model, table, execution, trusted, verify)
    for node in chain.from_iterable(ast.parse(inspect.getsource(module)).body for module in modules):
        if not isinstance(node, ast.ClassDef):
            continue
        for entry, below in pairwise(node.body):
            match entry, below:
                case ast.AnnAssign(target=ast.Name(id=key)), ast.Expr(value=ast.Constant(value=str(text))):
                    found.setdefault(node.name, {})[key] = text
    return found
