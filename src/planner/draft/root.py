"""Which table holds the tenants already, if any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from planner.catalog.model import Relation
from planner.draft.links import Link, key_of
from planner.draft.words import ROOTS, entity
from planner.names import QName

if TYPE_CHECKING:
    from networkx import DiGraph

LEAST = 2
"""Tables whose every row leads to a root, for a root to be taken by itself."""


@dataclass(frozen=True)
class Reach:
    """How far a table's rows are felt: tables that lead to it, by the cost of the way."""

    root: QName
    costs: Mapping[QName, int]
    """Of every table that leads there, by the best way."""
    sure: frozenset[QName]
    """Those of them with a way without NULLs."""


@dataclass(frozen=True)
class Roots:
    """Every table that others lead to, and those that are named like what people sell to."""

    tables: Mapping[QName, Relation]
    links: Mapping[QName, tuple[Link, ...]]

    @cached_property
    def _graph(self) -> DiGraph[QName]:
        """Parent → child, with the cost of the best link."""
        import networkx

        graph: DiGraph[QName] = networkx.DiGraph()
        graph.add_nodes_from(self.tables)
        for found in self.links.values():
            for link in found:
                known = graph.get_edge_data(link.parent, link.child, {"cost": link.cost})["cost"]
                graph.add_edge(link.parent, link.child, cost=min(known, link.cost))
        return graph

    def reach(self, root: QName) -> Reach:
        import networkx

        costs = networkx.single_source_dijkstra_path_length(self._graph, root, weight="cost")
        del costs[root]
        sure_ways = networkx.subgraph_view(
            self._graph, filter_edge=lambda parent, child: self._graph[parent][child]["cost"] < 10
        )
        return Reach(root, {k: int(v) for k, v in costs.items()}, frozenset(networkx.descendants(sure_ways, root)))

    def parents_first(self, reach: Reach) -> list[QName]:
        """Tables that lead to a root; those that lead to each other by the cost of their way."""
        import networkx

        def place(name: QName) -> tuple[int, QName]:
            return reach.costs[name], name

        within = self._graph.subgraph(reach.costs)
        rounds = networkx.condensation(within)
        members = {knot: sorted(data["members"], key=place) for knot, data in rounds.nodes(data=True)}
        order = networkx.lexicographical_topological_sort(rounds, key=lambda knot: place(members[knot][0]))
        return [name for knot in order for name in members[knot]]

    def candidates(self) -> list[Reach]:
        """Tables named like a root that enough others lead to, the best first."""
        found = [r for r in self.named() if len(r.sure) >= LEAST and 3 * len(r.sure) >= len(r.costs)]
        return sorted(found, key=lambda r: (-_score(r), r.root))

    def doubtful(self, filled: frozenset[QName]) -> dict[QName, list[Link]]:
        """What the rows have to say before a root can be found: links that may be NULL, of tables that hold rows."""
        if self.candidates():
            return {}
        reached = {name for reach in self.named() for name in reach.costs} & filled
        return {name: found for name in sorted(reached) if (found := [k for k in self.links[name] if k.nullable])}

    def with_rows(self, nulls: Mapping[Link, int]) -> Roots:
        """Once the rows were asked how many have a NULL in a link."""
        links = {
            name: tuple(replace(link, filled=nulls.get(link) == 0) for link in found)
            for name, found in self.links.items()
        }
        return Roots(self.tables, links)

    def named(self) -> list[Reach]:
        """Tables named like a root."""
        named = [r for r in self.tables.values() if entity(r.name.name) in ROOTS and key_of(r) and not r.inherits]
        return [self.reach(relation.name) for relation in named]

    def others(self) -> list[Reach]:
        """Tables with a key of one column that at least a third of all lead to, whatever their names; the best three."""
        several = [n for n, r in self.tables.items() if key_of(r) and self._graph.out_degree(n)]
        found = [reach for reach in map(self.reach, several) if 3 * len(reach.costs) >= len(self.tables) - 1]
        return sorted(found, key=lambda r: (-len(r.sure), -len(r.costs), r.root))[:3]


def rivals(found: list[Reach]) -> list[Reach]:
    """Those that are as good as the first, without being reached from it."""
    if not found:
        return []
    first, *rest = found
    return [
        r
        for r in rest
        if r.root not in first.costs and first.root not in r.costs and 2 * len(r.sure) >= len(first.sure)
    ]


def _score(reach: Reach) -> float:
    return len(reach.sure) * (1 + ROOTS[entity(reach.root.name)] / 10)
