"""How the keys of paths are compared: as foreign keys compare them, with the operators and the collation of the parent."""

from __future__ import annotations

from dataclasses import replace

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Column
from planner.names import EQUALS, QName
from planner.tenancy.model import Paths, ScopedTable
from planner.tenancy.path import Path

DEFAULT = 'pg_catalog."default"'
"""The database's own collation."""


def as_foreign_keys_compare(table: ScopedTable, catalog: Catalog) -> ScopedTable:
    """Return the table with paths that compare keys as foreign keys do.

    The operators are those of the foreign key, or of the parent's type for a path that only the plan has. The collation
    is that of the parent's column.
    """

    def as_key(path: Path) -> Path:
        return compared(path, table.relation, catalog)

    strategy = table.strategy
    if isinstance(strategy, Paths):
        strategy = Paths(tuple(map(as_key, strategy.paths)))
    return replace(table, strategy=strategy, parents=tuple(map(as_key, table.parents)))


def compared(path: Path, of: QName, catalog: Catalog) -> Path:
    """Return the path of a table as its foreign key compares."""
    mine, theirs = catalog.relations[of], catalog.relations[path.source]
    collations, operators = _collations(path, mine, theirs, catalog), _operators(path, mine, theirs, catalog)
    return replace(path, collations=collations, operators=operators) if collations or operators else path


def _collations(path: Path, mine: Relation, theirs: Relation, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    found = []
    for one, other in path.pairs:
        column, key = mine.column(one), theirs.column(other)
        if column is None or key is None:
            continue
        wanted = collation_of(key, catalog)
        if collation_of(column, catalog) != wanted:
            found.append((one, wanted or DEFAULT))
    return tuple(found)


def collation_of(column: Column, catalog: Catalog) -> str | None:
    """Return the column's collation, or its domain's; None for the database's own, and for types without one."""
    return column.collation or catalog.equality(column.type).collation


def _operators(path: Path, mine: Relation, theirs: Relation, catalog: Catalog) -> tuple[tuple[str, QName], ...]:
    of_keys: dict[tuple[str, str], QName | None] = {}
    for key in mine.foreign_keys():
        if key.ref == path.source and not key.period:
            operators = key.operators or (None,) * len(key.columns)
            of_keys |= zip(zip(key.columns, key.ref_columns, strict=True), operators, strict=True)
    found = []
    for pair in path.pairs:
        column = theirs.column(pair[1])
        if (path.case is not None and path.case.converted is not None) or column is None:
            continue
        operator = (of_keys[pair] or EQUALS) if pair in of_keys else catalog.equals(column.type)
        if operator != EQUALS:
            found.append((pair[0], operator))
    kind = mine.column(path.case.column) if path.case is not None else None
    if kind is not None and (operator := catalog.equals(kind.type)) != EQUALS:
        found.append((kind.name, operator))
    return tuple(found)
