"""Find the global keys of a table, and the keys per tenant that replace them.

A key here is an index. Each unique constraint has an index, and a unique index without a constraint also keeps values
distinct.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from dataclasses import replace

from planner.catalog.changes import AddConstraint
from planner.catalog.index_changes import AddIndex, RedefineIndex
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Constraint, Index
from planner.catalog.projection import Change
from planner.catalog.words import ConstraintKind, RelationKind, ReplicaIdentity
from planner.names import QName
from planner.operations.index_build import plain
from planner.operations.key_record import Replaced, Timing, replaced_foreign_key, replaced_key
from planner.sql import build, index_ddl
from planner.tenancy.model import ScopedTable, State


def carries(index: Index, column: str) -> bool:
    """Return whether the tenant column is a key column of the index. Values then differ only within a tenant."""
    return column in {c.name for c in index.columns}


def global_keys(relation: Relation, column: str) -> Iterator[Index]:
    """Yield the global keys of a relation, without the primary key."""
    for index in sorted(relation.indexes, key=lambda i: i.name):
        if index.unique and not index.primary and index.valid and not carries(index, column):
            yield index


def global_primary_key(relation: Relation, column: str) -> Index | None:
    """Return the primary key if it is global and can be swapped, else None.

    The primary key of a partitioned table can't be swapped. PostgreSQL refuses CONCURRENTLY there, and would read every
    partition under ACCESS EXCLUSIVE (PostgreSQL documentation, 5.12.2.2).
    """
    if relation.kind is RelationKind.PARTITIONED:
        return None
    return next((i for i in relation.indexes if i.primary and not carries(i, column)), None)


def scoped(index: Index, column: str, name: str) -> Index:
    """Return the same key with the tenant column first, as a plain index that is not a constraint yet."""
    lead = plain(column)
    return replace(
        index,
        name=name,
        columns=(lead, *index.columns),
        primary=False,
        immediate=True,
        replica_identity=False,
        parent=None,
        constraint=None,
        clustered=False,
        comment=None,
    )


def same(one: Index, other: Index) -> bool:
    """Return whether two indexes have the same structure. Names and constraints do not count."""
    return _structure(one) == _structure(other)


def _structure(index: Index) -> tuple[object, ...]:
    columns = tuple(
        (c.name or c.definition, c.opclass, c.collation, c.descending, c.nulls_first) for c in index.columns
    )
    include = tuple(c.name for c in index.include)
    return columns, include, index.unique, index.method, index.predicate, index.nulls_not_distinct


def new_key(relation: Relation, others: Container[str] = (), *, old: Index, table: ScopedTable, state: State) -> Index:
    """Return the key per tenant that `relation` (the table or a partition) shall have in place of `old`.

    An existing key with this structure keeps its name. A new key gets none of the names in `others`.
    """
    wanted = scoped(old, table.column, "")
    for index in relation.indexes:
        if same(index, wanted) and (
            index.valid or OwnedKey(OwnedKind.KEY, relation.name, index.name) in state.catalog.owned
        ):
            return replace(wanted, name=index.name)
    naming = state.tenancy.naming
    named = naming.unique if old.constraint else naming.unique_index
    columns = [c.name or "expr" for c in wanted.columns]
    return replace(wanted, name=named(relation.name, columns, state.taken_beside(relation, others)))


def lost_keys(relation: Relation, table: ScopedTable, state: State) -> Iterator[Replaced]:
    """Yield the keys that planner replaced and whose replacement no longer exists, or is not all that it was.

    The replacement was a constraint and the replica identity if the replaced key was. An earlier run may have ended
    after it built the index again.
    """
    for owned in state.catalog.owned.of(relation.name):
        if owned.key.kind is OwnedKind.OLD_KEY:
            kept = replaced_key(owned)
            wanted = scoped(kept.index, table.column, "")
            there = relation.index(kept.index.name) is not None
            stands = any(
                index.valid
                and same(index, wanted)
                and (kept.timing is None or stands_as_constraint(relation, index.name))
                for index in relation.indexes
            )
            unidentified = kept.index.replica_identity and without_identity(relation)
            if not there and (not stands or unidentified):
                yield kept


def stands_as_constraint(relation: Relation, name: str) -> bool:
    """Return whether the index is a constraint, or need not be one: keys of partitioned tables stay plain indexes."""
    index = relation.index(name)
    return relation.kind is RelationKind.PARTITIONED or (index is not None and index.constraint is not None)


def without_identity(relation: Relation) -> bool:
    """Return whether the index that was the replica identity is gone. A replica identity that somebody set is theirs."""
    return relation.replica_identity is ReplicaIdentity.INDEX and not any(i.replica_identity for i in relation.indexes)


def leaning(relation: QName, index: Index, catalog: Catalog) -> Iterator[tuple[QName, Constraint]]:
    """Yield the foreign keys that reference exactly the columns of a key. The key can't be dropped while they exist."""
    columns = {c.name for c in index.columns}
    for other in catalog.relations.values():
        for key in other.foreign_keys():
            if key.ref == relation and set(key.ref_columns) == columns and not key.inherited:
                yield other.name, key


def given_up(relation: QName, catalog: Catalog) -> Iterator[Index]:
    """Yield the global keys, including the primary key, that planner replaced by keys per tenant."""
    for owned in catalog.owned.of(relation):
        if owned.key.kind in (OwnedKind.OLD_KEY, OwnedKind.PRIMARY_KEY):
            yield replaced_key(owned).index


def identifies(index: Index, columns: Collection[str]) -> bool:
    """Return whether the index ensures that no two rows have the same values in these columns."""
    names = {column.name for column in index.columns}
    whole = index.unique and index.valid and index.predicate is None and None not in names
    return whole and names <= set(columns)


def replaced(relation: Relation, catalog: Catalog) -> Iterator[Constraint]:
    """Yield the foreign keys that planner replaced by foreign keys that carry the tenant."""
    for owned in catalog.owned.of(relation.name):
        if owned.key.kind is OwnedKind.OLD_FOREIGN_KEY:
            yield replaced_foreign_key(owned)


def constrained(relation: QName, index: Index, timing: Timing) -> tuple[build.Statement, tuple[Change, ...]]:
    """Return the statement and the changes that make the index a constraint of the same name."""
    columns = tuple(c.name for c in index.columns if c.name is not None)
    made = Constraint(
        index.name, ConstraintKind.UNIQUE, columns, "", deferrable=timing.deferrable, deferred=timing.deferred
    )
    statement = index_ddl.add_unique_using_index(
        relation, index.name, deferrable=timing.deferrable, deferred=timing.deferred
    )
    return statement, (
        AddConstraint(relation, made),
        RedefineIndex(relation, index.name, constraint=index.name, immediate=not timing.deferrable),
    )


def restored(old: Index) -> Index:
    """Return the index that rollback builds for a replaced key. It is not a constraint yet."""
    return Index(
        old.name,
        old.columns,
        old.include,
        unique=True,
        method=old.method,
        predicate=old.predicate,
        nulls_not_distinct=old.nulls_not_distinct,
        options=old.options,
        tablespace=old.tablespace,
    )


def add_with_index(relation: QName, index: Index, timing: Timing) -> build.Statement:
    """Return the statement that adds a unique constraint and builds its index, as partitioned tables need it."""
    return index_ddl.add_unique(
        relation,
        index.name,
        [c.name for c in index.columns if c.name is not None],
        include=[c.name for c in index.include if c.name is not None],
        nulls_not_distinct=index.nulls_not_distinct,
        options=index.options,
        tablespace=index.tablespace,
        deferrable=timing.deferrable,
        deferred=timing.deferred,
    )


def restored_with_partitions(relation: Relation, index: Index, timing: Timing | None) -> tuple[Change, ...]:
    """Return the changes for a restored key of a partitioned table. The server names the keys of the partitions."""
    if timing is None:
        return (AddIndex(relation.name, index),)
    columns = tuple(c.name for c in index.columns if c.name is not None)
    made = Constraint(
        index.name, ConstraintKind.UNIQUE, columns, "", deferrable=timing.deferrable, deferred=timing.deferred
    )
    held = replace(index, constraint=index.name, immediate=not timing.deferrable)
    return AddConstraint(relation.name, made), AddIndex(relation.name, held)
