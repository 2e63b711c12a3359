"""The JSON Schema for editors says what the loader says, as far as JSON Schema can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from planner.plan.schema import json_schema
from test_load import BASE, MISTAKES

EXAMPLE = Path(__file__).parent / "everything.yaml"

BEYOND_JSON_SCHEMA = {
    "duplicate key 'User'; it stands in line 8",
    "more than schema and table",
    "is the tenants table",
    "outside the managed schemas",
    "names the same table as public.t",
    "names the same table as t",
    "must be a date",
    "`assign: setting` needs the name of the setting",
    "`assign: setting` needs the name",
    "is read by `assign: setting` alone",
    "rows would go to another tenant",
    "at least 1ms",
    "greater than 0",
    "longer than 24 days",
    "must not be empty",
    "longer than 63 bytes",
    "cannot hold a NUL",
    "`columns` has 2 names and `key` 1",
    "the tag !foo means nothing here",
    "a key must be plain text",
}


def as_an_editor_reads_it(text: str) -> Any:
    """Dates are text in JSON; so are keys."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def errors(text: str) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    validator = jsonschema.Draft202012Validator(json_schema())
    return [error.message for error in validator.iter_errors(as_an_editor_reads_it(text))]


def test_it_is_a_schema() -> None:
    pytest.importorskip("jsonschema", reason="jsonschema is not installed").Draft202012Validator.check_schema(
        json_schema()
    )


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE.read_text(encoding="utf-8"),
        BASE,
        BASE + "tables:\n  a:\n  b: { backfill: { constant: 42 } }\n",
        BASE + "tables:\n  a: { column: c }\n  b: { kind: exempt, reason: x }\n",
        BASE.replace(
            "  column:", "  columns: { n: { type: int, default: 0 }, b: { type: bool, default: false } }\n  column:"
        ),
    ],
    ids=["everything", "least", "bare", "kinds", "defaults"],
)
def test_a_plan_that_loads_is_valid(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [m[0] for m in MISTAKES if m[3] not in BEYOND_JSON_SCHEMA],
    ids=[m[3][:30] for m in MISTAKES if m[3] not in BEYOND_JSON_SCHEMA],
)
def test_a_mistake_is_invalid(text: str) -> None:
    assert errors(BASE + text)


def test_every_key_is_described_and_written_as_a_plan_writes_it() -> None:
    schema = json_schema()
    for name, definition in {"Plan": schema, **schema["$defs"]}.items():
        for key, entry in definition.get("properties", {}).items():
            assert entry.get("description"), f"{name}.{key} has no description"
    assert set(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))) == set(schema["properties"])
    execution = schema["$defs"]["Execution"]["properties"]
    assert [execution[key]["default"] for key in ("lock_timeout", "lock_deadline", "pause")] == [
        "200ms",
        "10min",
        "0ms",
    ]
