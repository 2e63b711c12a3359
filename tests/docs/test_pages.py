"""Links between the pages lead somewhere, and the site has every page. `make docs` builds the site itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import docs_site
from planner import pages
from planner.cli.schemas import names

ROOT = Path(__file__).parents[2]
SITE = {path for path in docs_site.sources() if "migrations" not in path}
MARKDOWN = sorted(path for path in SITE if path.endswith(".md"))


@cache
def anchors(path: str) -> set[str]:
    return {anchor for anchor, _ in pages.sections((ROOT / path).read_text(encoding="utf-8"))}


def links(path: str) -> Iterator[tuple[str, str]]:
    """Yield the links of a page to other files and sections: the file, from the root, and the anchor."""
    text = re.sub(r"(?ms)^ *```.*?^ *```", "", (ROOT / path).read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (ROOT / path).parent / file if file else ROOT / path
        yield found.resolve().relative_to(ROOT).as_posix(), anchor


def test_every_link_leads_to_a_file_of_the_site_and_to_a_heading() -> None:
    broken = [
        f"{path}: {file}#{anchor}"
        for path in MARKDOWN
        for file, anchor in links(path)
        if file not in SITE or (anchor and anchor not in anchors(file))
    ]
    assert not broken, "no such file of the site (tests/docs_site.py), or no such heading"


def listed(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        match entry:
            case dict():
                for below in entry.values():
                    yield from listed(below if isinstance(below, list) else [below])
            case _:
                yield entry


def test_the_navigation_has_every_page_once() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    found = sorted(listed(docs_site.expanded(site["nav"])))
    assert found == MARKDOWN


def test_the_site_has_the_pages_that_planner_docs_prints() -> None:
    assert {page.file.relative_to(ROOT).as_posix() for page in pages.pages()} == set(MARKDOWN)


def test_every_schema_has_its_page() -> None:
    assert docs_site.schema_names() == names()[1:]
    page = docs_site.schema_page("diff")
    assert "| `segments[].steps[].estimated_rows` | integer | The rows" in page
    assert "| `tables[].bytes` | integer |" in docs_site.schema_page("manifest")


def test_the_index_of_the_operations_names_each() -> None:
    text = (ROOT / "docs/operations/README.md").read_text(encoding="utf-8")
    pages_of = {file.name for file in (ROOT / "docs/operations").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"^\| \[\w+\]\((\w+\.md)\)", text, re.MULTILINE)) == pages_of


def test_the_page_for_agents_is_short() -> None:
    lines = (ROOT / "AGENTS.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
    assert any("--confirm" in line and "Never" in line for line in lines)
