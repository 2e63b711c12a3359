"""The output of `planner verify`, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from planner.catalog.model import Catalog
from planner.report.machine import VERSION
from planner.report.tables import table
from planner.steps.checks import Result, Weight


def verify_text(results: Sequence[Result], shown: Sequence[Result], *, terminal: bool = False) -> str:
    """Return a table of the results to show, and a last line that says whether all checks hold."""
    if not shown:
        return verdict(results)
    rows = [(str(r.relation), r.title, _word(r), _detail(r)) for r in shown]
    return f"{table(('table', 'check', 'result', 'detail'), rows, terminal=terminal)}\n{verdict(results)}"


def verdict(results: Sequence[Result]) -> str:
    """Return one sentence that says whether all checks hold."""
    if not results:
        return "No finding."
    findings = sum(r.finding for r in results)
    hidden = sum(r.suppressed is not None for r in results)
    number = len({r.relation for r in results})
    tables = f"{number} table{'s' if number != 1 else ''}"
    suppressed = f"; {hidden} suppressed by the plan" if hidden else ""
    if findings:
        return f"{findings} finding{'s' if findings > 1 else ''} in {len(results)} checks of {tables}{suppressed}."
    if hidden:
        return f"The other {len(results) - hidden} checks of {tables} hold{suppressed}."
    return f"All {len(results)} checks of {tables} hold."


def _word(result: Result) -> str:
    if result.ok:
        return "ok"
    if result.suppressed is not None:
        return "suppressed"
    return "FINDING" if result.weight is Weight.FINDING else "note"


def _detail(result: Result) -> str:
    """Return the detail, after the reason of a suppression."""
    if result.suppressed is None:
        return result.detail
    return f"{result.suppressed}{': ' if result.detail else ''}{result.detail}"


def verify_json(results: Sequence[Result], shown: Sequence[Result], catalog: Catalog) -> str:
    """Return the results to show as JSON (docs/json.md). `ok` is about all results."""
    document = {
        "version": VERSION,
        "database": catalog.server.database,
        "ok": not any(r.finding for r in results),
        "results": [r.as_json() for r in shown],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
