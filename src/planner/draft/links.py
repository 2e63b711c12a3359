"""The links from the rows of one table to the rows of another: foreign keys, and columns whose names say what they
refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inflection import underscore

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKind
from planner.catalog.words import Generated
from planner.draft.words import entity, meant
from planner.names import QName
from planner.rows.path_sql import comparable

UNSURE, UNUSABLE = 10, 100
"""The lowest cost of a link that may be NULL, and of a link that no owner path can take."""


@dataclass(frozen=True, slots=True)
class Link:
    """Columns of `child` that hold a key of `parent`."""

    child: QName
    parent: QName
    pairs: tuple[tuple[str, str], ...]
    """Pairs of (column of the child, column of the parent)."""
    constraint: str | None
    """The foreign key's name; None if only the column's name suggests the link."""
    nullable: bool
    proven: bool
    """Whether the foreign key is validated and enforced, so that each key that is not NULL leads to a row."""
    filled: bool = False
    """Whether none of the rows that were read has a NULL in the link."""
    unusable: str | None = None
    """Why no owner path can take the link; None if a path can."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(mine for mine, _ in self.pairs)

    @property
    def cost(self) -> int:
        """Return the cost of the link for a path: NULLs cost most, then links by name only, then each hop."""
        null = UNSURE if self.nullable and not self.filled else 0
        return 1 + null + (0 if self.constraint else 3) + (UNUSABLE if self.unusable else 0)

    @property
    def spoken(self) -> str:
        """Return how directly the column's name refers to the parent: "exact", "role" or "none"."""
        names = [meant(column) for column in self.columns]
        if entity(self.parent.name) in names:
            return "exact"
        return "role" if any(n and n.endswith(f"_{entity(self.parent.name)}") for n in names) else "none"


def tables(catalog: Catalog) -> dict[QName, Relation]:
    """Return the tables that a plan must list: ordinary and partitioned tables, without partitions and planner's own
    tables."""
    made = {key.relation for key in catalog.owned if key.kind is OwnedKind.TABLE}
    return {r.name: r for r in catalog.roots() if r.is_table() and r.name not in made}


def links(catalog: Catalog) -> dict[QName, tuple[Link, ...]]:
    """Return the links of each child, foreign keys first."""
    known = tables(catalog)
    by_entity: dict[str, list[Relation]] = {}
    for relation in known.values():
        by_entity.setdefault(entity(relation.name.name), []).append(relation)
    found = {}
    for relation in known.values():
        keys = list(_foreign_keys(catalog, relation, known))
        taken = {link.columns for link in keys}
        named = [link for link in _by_name(relation, by_entity) if link.columns not in taken]
        found[relation.name] = (*keys, *named)
    return found


def key_of(relation: Relation) -> str | None:
    """Return the column of the primary key; None if the key has several columns or does not exist."""
    primary = next((index for index in relation.indexes if index.primary), None)
    return primary.columns[0].name if primary is not None and len(primary.columns) == 1 else None


def polymorphic(relation: Relation) -> Iterator[tuple[str, str]]:
    """Yield (type column, key column) pairs, such as subject_type and subject_id, whose names say that the row may
    be in any of several tables."""
    names = {underscore(column.name): column.name for column in relation.columns}
    for low, name in names.items():
        base = low.removesuffix("_type")
        if base != low and f"{base}_id" in names:
            yield name, names[f"{base}_id"]


def _foreign_keys(catalog: Catalog, relation: Relation, known: Mapping[QName, Relation]) -> Iterator[Link]:
    for key in sorted(relation.foreign_keys(), key=lambda k: k.name):
        if key.ref is None or key.ref not in catalog.relations:
            continue
        top = catalog.root(key.ref)
        if top.name not in known or top.name == relation.name:
            continue
        unusable = "its foreign key is DEFERRABLE" if key.deferrable else _generated(relation, key.columns)
        pairs = tuple(zip(key.columns, key.ref_columns, strict=True))
        proven = key.validated and key.enforced
        yield Link(
            relation.name, top.name, pairs, key.name, _nullable(relation, key.columns), proven, unusable=unusable
        )


def _by_name(relation: Relation, by_entity: Mapping[str, Sequence[Relation]]) -> Iterator[Link]:
    for column in relation.columns:
        said = meant(column.name)
        if said is None:
            continue
        for parent in _spoken_of(said, by_entity):
            key = key_of(parent)
            theirs = parent.column(key) if key is not None else None
            if theirs is None or parent.name == relation.name or not comparable(column.type, theirs.type):
                continue
            unusable = _generated(relation, (column.name,))
            pairs = ((column.name, theirs.name),)
            yield Link(relation.name, parent.name, pairs, None, not column.not_null, False, unusable=unusable)
            break


def _spoken_of(said: str, by_entity: Mapping[str, Sequence[Relation]]) -> Sequence[Relation]:
    """Return the tables that a word means: `default_team` means a team if no table is a default_team."""
    while said not in by_entity:
        _, found, said = said.partition("_")
        if not found:
            return ()
    return by_entity[said]


def _nullable(relation: Relation, columns: Sequence[str]) -> bool:
    found = [relation.column(name) for name in columns]
    return not all(column is not None and column.not_null for column in found)


def _generated(relation: Relation, columns: Sequence[str]) -> str | None:
    found = [relation.column(name) for name in columns]
    return (
        "its column is generated"
        if any(column is not None and column.generated is not Generated.NONE for column in found)
        else None
    )
