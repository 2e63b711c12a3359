"""The naming convention of the database, for the plan's `naming`. It follows from a tool's own table, or from the
names of constraints and indexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Index
from planner.orm.orm import Orm, Telling
from planner.orm.registry import ORMS


def convention(catalog: Catalog) -> tuple[str, str] | None:
    """Return (the convention, the evidence for it). The convention is None if PostgreSQL's own names fit as well."""
    first = catalog.schemas[0].name
    tables = {orm.migrations_table: orm for orm in ORMS if not orm.shared_table}
    for relation in catalog.relations.values():
        found = tables.get(relation.name.name.lower())
        if found is not None:
            return found.convention, f"{relation.name.name} is there"
    for orm in ORMS:
        names = [mine == theirs for mine, theirs in _pairs(catalog, orm, first)]
        if sum(names) * 2 > len(names):
            return orm.convention, f"{sum(names)} of {len(names)} {orm.telling} have the names that it gives"
    return None


def _pairs(catalog: Catalog, orm: Orm, first: str) -> Iterator[tuple[str, str]]:
    """Yield (the name that exists, the name that the convention gives)."""
    theirs = orm.work().naming(first)
    for relation in catalog.relations.values():
        match orm.telling:
            case Telling.FOREIGN_KEYS:
                for key in relation.foreign_keys():
                    if key.ref is not None:
                        yield key.name, theirs.foreign_key(relation.name, key.columns, key.ref, key.ref_columns)
            case Telling.UNIQUE_INDEXES:
                for index, columns in _plain(relation, unique=True):
                    yield index.name, theirs.unique(relation.name, columns)
            case Telling.INDEXES:
                for index, columns in _plain(relation, unique=False):
                    yield index.name, theirs.index(relation.name, columns)
            case _:
                assert_never(orm.telling)


def _plain(relation: Relation, *, unique: bool) -> Iterator[tuple[Index, list[str]]]:
    """Yield the indexes on columns alone that belong to no constraint."""
    for index in relation.indexes:
        columns = [column.name for column in index.columns if column.name is not None]
        if (
            index.unique == unique
            and index.constraint is None
            and not index.primary
            and len(columns) == len(index.columns)
        ):
            yield index, columns
