"""The search for the table that already holds the tenants."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heappop, heappush

from planner.catalog.model import Relation
from planner.draft.links import UNSURE, Link, key_of
from planner.draft.spoken import Speech
from planner.draft.words import MEMBERS, MONEY, ROOTS, meant
from planner.names import QName

LEAST = 2
"""The number of tables whose every row must lead to a table before planner takes that table as the root by itself."""

WEAK = 3
"""The highest number in ROOTS of a word that means other things too: an account, a client, a store."""

FEW = 0.25
"""A share of the tables. A root that fewer tables lead to is left to a person."""

FAR = 1.3
"""How many times as many tables lead to the owner of a root, before the owner is the better root."""


@dataclass(frozen=True)
class Reach:
    """The tables that lead to a root, with the cost of their way."""

    root: QName
    costs: Mapping[QName, int]
    """The cost of the best way from each table."""
    sure: frozenset[QName]
    """The tables with a way that has no NULLs."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The root, as far as the names and the links tell it."""

    root: Reach | None
    """The table that the draft is for; None for one default tenant."""
    rivals: tuple[Reach, ...]
    """The other tables that a person may mean."""
    why: str = ""
    unnamed: bool = False
    """Only the links speak for the root, so that a person has to agree."""

    @property
    def asked(self) -> bool:
        return bool(self.rivals) or self.unnamed


@dataclass(frozen=True)
class Roots:
    """The possible roots: every table that others lead to, and the tables with a name for customers."""

    tables: Mapping[QName, Relation]
    links: Mapping[QName, tuple[Link, ...]]
    aside: frozenset[QName] = frozenset()
    """The tables of tools, which no plan asks about."""

    @cached_property
    def speech(self) -> Speech:
        return Speech(self.tables)

    @cached_property
    def size(self) -> int:
        """The number of tables that may belong to tenants: those that are linked to others."""
        linked = {name for links in self.links.values() for link in links for name in (link.child, link.parent)}
        return len(linked - self.aside - self.speech.lookups)

    @cached_property
    def _children(self) -> Mapping[QName, Mapping[QName, int]]:
        """Return the children of each parent, with the cost of the best link."""
        found: dict[QName, dict[QName, int]] = {name: {} for name in self.tables}
        for links in self.links.values():
            for link in links:
                if link.unusable:
                    continue
                costs = found[link.parent]
                costs[link.child] = min(link.cost, costs.get(link.child, link.cost))
        return found

    @cached_property
    def _reached(self) -> dict[QName, Reach]:
        return {}

    def reach(self, root: QName) -> Reach:
        """Return the tables that lead to this root."""
        found = self._reached.get(root)
        if found is None:
            found = Reach(root, self._costs(root, sys.maxsize), frozenset(self._costs(root, UNSURE)))
            self._reached[root] = found
        return found

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
            for name in free:
                del waiting[name]
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
        return sorted(found, key=lambda r: (-self._score(r), r.root))

    def choose(self) -> Choice:
        """Return the table that holds the tenants, or the tables that a person has to choose from."""
        found = self.candidates()
        if not found:
            return self._unsure()
        first = found[0]
        owners = self._owners(first)
        if owners:
            return Choice(owners[0], (first, *owners[1:]), f"{first.root.name} belongs to it")
        if len(first.costs) < FEW * (self.size - 1):
            return Choice(None, (first, *self._others_than([first])))
        why = "found by its name, and because other tables lead to it"
        lone = self._word(self.tables[first.root]) <= WEAK and not self._has_people(first)
        return Choice(first, (*rivals(found), *(self._others_than([first]) if lone else ())), why, unnamed=lone)

    def _has_people(self, reach: Reach) -> bool:
        """Return whether people belong to the root, by a column of their own or as its members."""
        for name in reach.sure:
            relation = self.tables[name]
            if self.speech.logs_in(relation):
                return True
            up = [k for k in self.links[name] if not k.unusable and not k.guess]
            member = any(k.parent == reach.root for k in up) and any(
                self.speech.is_person(self.tables[k.parent]) for k in up
            )
            if member and (len(up) == 2 or MEMBERS & set(self.speech.short(name).split("_"))):
                return True
        return False

    def _unsure(self) -> Choice:
        """Return the choice without a table of a fitting name."""
        holders = self._holders()
        if holders:
            first = holders[0]
            below = [r for r in map(self.reach, self._called()) if r.costs and r.root in first.costs]
            return Choice(first, (*holders[1:3], *below), "found because it is above most tables", unnamed=True)
        named = [r for r in self.named() if r.costs]
        if named:
            return Choice(None, (*named, *self._others_than(named)))
        return Choice(None, ())

    def _others_than(self, named: list[Reach]) -> list[Reach]:
        """Return other tables that could be the root, and that do not lead to one of these."""
        below = {name for r in named for name in (r.root, *r.costs)}
        return [r for r in self.others() if r.root not in below]

    def _owners(self, first: Reach) -> list[Reach]:
        """Return the tables that a root belongs to, and that many more tables lead to: accounts of families."""
        above = {
            link.parent
            for link in self.links[first.root]
            if link.constraint and not link.nullable and not link.unique and self._may_hold(link.parent)
        }
        found = [self.reach(name) for name in above]
        found = [r for r in found if len(r.sure) >= FAR * (len(first.sure) + 1) and self._beside(r, first.root)]
        return sorted(found, key=lambda r: (-len(r.sure), r.root))

    def _beside(self, reach: Reach, root: QName) -> bool:
        """Return whether tables lead to the owner without the root that belongs to it."""
        return len([c for c, cost in self._children[reach.root].items() if c != root and cost < UNSURE]) >= LEAST

    def _may_hold(self, name: QName) -> bool:
        relation = self.tables[name]
        return key_of(relation) is not None and name not in self.speech.lookups and not self.speech.is_person(relation)

    def _holders(self) -> list[Reach]:
        """Return the tables without a fitting name that hold the people, or that most tables reference themselves."""
        people = {n for n, r in self.tables.items() if self.speech.is_person(r)}
        found = []
        for name, children in self._children.items():
            if not self._may_hold(name) or any(not k.nullable and k.constraint for k in self.links[name]):
                continue
            of_people = any(children.get(person, UNSURE) < UNSURE for person in people)
            keyed = {k.child for c in children for k in self.links[c] if k.parent == name and k.constraint}
            most = 2 * len(keyed) > self.size - 1 and len(keyed) >= LEAST + 2
            if most or (of_people and 2 * len(self.reach(name).sure) > self.size - 1):
                found.append(self.reach(name))
        top = [r for r in found if not any(r.root in other.costs for other in found)]
        return sorted(top, key=lambda r: (-len(r.sure), -len(r.costs), r.root))

    def nowhere(self) -> dict[str, tuple[QName, ...]]:
        """Return the columns that name a tenant, such as org_id, although no table holds tenants; with the tables
        that have the column."""
        found: dict[str, list[QName]] = {}
        for relation in self.tables.values():
            linked = {link.columns for link in self.links[relation.name]}
            for column in relation.columns:
                said = (meant(column.name) or "").removeprefix("the_")
                if ROOTS.get(said, 0) > WEAK and column.not_null and (column.name,) not in linked:
                    found.setdefault(column.name, []).append(relation.name)
        return {name: tuple(tables) for name, tables in found.items() if len(tables) >= LEAST}

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
        return Roots(self.tables, links, self.aside)

    def named(self) -> list[Reach]:
        """Return the tables that are named like a root."""
        return [self.reach(name) for name in self._called() if self._word(self.tables[name])]

    def _called(self) -> list[QName]:
        """Return the tables with a root's name, also those whose columns speak against it."""
        found = [r for r in self.tables.values() if self._said(r) and key_of(r) and not r.inherits]
        return [relation.name for relation in found if relation.name not in self.aside]

    def _said(self, relation: Relation) -> int:
        own, full, rest = self.speech.may_be(relation.name)
        surely = ROOTS.get(own, 0) or ROOTS.get(full, 0)
        return surely or (value if (value := ROOTS.get(rest, 0)) > WEAK else 0)

    def _word(self, relation: Relation) -> int:
        """Return how surely the name says that the table holds tenants; 0 if it does not.

        A chart of accounts and the accounts of an identity provider are called `account` too.
        """
        word = self._said(relation)
        if word <= WEAK and any(column.name.lower() in MONEY for column in relation.columns):
            return 0
        return word

    def _score(self, reach: Reach) -> float:
        return len(reach.sure) * (1 + self._word(self.tables[reach.root]) / 10)

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
