"""A sample whose references stay whole, and the shares of tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import catalogs
from harness.catalogs import catalog, named, table
from planner.names import QName
from planner.rehearse.copying import _plain
from planner.rehearse.sample import FEW, Order, holding_rows, references, shares
from planner.tenancy.model import Facts, State

PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: bigint }, column: org_id }
tables:
  users: { backfill: { via: org_id } }
  chats: { backfill: { via: user_id } }
  logs: { backfill: { via: [{ columns: [chat_id], references: chats, key: [id] }] } }
"""


def state() -> State:
    shop = catalog(
        table("orgs", "id bigint", rows=50_000),
        table("users", "id bigint", "org_id bigint", references={"org_id": "orgs"}, rows=800),
        table("chats", "id bigint", "user_id bigint", references={"user_id": "users"}, rows=1_000_000),
        table("logs", "id bigint", "chat_id bigint", rows=20_000),
    )
    return State(catalogs.tenancy(PLAN, shop), shop, Facts())


def test_small_tables_and_the_tenants_are_whole() -> None:
    tables = holding_rows(state(), ())
    found = shares(state(), tables, 0.01)
    assert {name.name: share.fraction for name, share in found.items()} == {
        "orgs": 1.0,
        "users": 1.0,
        "chats": 0.01,
        "logs": FEW / 20_000,
    }
    assert all(share.whole for share in shares(state(), tables, 1.0).values())


def test_a_sample_of_few_pages_takes_single_rows() -> None:
    paged = state()
    relations = dict(paged.catalog.relations)
    relations[named("chats")] = replace(relations[named("chats")], pages=100_000)
    found = shares(replace(paged, catalog=replace(paged.catalog, relations=relations)), holding_rows(paged, ()), 0.01)
    assert found[named("chats")].by_page
    assert not found[named("logs")].by_page


def test_references_are_the_keys_and_the_paths_of_the_plan_with_children_first() -> None:
    found = [(edge.child.name, edge.parent.name) for edge in references(state()).edges]
    assert found == [("logs", "chats"), ("chats", "users"), ("users", "orgs")]


@dataclass(frozen=True)
class Link:
    """A reference of a generated graph: the key of each row, or None."""

    child: QName
    parent: QName
    keys: tuple[int | None, ...]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[int], list[Link], list[set[int]]]:
    """Return the rows of each table, references in any direction (cycles and dangling keys too), and a first sample."""
    rows = draw(st.lists(st.integers(0, 8), min_size=1, max_size=5))
    number = st.integers(0, len(rows) - 1)
    links = []
    for child, parent in draw(st.lists(st.tuples(number, number), max_size=8)):
        key = st.one_of(st.none(), st.integers(0, rows[parent] + 1))  # the last two lead nowhere
        keys = tuple(draw(key) for _ in range(rows[child]))
        links.append(Link(QName("s", str(child)), QName("s", str(parent)), keys))
    sample = [set(draw(st.lists(st.integers(0, max(0, n - 1)), max_size=4))) if n else set() for n in rows]
    return rows, links, sample


@given(graphs())
def test_every_row_that_a_sample_refers_to_comes_along_and_no_other(
    graph: tuple[list[int], list[Link], list[set[int]]],
) -> None:
    rows, links, sample = graph
    there = [set(one) for one in sample]

    def bring(link: Link) -> int:
        child, parent = int(link.child.name), int(link.parent.name)
        wanted = {link.keys[row] for row in there[child]} & set(range(rows[parent]))
        new = {key for key in wanted if key is not None} - there[parent]
        there[parent] |= new
        return len(new)

    brought = Order(tuple(links)).close(bring)
    assert brought == sum(map(len, there)) - sum(map(len, sample))
    needed = [set(one) for one in sample]
    for _ in range(sum(rows) + 1):
        for link in links:
            for row in needed[int(link.child.name)]:
                key = link.keys[row]
                if key is not None and key < rows[int(link.parent.name)]:
                    needed[int(link.parent.name)] = needed[int(link.parent.name)] | {key}
    assert there == needed


@pytest.mark.parametrize(("copied", "value"), [("a", "a"), (r"a\tb\\n", "a\tb\\n"), (r"\\N", r"\N"), (r"l\nm", "l\nm")])
def test_values_of_copy_lose_their_escapes(copied: str, value: str) -> None:
    assert _plain(copied) == value
