"""Find the recorded tables and columns that are not there under their names: renamed, moved or detached meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind, OwnedState
from planner.catalog.words import RelationKind
from planner.names import QName, schema_object_name
from planner.operations.key_record import replaced_foreign_key, replaced_key
from planner.sql.spelling import sql_name
from planner.steps.record import codec, documents
from planner.steps.record.documents import Released

_OF_COLUMN = frozenset({OwnedKind.COLUMN, OwnedKind.GUARD, OwnedKind.BACKFILL, OwnedKind.NOT_NULL})
"""The kinds of entry whose name is the tenant column."""

_INDEXES = frozenset({OwnedKind.INDEX, OwnedKind.FOLLOWED})
"""The kinds of entry whose index begins with the tenant column, and keeps no values distinct."""

_MARKS = _INDEXES | {OwnedKind.FOREIGN_KEY, OwnedKind.CHECK, OwnedKind.KEY, OwnedKind.COMPOSITE_KEY}
"""The kinds of entry whose objects keep their names when their table gets another name."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A recorded table that the catalog does not have under its name, and what it is known by."""

    relation: QName
    column: str
    guard: str | None
    """The name of the function of its write guard."""
    marks: tuple[str, ...]
    """The names of its constraints and indexes that planner made."""


@dataclass(frozen=True, slots=True)
class Astray:
    """Something that is not where the record has it: a sentence, and the SQL that puts it back."""

    text: str
    remedy: str


def sought_tables(catalog: Catalog) -> tuple[Sought, ...]:
    """Return the recorded scoped tables that are not there. Partitions have no tenant column of their own to seek."""
    columns = {key.relation: key.name for key in catalog.owned if key.kind in _OF_COLUMN}
    found = []
    for relation, column in columns.items():
        if catalog.relation(relation) is not None:
            continue
        entries = catalog.owned.of(relation)
        guard = next((_function(one) for one in entries if one.key.kind is OwnedKind.GUARD), None)
        marks = (one.key.name for one in entries if one.key.kind in _MARKS and one.state is OwnedState.CONFIRMED)
        found.append(Sought(relation, column, guard, tuple(marks)))
    return tuple(found)


def _function(guard: Owned) -> str | None:
    """Return the name of a function of the table's write guard; None for a guard that is released."""
    if guard.state is not OwnedState.CONFIRMED:
        return None
    follows = codec.before(guard, documents.Guard).follows
    return schema_object_name(guard.key.relation.name, None, "planner_guard_follow" if follows else "planner_guard")


Columns = Mapping[tuple[QName, str], str | None]
"""The present names of tenant columns that are known by their identity; None for dropped columns."""


def renamed_columns(catalog: Catalog, known: Columns) -> Iterator[Astray]:
    """Yield the tenant columns that have another name now: by identity, or by planner's foreign key or index on them."""
    for relation, column in _missing_columns(catalog):
        now = _new_name(relation, column, catalog, known)
        if now is not None:
            yield Astray(
                f"column {column} of {relation.name} is now {now}",
                f"ALTER TABLE {sql_name(relation.name)} RENAME COLUMN {sql_name(now)} TO {sql_name(column)}",
            )


def lost_columns(catalog: Catalog, known: Columns) -> Iterator[Astray]:
    """Yield the tenant columns that are not there, and of which nothing tells a new name."""
    for relation, column in _missing_columns(catalog):
        if _new_name(relation, column, catalog, known) is None:
            table, name = sql_name(relation.name), sql_name(column)
            renamed = f"ALTER TABLE {table} RENAME COLUMN … TO {name}, if it has another name now; "
            dropped = (relation.name, column) in known
            yield Astray(
                f"column {column} of {relation.name} {'was dropped' if dropped else 'is not there'}",
                f"{'' if dropped else renamed}ALTER TABLE {table} ADD COLUMN {name} …{'' if dropped else ', if it was dropped'}",
            )


def _missing_columns(catalog: Catalog) -> Iterator[tuple[Relation, str]]:
    for name, column in dict.fromkeys((key.relation, key.name) for key in catalog.owned if key.kind in _OF_COLUMN):
        relation = catalog.relation(name)
        if relation is not None and relation.column(column) is None:
            yield relation, column


def _new_name(relation: Relation, column: str, catalog: Catalog, known: Columns) -> str | None:
    """Return the column by its identity, or the one that planner's foreign key, or planner's index, is on."""
    if (relation.name, column) in known:
        return known[relation.name, column]
    for owned in catalog.owned.of(relation.name):
        if owned.key.kind is OwnedKind.FOREIGN_KEY:
            constraint = relation.constraint(owned.key.name)
            if constraint is not None:
                return constraint.columns[0]
        elif owned.key.kind in _INDEXES:
            index = relation.index(owned.key.name)
            if index is not None:
                return index.columns[0].name
    return None


def renamed_tenants(catalog: Catalog) -> Iterator[Astray]:
    """Yield the tenants table that planner made, when it has another name now: planner's foreign keys lead there."""
    for key in catalog.owned:
        if key.kind is not OwnedKind.TABLE or catalog.relation(key.relation) is not None:
            continue
        for now in _tenants_now(catalog):
            yield Astray(f"{key.relation} is now {now}", back(now, key.relation))


def _tenants_now(catalog: Catalog) -> tuple[QName, ...]:
    """Return the tables that planner's foreign keys lead to."""
    keys = (
        relation.constraint(key.name)
        for key in catalog.owned
        if key.kind is OwnedKind.FOREIGN_KEY and (relation := catalog.relation(key.relation)) is not None
    )
    return tuple(dict.fromkeys(key.ref for key in keys if key is not None and key.ref is not None))


def tenants_elsewhere(catalog: Catalog, named: QName) -> tuple[QName, ...]:
    """Return where planner's foreign keys lead to, when the table that the plan names is not there."""
    if catalog.relation(named) is not None:
        return ()
    return tuple(now for now in _tenants_now(catalog) if now != named)


def back(now: QName, before: QName) -> str:
    """Return the SQL that gives a table its old name and schema again."""
    statements = []
    if now.name != before.name:
        statements.append(f"ALTER TABLE {sql_name(now)} RENAME TO {sql_name(before.name)}")
    if now.schema != before.schema:
        there = QName(now.schema, before.name)
        statements.append(f"ALTER TABLE {sql_name(there)} SET SCHEMA {sql_name(before.schema)}")
    return "; ".join(statements)


def detached(catalog: Catalog) -> Iterator[Astray]:
    """Yield the tables that were partitions of a scoped table: they still have its columns, with the tenant column."""
    known = {key.relation for key in catalog.owned if key.kind in _OF_COLUMN}
    for key in catalog.owned:
        parent = catalog.relation(key.relation) if key.kind is OwnedKind.COLUMN else None
        if parent is None or parent.kind is not RelationKind.PARTITIONED:
            continue
        columns = {(column.name, column.type) for column in parent.columns}
        for relation in catalog.roots():
            same = {(column.name, column.type) for column in relation.columns} == columns
            if same and relation.is_table() and relation.name not in known:
                table, column = sql_name(relation.name), sql_name(key.name)
                yield Astray(
                    f"{relation.name} has the columns of {parent.name} with {key.name}, and is no partition of it any more",
                    f"ALTER TABLE {table} DROP COLUMN {column}, or attach it again "
                    f"(ALTER TABLE {sql_name(parent.name)} ATTACH PARTITION {table} …)",
                )


def renamed_key_columns(catalog: Catalog) -> Iterator[Astray]:
    """Yield the columns and tables that a key to be built again names, and that are not there."""
    for owned in catalog.owned.values():
        relation = catalog.relation(owned.key.relation)
        if relation is None:
            continue
        match owned.key.kind:
            case OwnedKind.OLD_KEY | OwnedKind.PRIMARY_KEY:
                yield from _of_key(owned, relation)
            case OwnedKind.OLD_FOREIGN_KEY:
                yield from _of_foreign_key(owned, relation, catalog)
            case OwnedKind.GUARD if owned.state is OwnedState.RELEASED:
                yield from _of_guard(owned, relation)
            case _:
                pass


def _of_key(owned: Owned, relation: Relation) -> Iterator[Astray]:
    index = replaced_key(owned).index
    names = [column.name for column in (*index.columns, *index.include) if column.name is not None]
    yield from _absent(names, relation, f"key {owned.key.name}")


def _of_foreign_key(owned: Owned, relation: Relation, catalog: Catalog) -> Iterator[Astray]:
    key = replaced_foreign_key(owned)
    yield from _absent(key.columns, relation, f"foreign key {key.name}")
    parent = catalog.relation(key.ref) if key.ref is not None else None
    if parent is not None:
        yield from _absent(key.ref_columns, parent, f"foreign key {key.name} of {relation.name}")


def _of_guard(owned: Owned, relation: Relation) -> Iterator[Astray]:
    released = codec.released(owned)
    if isinstance(released, Released):
        names = [column for path in released.paths for column, _ in path.pairs]
        yield from _absent(names, relation, "the write guard")


def _absent(names: tuple[str, ...] | list[str], relation: Relation, what: str) -> Iterator[Astray]:
    for name in names:
        if relation.column(name) is None:
            yield Astray(
                f"column {name} of {relation.name}, which {what} needs again, is not there",
                f"ALTER TABLE {sql_name(relation.name)} RENAME COLUMN … TO {sql_name(name)}",
            )
