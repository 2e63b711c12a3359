"""The files of `planner test` are well formed, whatever a database calls its objects."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.files.suites import written
from planner.names import QName, in_line
from planner.verification.probe.attempts import Expected
from planner.verification.probe.suite import Case, Suite

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10) | st.sampled_from(
    ["'", '"', '"""', "\\", "{{cases}}", "*/", "\r\n-- x", "$planner$", "%s", ":'v'", "</script>", "`${x}`", "\u2028"]
)
names = texts.filter(bool)
cases = st.builds(
    Case, st.builds(QName, names, names), st.none() | names, texts, st.none() | texts,
    texts.map(lambda text: "SELECT '" + text.replace("'", "''") + "'"), st.sampled_from(Expected), st.none() | texts,
    st.none() | texts, st.none() | texts, texts, st.none() | texts,
)  # fmt: skip
suites = st.builds(
    Suite, st.none() | names, st.lists(texts, max_size=2).map(tuple), st.lists(cases, max_size=3).map(tuple),
    st.dictionaries(names, texts, max_size=2), st.dictionaries(st.builds(QName, names, names), texts, max_size=2),
)  # fmt: skip
ODD = Case(QName('a"""\n', "b\\"), "app'", "{{rows}}", "", "SELECT E'\\\\'", Expected.OWN, None, None, None, "")
SUITE = Suite("app.x", ("SELECT 1",), (ODD,), {}, {QName("a", "'''\n"): "\\u0041 why"})


@given(suites, texts)
@example(SUITE, 'd"""\\')
@settings(max_examples=40)
def test_the_file_for_pytest_is_python(suite: Suite, database: str) -> None:
    text = written(suite, "pytest", database)
    constants = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    assert constants["SETTING"] == suite.setting
    assert constants["ROWS"] == list(suite.rows)
    assert [(case["statement"], case["role"], case["tenant"]) for case in constants["CASES"]] == [
        (case.statement, case.role, case.tenant) for case in suite.cases
    ]
    assert list(constants["UNTESTED"].values()) == [
        *{str(table): why for table, why in suite.untested.items()}.values()
    ]


@given(suites, texts)
@example(SUITE, "d\r\nimport x")
@settings(max_examples=40)
def test_the_file_for_vitest_holds_json(suite: Suite, database: str) -> None:
    text = written(suite, "vitest", database)
    found = re.search(r"^const CASES = (.*?);\nconst UNTESTED = ", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    assert [case["statement"] for case in json.loads(found[1])] == [case.statement for case in suite.cases]
    assert text.split("\n")[1].startswith("// Tests of tenant isolation")
    assert text.split("\n")[2] == "//", "a database's name begins no line of its own"


@given(suites)
@example(SUITE)
@settings(max_examples=40)
def test_the_file_for_pgtap_is_sql(suite: Suite) -> None:
    pglast = pytest.importorskip("pglast", reason="pglast is not installed")
    text = written(replace(suite, rows=()), "pgtap", "d")
    body = text.partition("END\n$planner$;\n\n")[2].removesuffix("\nSELECT * FROM finish();\nROLLBACK;\n")
    selected = [target.val for one in pglast.parse_sql(body) for target in getattr(one.stmt, "targetList", None) or ()]
    calls = [value for value in selected if type(value).__name__ == "FuncCall"]
    tests = [call.args for call in calls if call.funcname[0].sval == "is"]
    skipped = [call.args[0].val.sval for call in calls if call.funcname[0].sval == "skip"]
    untested = [in_line(f"{table}: not tested: {why}") for table, why in suite.untested.items()]
    assert skipped == (untested or ([] if suite.cases else [": not tested: no attempt"]))
    for case, (attempt, ok, name) in zip(suite.cases, tests, strict=True):
        assert (ok.val.sval, name.val.sval) == ("ok", in_line(case.name))
        assert attempt.args[4].val.sval == case.statement
