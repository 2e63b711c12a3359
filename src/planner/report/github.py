"""The output of `planner verify` as GitHub's workflow commands, which annotate the plan's lines.

Source: GitHub, Workflow commands for GitHub Actions; the runner reads %25, %0D, %0A, %3A and %2C back.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.errors import Place
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
    hidden = f"suppressed, {result.suppressed}: " if result.suppressed is not None else ""
    detail = f": {result.detail}" if result.detail else ""
    title, data = f"planner {result.id}: {result.relation}", f"{hidden}{result.relation}: {result.title}{detail}"
    return command(word, result.place, title, data)


def command(word: str, place: Place | None, title: str, data: str) -> str:
    """Return one workflow command: `error`, `warning` or `notice`."""
    properties = {"file": place.file, "line": str(place.line), "col": str(place.column)} if place is not None else {}
    head = ",".join(f"{name}={_property(value)}" for name, value in (properties | {"title": title}).items())
    return f"::{word} {head}::{_data(data)}"


def _data(text: str) -> str:
    return in_line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
