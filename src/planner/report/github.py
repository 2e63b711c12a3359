"""The output of `planner verify` as GitHub's workflow commands, which annotate the plan's lines.

Source: GitHub, Workflow commands for GitHub Actions; the runner reads %25, %0D, %0A, %3A and %2C back.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.names import in_line
from planner.report.results import verdict
from planner.report.sarif import severity
from planner.rules import Severity
from planner.steps.checks import Result

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def verify_github(results: Sequence[Result]) -> str:
    """Return one command for each result that does not hold, and a last line that says whether all checks hold."""
    return "\n".join([*(_command(result) for result in results if not result.ok), verdict(results)])


def _command(result: Result) -> str:
    word = "notice" if result.suppressed is not None else _COMMANDS[severity(result)]
    place = {}
    if result.place is not None:
        place = {"file": result.place.file, "line": str(result.place.line), "col": str(result.place.column)}
    properties = place | {"title": f"planner {result.id}: {result.relation}"}
    head = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    hidden = f"suppressed, {result.suppressed}: " if result.suppressed is not None else ""
    detail = f": {result.detail}" if result.detail else ""
    return f"::{word} {head}::{_data(f'{hidden}{result.relation}: {result.title}{detail}')}"


def _data(text: str) -> str:
    return in_line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
