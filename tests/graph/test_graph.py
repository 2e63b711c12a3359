"""`planner graph`: what is on the picture, in each format, from real databases."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harness.cases import GOLDEN, load_case
from harness.databases import Database
from harness.runs import Walk, in_a_process, in_process
from planner.plan.load import load_plan
from planner.report.graph.kinds import Kind
from planner.report.graph.mermaid import escaped
from planner.report.graph.model import Graph, Link, Stage, graph
from planner.report.graph.text import visible, width, wrapped
from planner.run.preflight import preflight
from planner.run.status import status

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"

SCHEMA = """
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE chats (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text);
CREATE TABLE messages (id bigint PRIMARY KEY, chat_id bigint REFERENCES chats, author_id bigint REFERENCES users);
CREATE TABLE votes (chat_id bigint REFERENCES chats, message_id bigint REFERENCES messages);
CREATE TABLE nodes (id bigint PRIMARY KEY, up bigint REFERENCES nodes, chat_id bigint REFERENCES chats);
CREATE TABLE events (id bigint PRIMARY KEY, path text);
CREATE TABLE invoices (id bigint PRIMARY KEY, owner text);
CREATE TABLE countries (code text PRIMARY KEY);
CREATE TABLE locks (id bigint PRIMARY KEY, chat_id bigint REFERENCES chats);
CREATE TABLE ticks (id bigint PRIMARY KEY);
INSERT INTO users SELECT i, i || '@example.org' FROM generate_series(1, 5) AS i;
INSERT INTO chats SELECT i, 1 + i % 5, 'chat' FROM generate_series(1, 20) AS i;
ANALYZE;
"""

PLAN = """\
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default Client } }
  column: client_id
tables:
  users: {}
  chats: { backfill: { via: user_id } }
  messages: { backfill: { via: chat_id } }
  votes: { backfill: { via: [{ columns: [chat_id] }, { columns: [message_id] }] } }
  nodes: { backfill: { via: chat_id } }
  events: { backfill: { sql: "split_part(path, '/', 2)" } }
  invoices: { column: owner }
  countries: { kind: reference }
  locks: { kind: exempt, reason: "who runs what" }
  ticks: { kind: exempt, reason: clockwork, until: 2030-01-01 }
"""

EDGES = {
    ("clients", "users", "source"),
    ("clients", "events", "source"),
    ("clients", "invoices", "source"),
    ("users", "chats", "path"),
    ("chats", "messages", "path"),
    ("users", "messages", "compared"),
    ("chats", "votes", "path"),
    ("messages", "votes", "path"),
    ("chats", "nodes", "path"),
    ("nodes", "nodes", "compared"),
    ("chats", "locks", "hole"),
}


@pytest.fixture
def walk(tmp_path: Path, database: Database) -> Walk:
    return Walk.of(database, tmp_path, PLAN, SCHEMA)


def modelled(walk: Walk, *, rows: bool = False) -> Graph:
    with walk.looking() as (connection, view):
        broken = [one for table in preflight(connection, view.state) for one in table.broken] if rows else None
        return graph(view, status(connection, view), broken)


def drawn(walk: Walk, suffix: str, *more: object) -> str:
    file = walk.plan.parent / f"owners{suffix}"
    walk.run("graph", "-o", file, *more).must()
    return file.read_text(encoding="utf-8")


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def nodes_of(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """By the table's name; no name twice."""
    found = [g for g in root.iter(f"{SVG}g") if "node" in g.get("class", "").split()]
    named = {g.get("data-name", ""): g for g in found}
    assert len(named) == len(found)
    return named


def edges_of(root: ElementTree.Element) -> set[tuple[str, str, str]]:
    names = {g.get("id"): name for name, g in nodes_of(root).items()}
    found = [p for p in root.iter(f"{SVG}path") if p.get("data-from")]
    edges = {(names[p.get("data-from")], names[p.get("data-to")], p.get("class", "").split()[1]) for p in found}
    assert len({ElementTree.tostring(p) for p in found}) == len(found)
    return edges


def said(node: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in node.iter(f"{SVG}text")]


# The model


def test_every_table_once_and_every_line(walk: Walk) -> None:
    found = modelled(walk)
    names = [node.label for node in found.nodes]
    assert names[0] == "clients"
    assert sorted(names[1:]) == sorted(re.findall(r"^  (\w+):", PLAN.split("tables:")[1], re.MULTILINE))
    assert {(e.parent.name, e.child.name, str(e.link)) for e in found.edges} == EDGES
    kinds = {node.label: node.kind for node in found.nodes}
    assert kinds == {
        "clients": Kind.TENANTS,
        "users": Kind.CONSTANT,
        "chats": Kind.VIA,
        "messages": Kind.VIA,
        "votes": Kind.VIA,
        "nodes": Kind.VIA,
        "events": Kind.SQL,
        "invoices": Kind.EXISTING,
        "countries": Kind.REFERENCE,
        "locks": Kind.EXEMPT,
        "ticks": Kind.EXEMPT,
    }
    rows = {node.label: node.rows for node in found.nodes}
    assert (rows["users"], rows["chats"], rows["clients"]) == (5, 20, None)


def test_stages(walk: Walk) -> None:
    seen = {}
    for phase in (None, "add", "backfill", "tighten"):
        if phase:
            walk.apply("--phase", phase).must()
        found = modelled(walk)
        seen[phase] = {node.label: node.stage for node in found.nodes}["chats"]
        assert not [p for node in found.nodes for p in node.problems if node.label != "locks"]
    assert list(seen.values()) == [Stage.NOTHING, Stage.ADD, Stage.BACKFILL, Stage.TIGHTEN]
    assert not [node.todo for node in modelled(walk).nodes if node.todo]


def test_what_is_to_do_and_what_is_wrong(walk: Walk) -> None:
    walk.apply("--phase", "add,backfill").must()
    chats = {node.label: node for node in modelled(walk).nodes}["chats"]
    assert chats.todo == ("foreign key", "NOT NULL", "index")
    walk.database.load("DROP FUNCTION IF EXISTS nothing; ALTER TABLE chats DISABLE TRIGGER USER;")
    chats = {node.label: node for node in modelled(walk).nodes}["chats"]
    assert chats.problems == ("the column is there, and this is missing: guard",)


def test_rows_are_read_only_when_asked(walk: Walk) -> None:
    walk.database.load("INSERT INTO messages VALUES (1, NULL, 1)")
    (found,) = [n for n in modelled(walk, rows=True).nodes if n.label == "messages"]
    assert found.problems == ("1 of 1 rows: no path leads to a tenant",)
    assert not next(n for n in modelled(walk).nodes if n.label == "messages").problems
    assert "--rows finds" in drawn(walk, ".svg")
    told = drawn(walk, ".svg", "--rows")
    assert "▲ 1 of 1 rows" in told
    assert "planner read every row" in told
    assert "1 of 1 rows" in drawn(walk, ".mermaid", "--rows")


# SVG


def test_svg(walk: Walk) -> None:
    walk.apply("--phase", "add").must()
    root = parsed(drawn(walk, ".svg"))
    nodes = nodes_of(root)
    assert set(nodes) == {node.label for node in modelled(walk).nodes}
    assert edges_of(root) == EDGES
    assert said(nodes["chats"])[:2] == ["chats", "add"]
    assert "via user_id · about 20 rows" in said(nodes["chats"])
    assert [r.get("class") for r in nodes["chats"].iter(f"{SVG}rect")].count("pip behind") == 1
    assert "▲ hole: reaches rows of all tenants in chats" in " ".join(said(nodes["locks"]))
    assert any("until 2030-01-01" in line for line in said(nodes["ticks"]))


def test_boxes_stand_apart_and_lines_end_at_them(walk: Walk) -> None:
    root = parsed(drawn(walk, ".svg"))
    apart(root)


def apart(root: ElementTree.Element) -> None:
    size = [float(n) for n in root.get("viewBox", "").split()]
    boxes = []
    for node in nodes_of(root).values():
        x, y = (float(n) for n in re.findall(r"-?[\d.]+", node.get("transform", "")))
        card = next(r for r in node.iter(f"{SVG}rect") if r.get("class") == "card")
        wide, high = float(card.get("width", 0)), float(card.get("height", 0))
        assert 0 <= x <= x + wide <= size[2]
        assert 0 <= y <= y + high <= size[3]
        for text in node.iter(f"{SVG}text"):
            assert width("".join(text.itertext()), 11) < wide
        boxes.append((x, y, x + wide, y + high))
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("suffix", [".svg", ".html", ".mermaid"])
def test_the_same_again(walk: Walk, suffix: str) -> None:
    """In processes of their own: the order of a set differs from one to the next."""
    texts = set()
    for seed in ("1", "2"):
        file = walk.plan.parent / f"{seed}{suffix}"
        seeded = os.environ | {"PYTHONHASHSEED": seed}
        done = in_a_process("graph", walk.plan, "--dsn", walk.database.dsn, "-o", file, env=seeded).must()
        assert len(done.err.splitlines()) == 1, "the layout library says something of its own"
        texts.add(file.read_bytes())
    assert len(texts) == 1


# HTML


class Page(HTMLParser):
    """Tags and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]


def test_html(walk: Walk) -> None:
    text = drawn(walk, ".html")
    page = Page()
    page.feed(text)
    assert page.addresses == []
    assert page.tags.count("svg") == page.tags.count("script") == 1
    assert "input" in page.tags
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "url(" not in text.replace("url(#tip-", "")
    assert "default-src 'none'" in text
    assert text.count('class="node ') == len(modelled(walk).nodes)


# Mermaid


def test_mermaid(walk: Walk) -> None:
    text = walk.run("graph").must().out
    assert drawn(walk, ".mmd") == drawn(walk, ".mermaid") == text == walk.run("graph", "-o", "-").must().out
    names = check_mermaid(text)
    assert sorted(names.values()) == sorted(node.label for node in modelled(walk).nodes)
    lines = re.findall(r"^  (t\d+) (-->|==>|-\.->)(?:\|\"[^\"]*\"\|)? (t\d+)$", text, re.MULTILINE)
    kinds = {"-->": "path", "==>": "source"}
    found = {(names[a], names[b], kinds.get(arrow, "compared")) for a, arrow, b in lines}
    assert found == {("locks", "chats", "compared") if e[2] == "hole" else e for e in EDGES}


def check_mermaid(text: str) -> dict[str, str]:
    """Every line is one that the grammar has; id → name."""
    head, comment, start, *rest = text.splitlines()
    assert head.startswith("%% ")
    assert comment.startswith("%% ")
    assert start == "flowchart LR"
    node = r"(?P<id>t\d+)[\[({/]+\"<b>(?P<name>[^\"<>]*)</b>(<br/>[^\"<>`]*)+\"[\])}/]+"
    other = [
        r"t\d+ (-->|==>|-\.->)(\|\"[^\"<>`]*\"\|)? t\d+",
        r"t\d+( ~~~ t\d+)+",
        r"subgraph \w+\[\"[^\"]*\"\]",
        r"end",
        r"classDef \w+ [\w:#,\- ]+",
        r"class t\d+(,t\d+)* \w+",
    ]
    names = {}
    for line in rest:
        found = re.fullmatch(node, line.strip())
        if found:
            assert found["id"] not in names
            names[found["id"]] = found["name"]
        else:
            assert any(re.fullmatch(one, line.strip()) for one in other), line
    return names


def test_mermaid_needs_no_library(walk: Walk) -> None:
    """The others say so before the plan is read."""
    script = "import sys; sys.modules['pygraphviz'] = None; from planner.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "graph", walk.plan, "--dsn", walk.database.dsn],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "flowchart LR" in done.stdout
    done = subprocess.run(
        [sys.executable, "-c", script, "graph", "no-such-plan.yaml", "-o", "owners.svg"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "pip install 'tenancy-planner[graph]'" in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("error: ")]) == 1


# Names


def test_awkward_names(tmp_path: Path, database: Database) -> None:
    walk = load_case(GOLDEN / "awkward_names", database)
    file = tmp_path / "owners.svg"
    walk.run("graph", "-o", file).must()
    root = parsed(file.read_text(encoding="utf-8"))
    names = set(nodes_of(root))
    assert {'User\'s "table"', "Größe 数 %s", "a" * 62 + "x", "ü" * 31 + "z", "a.b", "a$$b\\c"} <= names
    assert all(said(node)[0] == name for name, node in nodes_of(root).items()), "a name is cut"
    apart(root)
    assert len(check_mermaid(walk.run("graph").must().out)) == len(names)


def test_names_that_look_like_markup(tmp_path: Path, database: Database) -> None:
    names = [
        "<b>&amp;",
        "</title><script>alert(1)</script>",
        "\x01\x0a]]>",
        "`1. x`;%%{",
        '"]; click t1 "',
        "‮abc",
        "😀",
    ]
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    database.load("".join(f'CREATE TABLE {name} (id int PRIMARY KEY, "up<" int);' for name in quoted))
    plan = (
        "version: 1\nunlisted: scope\ntenant: { table: clients, key: { column: id, type: text }, "
        'default: { id: "<i>\'\\"" }, column: client_id }\n'
    )
    walk = Walk.of(database, tmp_path, plan)
    root = parsed(drawn(walk, ".svg"))
    assert set(nodes_of(root)) == {"clients", *map(visible, names)}
    page = Page()
    page.feed(drawn(walk, ".html"))
    assert page.tags.count("script") == 1
    assert len(check_mermaid(walk.run("graph").must().out)) == len(names) + 1


def test_visible_text() -> None:
    assert visible("a\nb\x7f\ue000") == "a␊b␡\ue000"
    assert visible("\ufffe\u202e\u2028") == "\ufffd" * 3
    assert escaped('a"b<c') == "a#34;b#60;c"
    assert list(wrapped("aa bb cc", 10, width("aa bb", 10))) == ["aa bb", "cc"]
    assert list(wrapped("aaaaaaaa b", 10, 5)) == ["aaaaaaaa", "b"]


# Usage


def test_a_schema_that_is_not_the_first_is_named(tmp_path: Path, database: Database) -> None:
    database.load("CREATE SCHEMA other; CREATE TABLE other.t (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY)")
    walk = Walk.of(database, tmp_path, PLAN.split("tables:")[0] + "schemas: [public, other]\nunlisted: scope\n")
    assert {node.label for node in modelled(walk).nodes} == {"clients", "t", "other.t"}


@pytest.mark.parametrize("name", ["owners.png", "owners", "svg", "owners.svg.gz"])
def test_a_suffix_that_is_not_known(name: str, tmp_path: Path) -> None:
    """Before the plan or the database is touched."""
    done = in_process("graph", "no-such-plan.yaml", "-o", tmp_path / name).must(64)
    assert all(suffix in done.err for suffix in (".svg", ".html", ".mermaid", ".mmd"))
    assert not (tmp_path / name).exists()


def test_a_file_that_cannot_be_written(walk: Walk) -> None:
    done = walk.run("graph", "-o", walk.plan.parent / "nowhere" / "owners.svg").must(1)
    assert "can't be written" in done.err
    assert "another file" in done.err


def test_nothing_is_changed(walk: Walk) -> None:
    before = walk.database.dump()
    drawn(walk, ".svg", "--rows")
    assert walk.database.dump() == before


# Real applications' schemas


@pytest.mark.parametrize(
    ("name", "tables"),
    [("trigger_dev.sql", 85), pytest.param("hatchet.sql", 132, marks=pytest.mark.pg(">= 14"))],
)
def test_many_tables(
    name: str, tables: int, schema_file: Callable[[str], str], database: Database, tmp_path: Path
) -> None:
    """A block, not a ribbon."""
    database.load(schema_file(name))
    plan = PLAN.split("tables:")[0].replace("client_id", "planner_owner") + "unlisted: scope\n"
    walk = Walk.of(database, tmp_path, plan)
    root = parsed(drawn(walk, ".svg"))
    assert len(nodes_of(root)) == tables + 1
    apart(root)
    wide, high = float(root.get("width", 0)), float(root.get("height", 0))
    assert wide < 3 * high < 9 * wide
    links = {link for _, _, link in edges_of(root)}
    assert links == {str(Link.SOURCE), str(Link.COMPARED)}


def test_the_library_is_the_extra() -> None:
    assert importlib.util.find_spec("pygraphviz") is not None
    assert "pygraphviz" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", ["cycle", "mapping", "polymorphic", "path_without_key"])
def test_every_way_to_derive_a_tenant(case: str, database: Database, tmp_path: Path) -> None:
    walk = load_case(GOLDEN / case, database)
    tables = set(load_plan(walk.plan).plan.tables)
    for suffix in (".svg", ".html", ".mermaid"):
        file = tmp_path / f"owners{suffix}"
        walk.run("graph", "--rows", "-o", file).must()
        text = file.read_text(encoding="utf-8")
        assert all(table in text for table in tables)
