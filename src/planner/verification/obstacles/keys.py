"""Keys without the tenant: Citus can only keep values distinct that lie on one machine.

Citus refuses a primary key, a unique index and an exclusion constraint without the distribution column; in an exclusion
constraint the column must be compared with = (ErrorIfUnsupportedConstraint of Citus).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Index
from planner.catalog.words import ConstraintKind, RelationKind
from planner.operations.index_build import columns_of
from planner.operations.keys import carries
from planner.sql.spelling import sql_name
from planner.tenancy.model import ScopedTable
from planner.verification.obstacles.obstacle import Goal, Obstacle


def keys(goal: Goal) -> Iterator[Obstacle]:
    """Yield the keys of scoped tables that do not hold within a tenant."""
    for table, top in goal.scoped():
        if table.mixed:
            continue  # the table itself is the obstacle
        for relation in goal.catalog.family(top.name):
            for index in sorted(relation.indexes, key=lambda one: one.name):
                if index.parent is None and not _fits(relation, index, table.column):
                    yield from _told(goal, table, relation, index)


def _fits(relation: Relation, index: Index, column: str) -> bool:
    """Return whether Citus takes the index of a table that is distributed by the column."""
    constraint = relation.constraint(index.constraint) if index.constraint is not None else None
    if constraint is None or constraint.kind is not ConstraintKind.EXCLUSION:
        return not index.unique or carries(index, column)
    equal = rf"[(\s]{re.escape(sql_name(column))}(?:\s[^,]*)?\sWITH\s(?:OPERATOR\(pg_catalog\.=\)|=)\s*[,)]"
    return carries(index, column) and re.search(equal, constraint.definition) is not None


def _told(goal: Goal, table: ScopedTable, relation: Relation, index: Index) -> Iterator[Obstacle]:
    rules, kept = goal.tenancy.keys, (relation.name, index.name) in goal.tenancy.keys.kept
    made = any(
        OwnedKey(kind, relation.name, index.name) in goal.catalog.owned
        for kind in (OwnedKind.OLD_KEY, OwnedKind.OLD_PRIMARY_KEY)
    )
    partitioned = relation.kind is RelationKind.PARTITIONED
    if index.primary and partitioned and rules.primary and not kept:
        return  # phase distribute makes it again, with the tenant
    constraint = relation.constraint(index.constraint) if index.constraint is not None else None
    kind = constraint.kind.value.lower() if constraint is not None else "unique index"
    kind = "exclusion constraint" if kind == "exclude" else f"{kind} key" if kind == "unique" else kind
    what = f"{relation.name}: {kind} {index.name} ({columns_of(index)}) is not per tenant"
    if not index.valid and index.constraint is None:
        yield Obstacle(
            f"{relation.name}: unique index {index.name} is invalid, and not per tenant",
            f"DROP INDEX CONCURRENTLY {_index(relation, index)}",
        )
    elif kept:
        yield Obstacle(
            f"{what}: the plan keeps it",
            "take it out of `keep_global` of the plan's `keys`, or `keep` out of the table's own `keys`",
            ("keys", "keep_global"),
        )
    elif index.primary and not rules.primary:
        yield Obstacle(what, "write `primary_key: composite` under `keys`", ("keys", "primary_key"))
    elif kind != "exclusion constraint" and not index.primary and not rules.per_tenant:
        yield Obstacle(what, "write `unique: per_tenant` under `keys`", ("keys", "unique"))
    elif rules.keep_old and (made or index.unique):
        remedy = "write `old: drop` under `keys` when no ON CONFLICT of the application names the old key any more"
        yield Obstacle(what, remedy, ("keys", "old"))
    else:
        drop = (
            f"ALTER TABLE {sql_name(relation.name)} DROP CONSTRAINT {sql_name(index.constraint)}"
            if index.constraint is not None
            else f"DROP INDEX CONCURRENTLY {_index(relation, index)}"
        )
        with_equals = (
            f", with {sql_name(table.column)} WITH =," if kind == "exclusion constraint" else " with the tenant"
        )
        yield Obstacle(what, f"make it again{with_equals} and then drop this one: {drop}")


def _index(relation: Relation, index: Index) -> str:
    return f"{sql_name(relation.name.schema)}.{sql_name(index.name)}"
