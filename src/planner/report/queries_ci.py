"""The output of `planner queries` for CI: SARIF, GitHub's workflow commands, and a table in Markdown."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from planner.application.baseline import key_of
from planner.application.found import WORDS, Weight
from planner.application.verdicts import Finding
from planner.errors import Place
from planner.names import in_line
from planner.report.github import command
from planner.report.markdown import markdown_table
from planner.report.queries import Asked, closing, where
from planner.report.sarif import linkless, physical, sarif_log

_RULES = {
    Weight.OLD_KEY: ("error", "no upsert names a key that becomes a key per tenant"),
    Weight.FAILS_ON_CITUS: ("error", "Citus takes every statement"),
    Weight.NO_TENANT: ("error", "a statement reads and writes rows of one tenant"),
    Weight.NOT_SET: ("error", "a statement that writes a row sends the tenant"),
    Weight.UNSET: ("error", "a session has its tenant before it touches a scoped table"),
    Weight.CHANGED: ("error", "a SELECT has the same result under policies"),
    Weight.BY_KEY: ("note", "a statement finds one row by its key and its tenant"),
    Weight.BARRED: ("note", "policies bar no condition from an index"),
    Weight.EVERY_SHARD: ("note", "a statement asks the shard of one tenant"),
}
"""SARIF's level of each kind of finding, and what should hold."""

_FILE = re.compile(r"(?P<file>[^\s:,]+\.\w+):(?P<line>\d+)")
"""A file of the application in a source: `app/models/user.rb:3`."""


def rule_id(weight: Weight) -> str:
    """Return the rule's id: `query-no-tenant`."""
    return f"query-{WORDS[weight].replace(' ', '-')}"


def queries_sarif(asked: Asked, exit_code: int) -> str:
    """Return the findings as a SARIF log. Those of the baseline are suppressed with their reason."""
    told = asked.verdicts.findings
    weights = [weight for weight in Weight if any(finding.weight is weight for finding in told)]
    rules = [_rule(weight) for weight in weights]
    return sarif_log(rules, [_result(one, weights.index(one.weight), asked) for one in told], exit_code)


def queries_github(asked: Asked) -> str:
    """Return one workflow command for each finding that the baseline does not have, and the last line in words."""
    lines = []
    for finding in asked.told:
        level, _ = _RULES[finding.weight]
        title = f"planner {WORDS[finding.weight]}: {finding.table}"
        lines.append(command("notice" if level == "note" else level, _place(finding, asked), title, _message(finding)))
    return "\n".join([*lines, closing(asked)])


def queries_markdown(asked: Asked) -> str:
    """Return the findings that the baseline does not have as a table in Markdown."""
    headings = ("finding", "table", "calls", "missing", "what it does", "where", "statement")
    rows = [
        (
            WORDS[f.weight], str(f.table), "" if f.statement.calls is None else str(f.statement.calls), f.missing, f.what,
            where(f.statement), f.statement.text,
        )
        for f in asked.told
    ]  # fmt: skip
    lines = ["### planner queries", "", closing(asked)]
    lines += ["", markdown_table(headings, rows, code=(3, 6))] if rows else []
    if asked.compared is not None and asked.compared.gone:
        lines += [
            "",
            f"{len(asked.compared.gone)} entries of the baseline are gone: `planner queries --write-baseline`.",
        ]
    return "\n".join(lines)


def _rule(weight: Weight) -> dict[str, Any]:
    level, title = _RULES[weight]
    return {
        "id": rule_id(weight),
        "shortDescription": {"text": title},
        "help": {"text": "Problem and solution: docs/queries.md of planner."},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["database", "security"] if level == "error" else ["database"]},
    }


def _result(finding: Finding, index: int, asked: Asked) -> dict[str, Any]:
    table = in_line(str(finding.table))
    key = key_of(finding)
    digest = hashlib.sha256("\0".join((key.finding, key.table, key.statement)).encode(errors="surrogatepass"))
    found: dict[str, Any] = {
        "ruleId": rule_id(finding.weight),
        "ruleIndex": index,
        "level": _RULES[finding.weight][0],
        "message": {"text": linkless(in_line(_message(finding)))},
        "locations": [
            {
                "physicalLocation": physical(_place(finding, asked)),
                "logicalLocations": [
                    {"name": in_line(finding.table.name), "fullyQualifiedName": table, "kind": "relation"}
                ],
            }
        ],
        "partialFingerprints": {"planner/v1": digest.hexdigest()},
    }
    reason = asked.accepted(finding)
    if reason is not None:
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": in_line(reason)}]
    return found


def _message(finding: Finding) -> str:
    said = finding.statement
    calls = f" ({said.calls} call{'s' if said.calls != 1 else ''})" if said.calls is not None else ""
    origin = f" [{where(said)}]" if where(said) else ""
    return f"{finding.table}: {finding.what}{calls}: {finding.remedy}{origin}: {' '.join(said.text.split())}"


def _place(finding: Finding, asked: Asked) -> Place:
    """Return the line of the application that a source names, else the plan: code scanning shows nothing without a file."""
    for source in finding.statement.sources:
        if (found := _FILE.search(source)) is not None and int(found["line"]) > 0:
            return Place(found["file"], int(found["line"]), 1)
    return Place(asked.plan, 1, 1)
