"""Pages of `planner report` without a server: evidence made of a plan and a catalog that a test wrote by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise

import html5lib

from planner.catalog.model import Catalog
from planner.plan.load import parse_plan
from planner.report.review.build import review
from planner.report.review.content import Review
from planner.resolve.resolve import resolve
from planner.run.evidence import Evidence
from planner.run.journaled import Measured
from planner.run.project import View
from planner.run.quarantine import OpenRow
from planner.run.status import RunStatus, Status, TableStatus
from planner.run.whole import Whole, whole
from planner.steps.checks import Result
from planner.target.phase import PHASES
from planner.tenancy.model import Facts

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def made(
    plan: str,
    of: Catalog,
    *,
    measured: Mapping[str, Measured] | None = None,
    results: tuple[Result, ...] = (),
    quarantine: tuple[OpenRow, ...] = (),
    hazards: tuple[str, ...] = (),
) -> Review:
    """Return the content of a page. With `measured`, the run is over."""
    loaded = parse_plan(plan, "plan.yaml")
    view = View(loaded, of, resolve(loaded, of), Facts())
    work = whole(view)
    if measured is not None:
        work = Whole(work.found, work.tenancy, frozenset())
    run = RunStatus(1, "apply", AT, AT, "done", "dba@laptop", 12, 1)
    status = Status(
        None, None, None, None, (), tuple(_stages(view)), (run,) if measured else (), dict.fromkeys(PHASES, 0)
    )
    finished = PHASES[-1] if measured is not None else None
    found = Evidence(
        view, work, status, measured or {}, (), None, results, False, finished, quarantine, hazards, ()
    )  # fmt: skip
    return review(found, "plan.yaml", None)


def _stages(view: View) -> Iterator[TableStatus]:
    for table in view.tenancy.tables.values():
        yield TableStatus(table.relation, table.strategy.describe(), False, False, "-", "-", False, False, "-")


class Parsed(HTMLParser):
    """What a page consists of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def strict(html: str) -> Parsed:
    """Parse a page as a browser does, and accept no error. Assert what every page keeps: no address outside, no script."""
    html5lib.HTMLParser(strict=True).parse(html)
    parsed = Parsed(html)
    assert not parsed.named("script", "link", "img", "iframe", "object", "form", "base")
    for tag, attributes in parsed.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "action")], tag
        for name in ("href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#"), attributes
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", html)
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {(attributes["href"] or "")[1:] for attributes in parsed.named("a")}
    assert targets <= set(ids), targets - set(ids)
    levels = [int(tag[1]) for tag, _ in parsed.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    for landmark in ("header", "main", "footer"):
        assert len(parsed.named(landmark)) == 1, landmark
    assert len(parsed.named("caption")) == len(parsed.named("table"))
    assert all(cell.get("scope") in ("row", "col") for cell in parsed.named("th"))
    return parsed
