"""The entry of a table that no link leads to the tenants: shared by all tenants, or left to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inflection import underscore

from planner.draft.links import Link, polymorphic
from planner.draft.model import Entry
from planner.draft.root import Roots
from planner.draft.words import CREDENTIALS, MACHINERY, SESSIONS, entity
from planner.names import QName


@dataclass(frozen=True)
class DeadEnds:
    """The tables without a way to `root`."""

    roots: Roots
    root: QName
    ways: Mapping[QName, str | None]
    """The tables whose rows have a tenant, with the column that holds the tenant today."""
    children: Mapping[QName, tuple[Link, ...]]
    """The links to each table."""

    def entry(self, name: QName, size: str) -> Entry:
        """Return the entry of a table."""
        relation = self.roots.tables[name]
        if name in self.roots.speech.lookups:
            return Entry(name, "reference", (size, f"a lookup table: no way to {self.root.name}{self._shared(name)}"))
        parts = list(self._part_of(name))
        if parts:
            return Entry(name, "TODO", (size, *parts))
        up = [k for k in self.roots.links[name] if k.constraint and k.parent in self.ways and k.parent != self.root]
        said = [f"{', '.join(k.columns)} → {k.parent.name}: {k.unusable or k.doubt or 'not compared'}" for k in up]
        hints = [
            f"{', '.join(k.columns)} → {k.parent.name}: {k.unusable}"
            for k in self.roots.links[name]
            if k.unusable and k.parent == self.root
        ]
        if up:
            return Entry(name, "TODO", (size, *said, *hints, "a reference table can't refer to a scoped table"))
        if self.roots.speech.is_person(relation):
            members = self._memberships(name)
            if members:
                how = f"people, who may be in several tenants: {', '.join(members)} says in which"
                return Entry(name, "reference", (size, how, *hints))
        person = self._person(name)
        if person is not None:
            return Entry(name, "reference", (size, f"part of {person.name}, whose rows are people", *hints))
        pairs = [f"{one}, {other} may be polymorphic (docs/plan.md)" for one, other in polymorphic(relation)]
        question = f"no way to {self.root.name}{self._shared(name)}: scoped, reference or exempt?"
        return Entry(name, "TODO", (size, *hints, question, *pairs), question=None if hints or pairs else "no way")

    def _shared(self, name: QName) -> str:
        used = sorted({link.child.name for link in self.children.get(name, ())})
        more = f" and {len(used) - 2} more" if len(used) > 2 else ""
        return f", used by {', '.join(used[:2])}{more}" if used else ""

    def _part_of(self, name: QName) -> Iterator[str]:
        """Yield what to write when one row of a tenant, and only one, refers to each row of the table."""
        for link in self.children.get(name, ()):
            if not link.unique or link.constraint is None or len(link.pairs) != 1 or link.child not in self.ways:
                continue
            ((mine, theirs),) = link.pairs
            column = self.ways[link.child]
            yield f"{link.child.name}.{mine} refers to each row once: its tenant is the tenant of that row"
            if column is not None:
                yield (
                    f"as in backfill: {{mapping: {{table: {link.child.name}, join: {{{mine}: {theirs}}}, value: {column}}}}}"
                    ", if the application writes that row first"
                )

    def _memberships(self, name: QName) -> list[str]:
        """Return the tables that link a person to a tenant."""
        found = {k.child for k in self.children.get(name, ()) if k.constraint or k.spoken == "exact"}
        return sorted(
            child.name
            for child in found
            if any(k.parent == self.root and not k.unusable for k in self.roots.links[child])
        )[:2]

    def _person(self, name: QName) -> QName | None:
        """Return the people whose own rows the table has, such as passwords and sessions; None if it has others."""
        seen = {name}
        while True:
            up = [k for k in self.roots.links[name] if not k.unusable and k.parent not in self.roots.speech.lookups]
            parents = {k.parent for k in up}
            if len(parents) != 1 or not (self._machinery(name) or any(k.unique and not k.nullable for k in up)):
                return None
            (name,) = parents
            if self.roots.speech.is_person(self.roots.tables[name]):
                return name if self._memberships(name) else None
            if name in seen:
                return None
            seen.add(name)

    def _machinery(self, name: QName) -> bool:
        """Return whether the name, or name and columns, say that the table is about how people log in."""
        words = set(entity(name.name).split("_"))
        columns = {underscore(column.name) for column in self.roots.tables[name].columns}
        return bool(MACHINERY & words) or bool(SESSIONS & words and CREDENTIALS & columns)
