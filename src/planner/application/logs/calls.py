"""The calls of statements that entries of a log tell of: log_statement, log_min_duration_statement, log_duration, auto_explain,
and errors."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from enum import Enum

from planner.application.logs.entry import ERRORS, Entry

_MESSAGE = re.compile(r"(?:duration: ([\d.]+) ms  )?(?:(statement)|(execute|parse|bind) ([^:]*)): (.*)", re.DOTALL)
_PLAN = re.compile(r"duration: ([\d.]+) ms  plan:\n(.*)", re.DOTALL)
_TIME = re.compile(r"duration: ([\d.]+) ms$")
_FIRST_OF_PLAN = re.compile(
    r"^(?:Query Parameters: (?P<parameters>.*)|Query Identifier: .*|Settings: .*|\s*[A-Z].*\(cost=\d.*|\s*[A-Z].*\(actual .*)$",
    re.MULTILINE,
)
_ROWS = re.compile(r"\(actual [^)]*?rows=([\d.]+)")
_XML_TEXT = re.compile(r"<Query-Text>(.*?)</Query-Text>", re.DOTALL)
_XML_PARAMETERS = re.compile(r"<Query-Parameters>(.*?)</Query-Parameters>", re.DOTALL)
_YAML = re.compile(r'^\s*Query (Text|Parameters): (".*")$', re.MULTILINE)
_PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
CUT = "..."
"""The end of a parameter that log_parameter_max_length has cut."""


class Told(Enum):
    """Which setting of the server made the entry. One call may be told by several."""

    STATEMENT = "statement"
    PLAN = "plan"
    ERROR = "error"


@dataclass(slots=True)
class Call:
    """One call of a statement, as a client sent it."""

    text: str
    told: Told
    milliseconds: float | None = None
    rows: float | None = None
    parameters: str = ""
    """As the server spells them: `$1 = 'a', $2 = NULL`."""


def call_of(entry: Entry) -> Call | float | None:
    """Return the call that an entry tells of. A number is the time of the session's last call (log_duration)."""
    message = entry.message
    if entry.severity in ERRORS:
        syntax = message.startswith("syntax error")
        return Call(entry.statement, Told.ERROR) if entry.statement and not syntax else None
    begin = message[:9]
    if begin == "statement" and message.startswith("statement: ") and not entry.detail:
        return Call(message[11:], Told.STATEMENT)
    if begin == "duration:":
        if (plan := _PLAN.match(message)) is not None:
            return _explained(float(plan[1]), plan[2])
        if (time := _TIME.match(message)) is not None:
            return float(time[1])
    elif begin != "statement" and not begin.startswith("execute "):
        return None
    found = _MESSAGE.match(message)
    if found is None:
        return None
    spent, kind, name, text = found[1], found[3], found[4], found[5]
    if kind in ("parse", "bind") or (name is not None and name.startswith("fetch from ")):
        return None
    detail = entry.detail
    if detail.startswith("prepare: ") and not kind:
        text = detail.removeprefix("prepare: ")  # the text behind EXECUTE, which the server tells beside
        detail = ""
    return Call(text, Told.STATEMENT, float(spent) if spent else None, None, _parameters(detail))


def parameters_of(said: str) -> dict[int, str | None] | None:
    """Return the parameters of a call; None when the log has cut one of them."""
    found: dict[int, str | None] = {}
    for number, value in _PARAMETER.findall(said):
        text = None if value == "NULL" else value[1:-1].replace("''", "'")
        if text is not None and text.endswith(CUT):
            return None
        found[int(number)] = text
    return found


def _parameters(detail: str) -> str:
    return detail[12:] if detail[:12].lower() == "parameters: " else ""


def _explained(milliseconds: float, text: str) -> Call | None:
    """Return the call of an entry of auto_explain, in any of its formats."""
    body = text.lstrip()
    if body.startswith("{"):
        try:
            plan = json.loads(body)
        except ValueError:
            return None
        rows = plan.get("Plan", {}).get("Actual Rows")
        return Call(plan.get("Query Text", ""), Told.PLAN, milliseconds, rows, plan.get("Query Parameters", ""))
    if body.startswith("<"):
        found, given = _XML_TEXT.search(body), _XML_PARAMETERS.search(body)
        if found is None:
            return None
        parameters = html.unescape(given[1]) if given is not None else ""
        return Call(html.unescape(found[1]), Told.PLAN, milliseconds, None, parameters)
    if body.startswith('Query Text: "'):
        said = dict(_YAML.findall(body))
        if "Text" in said:
            try:
                parameters = json.loads(said.get("Parameters", '""'))
                return Call(json.loads(said["Text"]), Told.PLAN, milliseconds, None, parameters)
            except ValueError:
                return None
    if not body.startswith("Query Text: "):
        return None
    rest = body.removeprefix("Query Text: ")
    end = _FIRST_OF_PLAN.search(rest)
    statement = rest[: end.start()].rstrip("\n") if end is not None else rest
    actual = _ROWS.search(rest, end.start()) if end is not None else None
    parameters = (end["parameters"] or "") if end is not None else ""
    return Call(statement, Told.PLAN, milliseconds, float(actual[1]) if actual is not None else None, parameters)
