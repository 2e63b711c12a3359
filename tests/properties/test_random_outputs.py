"""Names, comments, labels, defaults and tenant ids are data in every output: they add no line, no tag and no control."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

import drive
from harness.databases import Database, fresh_database
from harness.runs import Walk, in_process
from harness.servers import Server
from planner.names import QName
from planner.report.quarantine import from_csv, to_csv
from planner.run.quarantine import OpenRow
from schemas import q

MARKUP = [
    "<script>x</script>",
    "]]>",
    "&lt;",
    '"--><b>',
    "a\x1b[2Jb",
    "c\nd: e",
    "\u202ef",
    "=1+1",
    "| g |",
    "%%{h}%%",
    "-->",
]
hostile = st.one_of(
    st.sampled_from(MARKUP),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=15),
)


def made(database: Database, table: str, column: str, label: str, tenant: str, folder: Path) -> Walk:
    """A schema and a plan with these texts in every place that takes one."""
    literal = "E'" + label.replace("\\", "\\\\").replace("'", "\\'") + "'"
    database.load(f"""
        CREATE TYPE {q("t " + label[:20])} AS ENUM ({literal});
        CREATE TABLE {q(table)} ({q(column)} int PRIMARY KEY, kind {q("t " + label[:20])} DEFAULT {literal});
        CREATE TABLE {q("b " + table)} (id int PRIMARY KEY, {q(column)} int REFERENCES {q(table)});
        COMMENT ON TABLE {q(table)} IS {literal};
    """)
    name = '"' + table.replace('"', '""') + '"' if "." in table or '"' in table else table
    other = '"b ' + table.replace('"', '""') + '"' if "." in table or '"' in table else f"b {table}"
    plan = {
        "version": 1,
        "tenant": {
            "table": "clients",
            "key": {"column": "id", "type": "text"},
            "default": {"id": tenant, "values": {"name": label}},
            "column": "client_id",
        },
        "tables": {name: {}, other: {"backfill": {"via": [column]}}},
    }
    return Walk.of(database, folder, yaml.safe_dump(plan, allow_unicode=True))


class Tags(HTMLParser):
    """The tags of a page, without their text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(" ".join([tag, *sorted({name for name, _ in attrs})]))


TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""The bidirectional classes of marks that turn the direction of the text after them."""


def printable(text: str) -> bool:
    """Return whether a terminal only prints the text, line by line."""
    controls = (
        c for c in text if unicodedata.category(c) in ("Cc", "Zl", "Zp") or unicodedata.bidirectional(c) in TURNS
    )
    return all(c == "\n" for c in controls)


def outputs(walk: Walk, folder: Path) -> dict[str, str]:
    found = {}
    for suffix in ("svg", "html", "mermaid"):
        in_process("graph", walk.plan, "-o", folder / f"g.{suffix}", "--dsn", walk.database.dsn).must()
        found[suffix] = (folder / f"g.{suffix}").read_text(encoding="utf-8")
    for command in ("diff", "status", "apply"):
        done = in_process(command, walk.plan, "--dsn", walk.database.dsn)
        assert done.code in (0, 2), done
        found[command] = done.out + done.err
    found["json"] = in_process("diff", walk.plan, "--format", "json", "--dsn", walk.database.dsn).must().out
    return found


@dataclass(frozen=True)
class Plain:
    """The structure of the outputs for names that need no care."""

    html: frozenset[str]
    svg: frozenset[str]
    mermaid_lines: int


@pytest.fixture(scope="module")
def plain(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Plain:
    folder = tmp_path_factory.mktemp("plain")
    with fresh_database(server) as database:
        found = outputs(made(database, "table", "column", "label", "tenant", folder), folder)
    return Plain(tags(found["html"]), tags(found["svg"]), found["mermaid"].count("\n"))


@drive.examples(3)
@given(table=hostile, column=hostile, label=hostile, tenant=hostile)
@example(table=MARKUP[0], column=MARKUP[3], label=MARKUP[4], tenant=MARKUP[7])
@example(table=MARKUP[5], column=MARKUP[6], label=MARKUP[1], tenant=MARKUP[9])
def test_every_output(
    server: Server,
    plain: Plain,
    tmp_path_factory: pytest.TempPathFactory,
    table: str,
    column: str,
    label: str,
    tenant: str,
) -> None:
    folder = tmp_path_factory.mktemp("out")
    with fresh_database(server) as database:
        found = outputs(made(database, clipped(table), clipped(column), label, tenant, folder), folder)
    for name in ("diff", "status", "apply"):
        assert printable(found[name]), found[name]
    json.loads(found["json"])
    assert tags(found["html"]) == plain.html
    assert tags(found["svg"]) == plain.svg
    assert found["mermaid"].count("\n") == plain.mermaid_lines
    assert printable(found["mermaid"])


def clipped(name: str) -> str:
    """A name that leaves room for what the schema puts before it."""
    return name.encode()[:40].decode(errors="ignore") or "x"


def tags(page: str) -> frozenset[str]:
    """The tags and attributes of a page, each once: longer names may need more lines of text."""
    parser = Tags()
    parser.feed(page)
    return frozenset(parser.found)


@drive.examples(200)
@given(
    values=st.dictionaries(hostile, hostile, min_size=1, max_size=3),
    reason=hostile,
    tenants=st.lists(hostile, max_size=3),
)
def test_csv(values: dict[str, str], reason: str, tenants: list[str]) -> None:
    row = OpenRow(QName("public", next(iter(values))), values, reason, tuple(tenants))
    text = to_csv([row])
    for record in csv.reader(io.StringIO(text)):
        for cell in record:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
            assert printable(cell)
            assert "\n" not in cell
    from_csv(text, "file")
