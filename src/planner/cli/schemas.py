"""The published JSON Schemas of planner's JSON: one file for each command, in the folder planner/schemas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "schemas"
PLAN = "plan"
"""The schema of the plan, which planner makes from its model."""

FILES = {"render": "saved-plan", "plan.json": "saved-plan", "manifest.json": "manifest"}
"""Other words for the schemas of files."""


def named(words: Sequence[str]) -> str:
    """Return the name of the schema for the words of a command, such as `tenant list`. Without a word: the plan's."""
    name = "-".join(words) if words else PLAN
    return FILES.get(name, name)


def names() -> list[str]:
    """Return the names of all schemas, the plan's first."""
    return [PLAN, *sorted(file.stem for file in FOLDER.glob("*.json"))]


def schema(name: str) -> dict[str, Any]:
    """Return a schema by its name. Raise KeyError for another name."""
    if name == PLAN:
        from planner.plan.schema import json_schema

        return json_schema()
    if name not in names():
        raise KeyError(name)
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found
