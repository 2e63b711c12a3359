"""The baseline: findings that people have answered for, as a file that is reviewed and kept with the code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from planner.application.found import WORDS
from planner.application.normal import normal
from planner.application.verdicts import Finding
from planner.errors import PlanError

_HEADING = (
    "# Statements that `planner queries --baseline` accepts, each with a reason. `planner queries --write-baseline` adds new ones,\n"
    "# and takes out those that are gone. Values are `?`.\n"
)
UNSAID = "TODO: say why"
"""The reason of a new entry."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What makes a finding the same one: its table, its kind, and the normal form of its statement."""

    table: str
    finding: str
    statement: str


def key_of(finding: Finding) -> Key:
    """Return the key of a finding."""
    return Key(str(finding.table), WORDS[finding.weight], normal(finding.statement.text))


@dataclass(frozen=True, slots=True)
class Compared:
    """The findings of a run beside a baseline."""

    new: tuple[Finding, ...]
    known: Mapping[Key, str]
    """The reasons of the findings that the baseline has."""
    gone: tuple[Key, ...]
    """The entries of the baseline that this run has not found."""

    def reason(self, finding: Finding) -> str | None:
        """Return the reason of a finding; None for a new one."""
        return self.known.get(key_of(finding))


def compare(findings: Iterable[Finding], baseline: Mapping[Key, str]) -> Compared:
    """Compare findings with a baseline."""
    keyed = [(key_of(finding), finding) for finding in findings]
    there = {key for key, _ in keyed}
    return Compared(
        tuple(finding for key, finding in keyed if key not in baseline),
        {key: reason for key, reason in baseline.items() if key in there},
        tuple(sorted(key for key in baseline if key not in there)),
    )


def baseline_text(findings: Iterable[Finding], before: Mapping[Key, str]) -> str:
    """Return the file of a baseline. Entries are sorted, and reasons that were there stay."""
    keys = sorted({key_of(finding) for finding in findings})
    entries = [
        {"table": key.table, "finding": key.finding, "statement": key.statement, "reason": before.get(key, UNSAID)}
        for key in keys
    ]
    body = yaml.safe_dump({"version": 1, "statements": entries}, sort_keys=False, allow_unicode=True, width=110)
    return _HEADING + body


def read_baseline(text: str, file: str) -> dict[Key, str]:
    """Return the entries of a baseline, each with its reason. Raise PlanError for a file that is none."""
    hint = "write one: planner queries --write-baseline FILE"
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise PlanError(f"{file} is no YAML: {str(error).splitlines()[0]}", hint=hint) from None
    if not isinstance(document, dict) or document.get("version") != 1:
        raise PlanError(f"{file} is no baseline of planner queries: `version: 1` is missing", hint=hint)
    entries = document.get("statements") or []
    found: dict[Key, str] = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else [None], 1):
        match entry:
            case {"table": str(table), "finding": str(finding), "statement": str(statement), **rest}:
                if finding not in WORDS.values():
                    words = ", ".join(WORDS.values())
                    raise PlanError(f"{file}: entry {number}: {finding!r} is no finding", hint=f"findings: {words}")
                found[Key(table, finding, normal(statement))] = str(rest.get("reason") or UNSAID)
            case _:
                raise PlanError(f"{file}: entry {number} needs the texts table, finding and statement", hint=hint)
    return found
