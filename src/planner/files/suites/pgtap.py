"""Tests for pgTAP, to be run with pg_prove."""

from __future__ import annotations

from sqlglot import exp

from planner.files.suites.pieces import filled, template
from planner.names import in_line
from planner.sql import build
from planner.sql.build import Node
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
    attempt = build.call("planner_attempt", *map(build.literal, arguments), schema="pg_temp")
    return _test("is", attempt, build.literal("ok"), build.literal(in_line(case.name)))


def _skip(table: str, why: str) -> str:
    return _test("skip", build.literal(in_line(f"{table}: not tested: {why}")), build.literal(1))


def _test(function: str, *arguments: Node) -> str:
    """Return the statement that calls a function of pgTAP, in whatever schema of the search_path pgTAP is."""
    called = exp.Anonymous(this=build.ident(function), expressions=list(arguments))
    return f"{build.render(build.select(called))};"
