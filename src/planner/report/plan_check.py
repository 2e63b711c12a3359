"""The output of `planner check`, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from planner.errors import Obstructed, PlanError, PlannerError
from planner.report.machine import VERSION

KINDS = ("scoped", "mixed", "shared", "reference", "exempt")
"""The kinds of tables, in the order in which they are counted."""


def check_text(file: Path, tables: Mapping[str, int]) -> str:
    """Return one sentence about a plan that is well formed. `tables` is the number of tables of each kind."""
    words = ", ".join(f"{tables[kind]} {kind}" for kind in KINDS if tables.get(kind))
    return f"{file}: the plan is well formed: {sum(tables.values())} tables ({words or 'none listed'})."


def check_json(file: Path, tables: Mapping[str, int], wrong: PlannerError | None = None) -> str:
    """Return the verdict on a plan as JSON (docs/json.md). `wrong` is the error that the plan's mistakes became."""
    document = {
        "version": VERSION,
        "plan": str(file),
        "ok": wrong is None,
        "tables": {kind: tables.get(kind, 0) for kind in KINDS},
        "problems": [_problem(problem) for problem in _problems(wrong)],
        "more": wrong.more if isinstance(wrong, PlanError) else 0,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _problems(error: PlannerError | None) -> tuple[PlannerError, ...]:
    if error is None:
        return ()
    return error.problems if isinstance(error, PlanError | Obstructed) and error.problems else (error,)


def _problem(problem: PlannerError) -> dict[str, object]:
    place = problem.place
    return {
        "message": problem.message,
        "hint": problem.hint,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }
