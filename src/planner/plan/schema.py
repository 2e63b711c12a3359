"""The JSON Schema of the plan, for editors."""

from __future__ import annotations

from typing import Any

from planner.plan.model import Plan


def json_schema() -> dict[str, Any]:
    """Draft 2020-12; says what the loader accepts as far as JSON Schema can."""
    schema = Plan.model_json_schema()
    defs: dict[str, Any] = schema["$defs"]
    defs["Backfill"]["properties"]["via"] = {
        "description": defs["Backfill"]["properties"]["via"]["description"],
        "anyOf": [
            {"type": "string", "minLength": 1},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            {"type": "array", "items": {"$ref": "#/$defs/ViaPath"}, "minItems": 1},
        ],
    }
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "planner plan, version 1"
    table = schema["properties"]["tables"]["additionalProperties"]
    schema["properties"]["tables"]["additionalProperties"] = {"anyOf": [table, {"type": "null"}]}
    return schema
