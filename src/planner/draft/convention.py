"""Whose names the database has: the plan's `naming`, read from the tool's own table or from the names that are there."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Index
from planner.tenancy.naming import Convention, naming

TABLES: dict[str, Convention] = {
    "_prisma_migrations": "prisma",
    "django_migrations": "django",
    "alembic_version": "alembic",
    "__drizzle_migrations": "drizzle",
}
"""Where their migrations are recorded, in lower case."""


def convention(catalog: Catalog) -> tuple[Convention, str] | None:
    """(the convention, what speaks for it); None where PostgreSQL's own names are as good."""
    first = catalog.schemas[0].name
    for relation in catalog.relations.values():
        found = TABLES.get(relation.name.name.lower())
        if found is not None:
            return found, f"{relation.name.name} is there"
    for name in ("drizzle", "django", "prisma", "alembic"):
        names = [mine == theirs for mine, theirs in _pairs(catalog, name, first)]
        if sum(names) * 2 > len(names):
            return name, f"{sum(names)} of {len(names)} {_KINDS[name]} have the names that it gives"
    return None


_KINDS = {"drizzle": "foreign keys", "django": "foreign keys", "prisma": "unique indexes", "alembic": "indexes"}
"""Those that no other convention calls the same."""


def _pairs(catalog: Catalog, name: Convention, first: str) -> Iterator[tuple[str, str]]:
    """(the name that is there, the convention's)."""
    theirs = naming(name, first)
    for relation in catalog.relations.values():
        match _KINDS[name]:
            case "foreign keys":
                for key in relation.foreign_keys():
                    if key.ref is not None:
                        yield key.name, theirs.foreign_key(relation.name, key.columns, key.ref, key.ref_columns)
            case "unique indexes":
                for index, columns in _plain(relation, unique=True):
                    yield index.name, theirs.unique(relation.name, columns)
            case _:
                for index, columns in _plain(relation, unique=False):
                    yield index.name, theirs.index(relation.name, columns)


def _plain(relation: Relation, *, unique: bool) -> Iterator[tuple[Index, list[str]]]:
    """Indexes of columns alone that belong to no constraint."""
    for index in relation.indexes:
        columns = [column.name for column in index.columns if column.name is not None]
        if (
            index.unique == unique
            and index.constraint is None
            and not index.primary
            and len(columns) == len(index.columns)
        ):
            yield index, columns
