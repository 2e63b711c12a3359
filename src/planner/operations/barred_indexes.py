"""Find the indexes that row level security bars conditions from.

The server evaluates a policy before every condition that is not leakproof. Such a condition can be in no index scan,
not even of an index that the tenant column leads (PostgreSQL documentation, 41.5; restriction_is_securely_promotable
in src/backend/optimizer/util/restrictinfo.c).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.catalog.model import Relation
from planner.catalog.parts import Index, IndexColumn

_ANY_COLUMN = frozenset({"gin", "brin", "bloom"})
"""The access methods for which a condition on any column is enough. The others need one on the first column."""

PATTERNS = frozenset({"text_pattern_ops", "varchar_pattern_ops", "bpchar_pattern_ops"})
"""The operator classes that exist for LIKE 'x%'. Their own operators are leakproof, but LIKE is not."""

SEEN = 4
"""The most operators that a message names."""


@dataclass(frozen=True, slots=True)
class Barred:
    """An index that conditions cannot use under row level security."""

    index: Index
    why: str
    remedy: str


def barred_indexes(relation: Relation, tenant: str) -> Iterator[Barred]:
    """Yield the barred ordinary indexes of a relation. An ordinary index keeps no values distinct."""
    for index in relation.indexes:
        ordinary = not index.unique and index.constraint is None and index.valid and index.parent is None
        found = barred(index, tenant) if ordinary else None
        if found is not None:
            yield found


def barred(index: Index, tenant: str) -> Barred | None:
    """Return why no condition can use the index, apart from one on the tenant column; None if a condition can."""
    if index.columns[0].name == tenant:
        return None  # the policy itself uses the index
    deciding = index.columns if index.method in _ANY_COLUMN else index.columns[:1]
    if not all(column.leaks or is_pattern(column) for column in deciding):
        return None
    return Barred(index, reason(deciding[0]), remedy(deciding[0]))


def is_pattern(column: IndexColumn) -> bool:
    """Return whether the column's operator class is for LIKE."""
    return column.opclass in PATTERNS


def reason(column: IndexColumn) -> str:
    """Return why conditions on the column are not leakproof."""
    if not column.leaks:
        return "LIKE is not leakproof"
    named, more = column.leaks[:SEEN], len(column.leaks) - SEEN
    listed = ", ".join(named) + (f" and {more} more" if more > 0 else "")
    return f"{listed} {'is' if len(column.leaks) == 1 else 'are'} not leakproof"


def remedy(column: IndexColumn) -> str:
    """Return what makes conditions use an index again."""
    if is_pattern(column):
        return f"write {column.definition} ^@ 'x' in place of LIKE 'x%'"
    if column.name is None:
        return f"keep {column.definition} in a generated column, index that column, and compare it"
    return "the server reads all rows of the tenant, and then checks the condition"
