"""The output of `planner verify` as SARIF 2.1.0, for code scanning.

Sources: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0; GitHub, SARIF support for code scanning.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from planner import __version__
from planner.errors import Place
from planner.names import in_line
from planner.rules import RULES, Rule, Severity
from planner.steps.checks import Result, Weight

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LINK = re.compile(r"[\\\[\]]")
"""Characters with a backslash before them where a name looks like a link (3.11.6 Messages with embedded links)."""


def severity(result: Result) -> Severity:
    """Return how much a result that does not hold matters: that of its rule, and note for a note."""
    return Severity.NOTE if result.weight is Weight.NOTE else RULES[result.id].severity


def verify_sarif(results: Sequence[Result], exit_code: int) -> str:
    """Return the results that do not hold as a SARIF log, in ASCII. Suppressed results carry their suppression."""
    told = [result for result in results if not result.ok]
    ids = [rule for rule in RULES if rule in {result.id for result in results}]
    rules = [_rule(RULES[rule]) for rule in ids]
    return sarif_log(rules, [_result(result, ids.index(result.id)) for result in told], exit_code)


def sarif_log(rules: Sequence[dict[str, Any]], results: Sequence[dict[str, Any]], exit_code: int) -> str:
    """Return the log of one run, in ASCII."""
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "planner",
                        "version": __version__,
                        "rules": list(rules),
                    }
                },
                "invocations": [{"executionSuccessful": True, "exitCode": exit_code}],
                "columnKind": "unicodeCodePoints",
                "results": list(results),
            }
        ],
    }
    return json.dumps(log, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {"text": f"Problem, exploit and solution: {rule.page} of planner."},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {
            "tags": ["database", "security"] if rule.risk else ["database"],
            **({"security-severity": f"{rule.risk:.1f}"} if rule.risk else {}),
        },
    }


def _result(result: Result, index: int) -> dict[str, Any]:
    relation = in_line(str(result.relation))
    found: dict[str, Any] = {
        "ruleId": result.id,
        "ruleIndex": index,
        "level": severity(result).value,
        "message": {"text": _message(result)},
        "locations": [
            {
                **({"physicalLocation": physical(result.place)} if result.place is not None else {}),
                "logicalLocations": [
                    {"name": in_line(result.relation.name), "fullyQualifiedName": relation, "kind": "relation"}
                ],
            }
        ],
        "partialFingerprints": {"planner/v1": _digest(result)},
    }
    if result.suppressed is not None:
        found["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": in_line(str(result.suppressed))}
        ]
    return found


def _message(result: Result) -> str:
    detail = f": {result.detail}" if result.detail else ""
    return linkless(in_line(f"{result.relation}: {result.title}{detail}"))


def linkless(text: str) -> str:
    """Return a message in which no name looks like a link."""
    return _LINK.sub(r"\\\g<0>", text) if "](" in text else text


def physical(place: Place) -> dict[str, Any]:
    """Return a place as SARIF has it."""
    return {
        "artifactLocation": _uri(place.file),
        "region": {"startLine": place.line, "startColumn": place.column},
    }


def _uri(file: str) -> dict[str, str]:
    """Return the plan's address: relative to the working directory where the plan lies in it."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix().encode(errors="surrogateescape")), "uriBaseId": _ROOT}


def _digest(result: Result) -> str:
    """Return what stays the same while a finding stays the same. Details may count rows."""
    text = "\0".join((result.id, str(result.relation), result.title))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
