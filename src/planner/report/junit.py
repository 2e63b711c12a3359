"""The output of `planner verify` as JUnit XML: one test case for each check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from planner.names import in_line
from planner.steps.checks import Result, Weight

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even as references (2.2 Characters)."""


def verify_junit(results: Sequence[Result], database: str) -> str:
    """Return the results as JUnit XML, in ASCII. Notes pass; suppressed results are skipped with their reason."""
    counts = {
        "tests": str(len(results)),
        "failures": str(sum(result.finding for result in results)),
        "errors": "0",
        "skipped": str(sum(result.suppressed is not None for result in results)),
    }
    suites = Element("testsuites", {"name": "planner verify", **counts})
    suite = SubElement(suites, "testsuite", {"name": _text(f"planner verify {database}"), **counts})
    for result in results:
        _case(suite, result)
    indent(suites)
    ascii_: bytes = tostring(suites, encoding="us-ascii")
    return ascii_.decode("ascii")


def _case(suite: Element, result: Result) -> None:
    name = _text(f"{result.id}: {result.title}")
    case = SubElement(suite, "testcase", {"classname": _text(str(result.relation)), "name": name})
    where = f"{result.place}: " if result.place is not None else ""
    if result.suppressed is not None:
        SubElement(case, "skipped", {"message": _text(f"suppressed: {result.suppressed}")})
    elif result.finding:
        told = _text(result.detail or result.title)
        SubElement(case, "failure", {"type": result.id, "message": told}).text = _text(
            f"{where}{result.relation}: {result.title}: {result.detail}"
        )
    elif result.detail:
        word = "note: " if not result.ok and result.weight is Weight.NOTE else ""
        SubElement(case, "system-out").text = _text(f"{word}{result.detail}")


def _text(text: str) -> str:
    """Return text in one line, with every character written out that XML cannot hold."""
    return _ILLEGAL.sub(lambda found: f"\\u{ord(found[0]):04x}", in_line(text))
