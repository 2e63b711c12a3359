"""Judge which unique index of a parent can be the key that a foreign key with the tenant references."""

from __future__ import annotations

from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Constraint, Index
from planner.catalog.words import ConstraintKind
from planner.names import QName
from planner.tenancy.model import State


def becomes_constraint(part: Relation, old: Constraint, state: State) -> bool:
    """Return whether the referenced key is a constraint that becomes a constraint per tenant."""
    uniques = (c for c in part.constraints if c.kind is ConstraintKind.UNIQUE)
    return state.tenancy.keys.per_tenant and any(set(c.columns) == set(old.ref_columns) for c in uniques)


def serves(index: Index, columns: set[str]) -> bool:
    """Return whether a foreign key can reference exactly these columns through the index."""
    names = [c.name for c in index.columns]
    return (
        index.unique and index.valid and index.immediate and index.predicate is None
        and set(names) == columns and len(names) == len(columns)
    )  # fmt: skip


def built(relation: QName, index: str, state: State) -> bool:
    """Return whether planner built the index, or is about to build it."""
    return OwnedKey(OwnedKind.KEY, relation, index) in state.catalog.owned


def usable(index: Index, part: Relation, columns: set[str], state: State) -> bool:
    """Return whether the parent's key can be this index of the parent or of one of its partitions.

    Only planner's own index may be INVALID: planner then builds it again. An index of somebody else must serve as it is,
    and must not be attached to another index of the partitioned table.
    """
    if built(part.name, index.name, state):
        return index.unique and index.predicate is None and (index.constraint is None or serves(index, columns))
    return serves(index, columns) and index.parent is None
