"""Tests for pgTAP, to be run with pg_prove."""

from __future__ import annotations

from planner.files.suites.pieces import filled, template
from planner.names import in_line
from planner.sql import build
from planner.verification.probe.suite import Case, Suite


def text(suite: Suite, made: str) -> str:
    """Return the file."""
    skipped = [_skip(str(table), why) for table, why in suite.untested.items()]
    return filled(
        template("pgtap.sql.txt"),
        made=in_line(made),
        plan=str(max(len(suite.cases) + len(skipped), 1)),
        rows="\n".join(f"{row};\nSET CONSTRAINTS ALL IMMEDIATE;\nSET CONSTRAINTS ALL DEFERRED;" for row in suite.rows),
        cases="\n".join([*(_case(case, suite) for case in suite.cases), *skipped] or [_skip("", "no attempt")]),
    )


def _case(case: Case, suite: Suite) -> str:
    path = suite.search_paths.get(case.role) if case.role is not None else None
    arguments = (
        case.role, path, suite.setting, case.tenant, case.statement, case.expected.name.lower(), case.own, case.place,
        case.moved_to, case.remedy, case.first,
    )  # fmt: skip
    given = build.render(build.parens(build.literal(value) for value in arguments))
    return f"SELECT is(pg_temp.planner_attempt{given}, 'ok', {build.render(build.literal(in_line(case.name)))});"


def _skip(table: str, why: str) -> str:
    return f"SELECT skip({build.render(build.literal(in_line(f'{table}: not tested: {why}')))}, 1);"
