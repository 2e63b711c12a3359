"""Tests for pytest, with psycopg."""

from __future__ import annotations

from dataclasses import asdict
from pprint import pformat

from planner.files.suites.pieces import filled, template
from planner.names import in_line
from planner.verification.probe.suite import Suite


def text(suite: Suite, made: str) -> str:
    """Return the file."""
    cases = [
        asdict(case) | {"table": str(case.table), "name": in_line(case.name), "expected": case.expected.name.lower()}
        for case in suite.cases
    ]
    return filled(
        template("pytest.py.txt"),
        made=in_line(made).replace("\\", "\\\\").replace('"', "'"),
        setting=repr(suite.setting),
        search_paths=_literal(dict(suite.search_paths)),
        rows=_literal(list(suite.rows)),
        cases=_literal(cases),
        untested=_literal({str(table): why for table, why in suite.untested.items()}),
    )


def _literal(value: object) -> str:
    return pformat(value, width=116, sort_dicts=False)
