"""The draft for one default tenant: today's rows are the default tenant's, and tomorrow's follow their parents.

A constant is right for the first tenant only. So a table takes its tenant from a parent wherever it has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from planner.catalog.model import Relation
from planner.catalog.words import Identity
from planner.draft.links import Link, key_of, polymorphic
from planner.draft.model import Entry
from planner.draft.root import Roots
from planner.draft.words import ANYTHING, meant
from planner.names import QName

KEYS = frozenset({"bigint", "integer", "uuid"})
"""The types of columns that refer to rows of the same database, and seldom to things outside."""

MOST = 3
"""The most paths of one table."""


@dataclass
class Forest:
    """The links that each table takes its tenant by; none for a table that gets the default tenant itself."""

    roots: Roots
    aside: frozenset[QName]
    """The tables that are not scoped."""
    taken: dict[QName, tuple[Link, ...]] = field(default_factory=dict)

    def grow(self) -> None:
        """Find the links of each scoped table. No table is above itself."""
        waiting = {name: tuple(self._usable(name)) for name in sorted(self.roots.tables.keys() - self.aside)}
        while waiting:
            for name in self._next(waiting):
                self.taken[name] = self._paths([k for k in waiting.pop(name) if k.parent in self.taken])

    def _usable(self, name: QName) -> Iterator[Link]:
        person = self.roots.speech.is_person(self.roots.tables[name])
        for link in self.roots.links[name]:
            pointer = (link.nullable and person) or link.guess
            if link.unusable is None and link.parent not in self.aside and not pointer:
                yield link

    def _next(self, waiting: Mapping[QName, tuple[Link, ...]]) -> list[QName]:
        """Return the tables that come next: those whose parents are there; in a cycle, the one with the surest way."""
        free = [name for name, links in waiting.items() if all(link.parent in self.taken for link in links)]
        if free:
            return free
        sure = [name for name, links in waiting.items() if self._enters(links, nullable=False)]
        if sure:
            return sure[:1]
        needed = {link.parent for links in waiting.values() for link in links if not link.nullable}
        unsure = [
            name
            for name, links in waiting.items()
            if self._enters(links, nullable=True) and all(k.nullable or k.parent in self.taken for k in links)
        ]
        if unsure:
            return [min(unsure, key=lambda name: (name not in needed, name))]
        return [max(waiting, key=lambda name: (self._children(name, waiting), str(name)))]

    def _enters(self, links: Sequence[Link], *, nullable: bool) -> bool:
        return any(link.parent in self.taken and (nullable or not link.nullable) for link in links)

    @staticmethod
    def _children(name: QName, waiting: Mapping[QName, tuple[Link, ...]]) -> int:
        return sum(any(link.parent == name for link in links) for links in waiting.values())

    def _paths(self, links: Sequence[Link]) -> tuple[Link, ...]:
        """Return the link that every row has; without one, the links that may be NULL, tried in order."""
        ranked = sorted(links, key=self._rank)
        if ranked and not ranked[0].nullable:
            return (ranked[0],)
        return tuple(ranked[:MOST])

    def _rank(self, link: Link) -> tuple[bool, bool, bool, int, bool, tuple[str, ...]]:
        """Return the place of a link among the links of a table.

        What a row is part of says more than who wrote it, and a person more than a table that stands alone.
        """
        person = self.roots.speech.is_person(self.roots.tables[link.parent])
        part = 1 if person else 0 if self.taken[link.parent] else 2
        vague = all(meant(column) in ANYTHING for column in link.columns)
        return link.nullable, link.constraint is None, vague, part, link.spoken == "role", link.columns

    # Entries

    def entry(self, name: QName, size: str, tenant: str | None) -> Entry:
        """Return the entry of a scoped table. `tenant` is a column that names a tenant although no table holds
        tenants."""
        links = self.taken[name]
        if tenant is not None:
            return Entry(name, "TODO", (size, f"{tenant} names a tenant: make a table of these tenants first"))
        sure = any(not link.nullable for link in links) or self.roots.speech.is_person(self.roots.tables[name])
        unclear = [] if sure else list(self._unclear(name))
        if unclear:
            return Entry(name, "TODO", (size, *unclear), question="; ".join(unclear))
        said = [
            f"{', '.join(k.columns)} → {k.parent.name} ({'foreign key' if k.constraint else 'by its name'})"
            for k in links
        ]
        rest = ["rows that lead nowhere are the default tenant's"] if loose(links) else []
        return Entry(name, "scoped", (size, *said, *rest), via=links, default=loose(links))

    def _unclear(self, name: QName) -> Iterator[str]:
        """Yield what may lead to another table, when no link surely does."""
        relation = self.roots.tables[name]
        keyed = {column for link in self.roots.links[name] if not link.guess for column in link.columns}
        pairs = list(polymorphic(relation))
        for one, other in pairs:
            if other not in keyed:
                yield f"{one}, {other} may be polymorphic (docs/plan.md): a constant is right for one tenant only"
        for column in relation.columns:
            said = meant(column.name)
            asks = said in ANYTHING or (said is not None and not self.taken[name] and column.type in KEYS)
            known = column.name in keyed or column.name == key_of(relation) or any(column.name in p for p in pairs)
            if asks and not known and said != "parent":  # which most often is a row of the same table
                yield f"{column.name} may refer to rows of another table"
        for link in self.roots.links[name] if not self.taken[name] else ():
            if link.guess:
                yield f"{', '.join(link.columns)} may mean {link.parent.name}"
        whole = self._whole(relation) if not self.taken[name] else None
        if whole is not None:
            yield f"may be part of {whole.name}, whose key it has"

    def _whole(self, relation: Relation) -> QName | None:
        """Return the table that a table's name begins with, if the table makes no keys of its own."""
        key = key_of(relation)
        column = relation.column(key) if key is not None else None
        if column is None or column.default is not None or column.identity is not Identity.NONE:
            return None
        low = relation.name.name.lower()
        names = [n for n in self.roots.tables.keys() - self.aside if low.startswith(n.name.lower())]
        return max((n for n in names if n != relation.name), key=lambda n: len(n.name), default=None)


def loose(links: Sequence[Link]) -> bool:
    """Return whether rows may lead nowhere by these links, so that they need the default tenant."""
    return bool(links) and not any(link.constraint and link.proven and not link.nullable for link in links)
