"""Which rows a sample has: a share of each table, and every row that rows of the sample refer to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from planner.names import QName
from planner.tenancy.model import Path, State
from planner.tenants.links import grouped, links_of

FEW = 1000
"""Rows. A table with no more of them is copied whole, and a larger one keeps about as many."""
ENOUGH_PAGES = 50
"""Pages. A sample of fewer pages would depend on where rows lie, so that single rows are taken instead."""


class Edge(Protocol):
    """A reference from the rows of one table to rows of another."""

    @property
    def child(self) -> QName: ...

    @property
    def parent(self) -> QName: ...


E = TypeVar("E", bound=Edge)


@dataclass(frozen=True, slots=True)
class Reference:
    """A path between two tables of the sample: a foreign key, or a path that only the plan has."""

    child: QName
    path: Path

    @property
    def parent(self) -> QName:
        """The table that is named in the order of tables; a partitioned table for a key to one of its partitions."""
        return self.path.parent


@dataclass(frozen=True, slots=True)
class Order(Generic[E]):
    """The references, with those of children before those of their parents."""

    edges: tuple[E, ...]

    def close(self, bring: Callable[[E], int]) -> int:
        """Bring the missing parents of rows until none is missing. Return the number of rows brought.

        `bring` adds the rows that rows of the edge's child refer to and that are missing, and returns their number. A
        reference that leads nowhere brings nothing, so that the end is reached with such references too.
        """
        brought = 0
        waiting = set(range(len(self.edges)))
        while waiting:
            number = min(waiting)
            waiting.discard(number)
            edge = self.edges[number]
            found = bring(edge)
            brought += found
            if found:
                waiting.update(n for n, other in enumerate(self.edges) if other.child == edge.parent)
        return brought


def references(state: State) -> Order[Reference]:
    """Return the references between all tables: foreign keys, and the paths of the plan with their mapping tables."""
    links = {name: list(paths) for name, paths in links_of(state).items()}
    for table in state.tenancy.tables.values():
        links[table.relation] += [path for path in table.paths if path.mapping]
    parents_first = [name for group in grouped(list(links), {k: tuple(v) for k, v in links.items()}) for name in group]
    return Order(tuple(Reference(name, path) for name in reversed(parents_first) for path in links[name]))


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a table's rows that is copied at first: 1 for all of them."""

    fraction: float
    by_page: bool = True

    @property
    def whole(self) -> bool:
        return self.fraction >= 1


def shares(state: State, tables: Sequence[QName], fraction: float) -> Mapping[QName, Share]:
    """Return the share of each table that holds rows, for a sample of this fraction of the database.

    The tenants table, the tables of memberships and mappings, and every small table are whole: what a row's tenant is
    compared with must be there.
    """
    if fraction >= 1:
        return dict.fromkeys(tables, Share(1.0))
    catalog, whole = state.catalog, set(_compared(state))
    found = {}
    for name in tables:
        relation = catalog.relations[name]
        if catalog.root(name).name in whole or relation.rows <= FEW:
            found[name] = Share(1.0)
        else:
            part = max(fraction, FEW / relation.rows)
            found[name] = Share(part, by_page=part * relation.pages >= ENOUGH_PAGES)
    return found


def _compared(state: State) -> Iterator[QName]:
    yield state.tenancy.tenants.relation
    for shared in state.tenancy.shared:
        yield from (member.relation for member in shared.memberships)
    for table in state.tenancy.tables.values():
        yield from (path.parent for path in table.paths if path.mapping)


def holding_rows(state: State, left_out: Collection[QName]) -> tuple[QName, ...]:
    """Return the tables that hold rows: ordinary tables and partitions, without those of extensions."""
    return tuple(
        sorted(
            name
            for name, relation in state.catalog.relations.items()
            if relation.is_table() and name not in left_out and relation.extension is None and not _parted(state, name)
        )
    )


def _parted(state: State, name: QName) -> bool:
    return any(leaf.name != name for leaf in state.catalog.leaves(name)) or not state.catalog.leaves(name)
