"""The search for the table that already holds the tenants."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heappop, heappush

from planner.catalog.model import Relation
from planner.draft.links import UNSURE, Link, key_of
from planner.draft.words import ROOTS, entity
from planner.names import QName

LEAST = 2
"""The number of tables whose every row must lead to a table before planner takes that table as the root by itself."""


@dataclass(frozen=True)
class Reach:
    """The tables that lead to a root, with the cost of their way."""

    root: QName
    costs: Mapping[QName, int]
    """The cost of the best way from each table."""
    sure: frozenset[QName]
    """The tables with a way that has no NULLs."""


@dataclass(frozen=True)
class Roots:
    """The possible roots: every table that others lead to, and the tables with a name for customers."""

    tables: Mapping[QName, Relation]
    links: Mapping[QName, tuple[Link, ...]]

    @cached_property
    def _children(self) -> Mapping[QName, Mapping[QName, int]]:
        """Return the children of each parent, with the cost of the best link."""
        found: dict[QName, dict[QName, int]] = {name: {} for name in self.tables}
        for links in self.links.values():
            for link in links:
                costs = found[link.parent]
                costs[link.child] = min(link.cost, costs.get(link.child, link.cost))
        return found

    def reach(self, root: QName) -> Reach:
        """Return the tables that lead to this root."""
        return Reach(root, self._costs(root, sys.maxsize), frozenset(self._costs(root, UNSURE)))

    def _costs(self, root: QName, below: int) -> dict[QName, int]:
        """Return the costs, by Dijkstra's algorithm over links that cost less than `below`. networkx has the
        algorithm too, but its import takes 0.3 s."""
        costs = {root: 0}
        waiting = [(0, root)]
        while waiting:
            cost, name = heappop(waiting)
            if cost > costs[name]:
                continue
            for child, more in self._children[name].items():
                if more < below and cost + more < costs.get(child, sys.maxsize):
                    costs[child] = cost + more
                    heappush(waiting, (cost + more, child))
        del costs[root]
        return costs

    def parents_first(self, reach: Reach) -> list[QName]:
        """Return the tables that lead to a root, parents first. Tables of a cycle are in the order of their cost."""
        waiting = {name: {k.parent for k in self.links[name]} & reach.costs.keys() - {name} for name in reach.costs}
        order: list[QName] = []
        while free := {name for name, parents in waiting.items() if not parents & waiting.keys()}:
            order += sorted(free, key=lambda name: (reach.costs[name], name))
            waiting = {name: parents for name, parents in waiting.items() if name not in free}
        return order + (self._knots_first(reach, waiting) if waiting else [])

    def _knots_first(self, reach: Reach, waiting: Mapping[QName, set[QName]]) -> list[QName]:
        """Return the tables in cycles, and the tables below them."""
        import networkx

        def place(name: QName) -> tuple[int, QName]:
            return reach.costs[name], name

        graph: networkx.DiGraph[QName] = networkx.DiGraph()
        graph.add_nodes_from(waiting)
        graph.add_edges_from((parent, name) for name, parents in waiting.items() for parent in parents & waiting.keys())
        rounds = networkx.condensation(graph)
        members = {knot: sorted(data["members"], key=place) for knot, data in rounds.nodes(data=True)}
        order = networkx.lexicographical_topological_sort(rounds, key=lambda knot: place(members[knot][0]))
        return [name for knot in order for name in members[knot]]

    def candidates(self) -> list[Reach]:
        """Return the tables that are named like a root and that enough other tables lead to, the best first."""
        found = [r for r in self.named() if len(r.sure) >= LEAST and 3 * len(r.sure) >= len(r.costs)]
        return sorted(found, key=lambda r: (-_score(r), r.root))

    def doubtful(self, filled: frozenset[QName]) -> dict[QName, list[Link]]:
        """Return the links whose rows must be read before a root can be found: links that may be NULL, of tables
        that hold rows."""
        if self.candidates():
            return {}
        reached = {name for reach in self.named() for name in reach.costs} & filled
        return {name: found for name in sorted(reached) if (found := [k for k in self.links[name] if k.nullable])}

    def with_rows(self, nulls: Mapping[Link, int]) -> Roots:
        """Return the roots with the numbers of rows that have a NULL in a link."""
        links = {
            name: tuple(replace(link, filled=nulls.get(link) == 0) for link in found)
            for name, found in self.links.items()
        }
        return Roots(self.tables, links)

    def named(self) -> list[Reach]:
        """Return the tables that are named like a root."""
        named = [r for r in self.tables.values() if entity(r.name.name) in ROOTS and key_of(r) and not r.inherits]
        return [self.reach(relation.name) for relation in named]

    def others(self) -> list[Reach]:
        """Return the best three tables with a key of one column that at least a third of all tables lead to,
        whatever their names."""
        several = [n for n, r in self.tables.items() if key_of(r) and self._children[n]]
        found = [reach for reach in map(self.reach, several) if 3 * len(reach.costs) >= len(self.tables) - 1]
        return sorted(found, key=lambda r: (-len(r.sure), -len(r.costs), r.root))[:3]


def rivals(found: list[Reach]) -> list[Reach]:
    """Return the candidates that have at least half as many sure tables as the first. No rows lead from one of these
    to the first, or back."""
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
