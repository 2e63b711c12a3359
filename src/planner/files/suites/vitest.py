"""Tests for vitest, with node-postgres."""

from __future__ import annotations

import json

from planner.files.suites.pieces import filled, template
from planner.names import in_line
from planner.verification.probe.suite import Suite


def text(suite: Suite, made: str) -> str:
    """Return the file. Its literals are JSON in ASCII, which is JavaScript too."""
    cases = [
        {
            "name": in_line(case.name),
            "role": case.role,
            "tenant": case.tenant,
            "statement": case.statement,
            "expected": case.expected.name.lower(),
            "own": case.own,
            "place": case.place,
            "movedTo": case.moved_to,
            "remedy": case.remedy,
            "first": case.first,
        }
        for case in suite.cases
    ]
    return filled(
        template("vitest.ts.txt"),
        made=in_line(made),
        setting=json.dumps(suite.setting),
        search_paths=json.dumps(dict(suite.search_paths), indent=2),
        rows=json.dumps(suite.rows, indent=2),
        cases=json.dumps(cases, indent=2),
        untested=json.dumps({str(table): why for table, why in suite.untested.items()}, indent=2),
    )
