"""Rows that point to each other come children first, and rows of a cycle together."""

from __future__ import annotations

import networkx
from hypothesis import given
from hypothesis import strategies as st

from planner.tenants.descent import children_first, chunks

GRAPHS = st.integers(1, 12).flatmap(
    lambda number: st.tuples(
        st.just(number),
        st.lists(st.tuples(st.integers(0, number - 1), st.integers(0, number - 1)), max_size=30),
    )
)


@given(GRAPHS)
def test_children_come_first_and_cycles_together(given: tuple[int, list[tuple[int, int]]]) -> None:
    number, references = given
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(range(number))
    graph.add_edges_from(references)
    parts = list(children_first(number, references))
    assert {frozenset(part) for part in parts} == {
        frozenset(part) for part in networkx.strongly_connected_components(graph)
    }
    place = {row: at for at, part in enumerate(parts) for row in part}
    assert all(place[child] <= place[parent] for child, parent in references)


def test_a_long_chain_costs_no_recursion() -> None:
    parts = list(children_first(200_000, ((n + 1, n) for n in range(199_999))))
    assert [part[0] for part in parts] == list(range(199_999, -1, -1))


def test_chunks_keep_cycles_whole() -> None:
    assert list(chunks([[1], [2], [3, 4, 5], [6]], lambda: 2)) == [[1, 2], [3, 4, 5], [6]]
