"""Unique keys that rows of several databases can't both have once the databases are one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.model import Catalog
from planner.catalog.parts import Index
from planner.merge.reading import value_of
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.tenants.closed import ClosedSet, Part
from planner.tenants.mapping import Key, KeyMapping


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """A unique index of the target without the tenant column."""

    relation: QName
    names: tuple[str | None, ...]
    """The columns; None for an expression."""
    definitions: tuple[str, ...]
    types: tuple[str, ...]
    equals: tuple[QName, ...]
    predicate: str | None

    @property
    def shown(self) -> tuple[str, ...]:
        return self.definitions

    @property
    def plain(self) -> bool:
        """Whether an import can renew a column of the key."""
        return self.predicate is None and None not in self.names

    def values(self, alias: str) -> list[Node]:
        """Return the key of a row as expressions."""
        return [
            build.column(name, alias) if name is not None else exp.Paren(this=build.verbatim(definition))
            for name, definition in zip(self.names, self.definitions, strict=True)
        ]

    def covers(self) -> Node | None:
        """Return the condition that a row is in the index; None when all rows are."""
        return exp.Paren(this=build.verbatim(self.predicate)) if self.predicate is not None else None

    def same(self) -> Node:
        """Return the condition that a row `x` has the key of a row `u` that was sent."""
        pairs: list[Node] = []
        for number, (name, value) in enumerate(zip(self.names, self.values("x"), strict=True)):
            mine = value if name is not None else build.cast(value, "text")
            pairs.append(build.eq(mine, value_of(number, self.types[number]), self.equals[number]))
        covers = self.covers()
        return build.and_(*pairs, *([covers] if covers is not None else []))


def unique_keys(catalog: Catalog, part: Part) -> Iterator[UniqueKey]:
    """Yield the unique keys of a table without the tenant column. Primary keys come first."""
    relation = catalog.relations[part.relation]
    for index in sorted(relation.indexes, key=lambda index: (not index.primary, index.name)):
        names = tuple(column.name for column in index.columns)
        without = part.column is None or part.column not in names
        if index.unique and index.valid and without:
            yield _key(catalog, part.relation, index)


def _key(catalog: Catalog, name: QName, index: Index) -> UniqueKey:
    relation = catalog.relations[name]
    types = [_type(relation.column(c.name).type if c.name else None) for c in index.columns]  # type: ignore[union-attr]
    return UniqueKey(
        name,
        tuple(column.name for column in index.columns),
        tuple(column.name or column.definition for column in index.columns),
        tuple(types),
        tuple(catalog.equals(type_) for type_ in types),
        index.predicate,
    )


def _type(type_: str | None) -> str:
    return type_ if type_ is not None else "text"


def parent_keys(mapping: KeyMapping, relation: QName, name: str) -> Sequence[Key]:
    """Return the keys of other rows that a column may hold."""
    return [key for path, key in mapping.origins(relation, name) if path is not None]


def unique_alone(catalog: Catalog, closed: ClosedSet, key: Key) -> bool:
    """Return whether no two rows of the target have the same value of a column, whatever their tenants."""
    part = closed.own.get(key[0])
    return part is not None and any(found.plain and found.names == (key[1],) for found in unique_keys(catalog, part))
