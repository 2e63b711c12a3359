"""The JSON Schema of the plan, for editors."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from typing import Any

from planner.plan import model


def json_schema() -> dict[str, Any]:
    """Draft 2020-12; says what the loader accepts as far as JSON Schema can."""
    schema = model.Plan.model_json_schema()
    defs: dict[str, Any] = schema["$defs"]
    defs["Backfill"]["properties"]["via"] = {
        "anyOf": [
            {"type": "string", "minLength": 1},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            {"type": "array", "items": {"$ref": "#/$defs/ViaPath"}, "minItems": 1},
        ],
    }
    table = schema["properties"]["tables"]["additionalProperties"]
    schema["properties"]["tables"]["additionalProperties"] = {"anyOf": [table, {"type": "null"}]}
    for name, keys in _descriptions().items():
        properties = schema["properties"] if name == "Plan" else defs.get(name, {}).get("properties", {})
        for key, text in keys.items():
            properties[key]["description"] = text
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": "planner plan, version 1"}


def _descriptions() -> dict[str, dict[str, str]]:
    """The sentence under each key of the model, by class and key. pydantic can read them too, but at every start."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(model)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for entry, below in pairwise(node.body):
            match entry, below:
                case ast.AnnAssign(target=ast.Name(id=key)), ast.Expr(value=ast.Constant(value=str(text))):
                    found.setdefault(node.name, {})[key] = text
    return found
