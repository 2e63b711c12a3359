"""Find recorded tables and columns that have other names now, or refuse before the first statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKind
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.steps.conditions import OWNED
from planner.steps.record import codec
from planner.verification.following import Move, followed
from planner.verification.whereabouts import (
    Astray,
    Sought,
    back,
    detached,
    lost_columns,
    renamed_columns,
    renamed_key_columns,
    renamed_tenants,
    sought_tables,
    tenants_elsewhere,
)

_SQL = queries("planner.run")


def moves(connection: Connection, catalog: Catalog) -> tuple[Move, ...]:
    """Return the recorded tables and tenant columns that have other names now, or are dropped, by their identities.

    Identities of another database, which pg_restore has brought here, count for nothing.
    """
    found = [
        (owned.key, identity) for owned in catalog.owned.values() if (identity := codec.identity(owned)) is not None
    ]
    values = {"relations": [one.relation for _, one in found], "columns": [one.column for _, one in found]}
    moved = []
    for (key, identity), row in zip(found, connection.fetch(_SQL["identified"], values) if found else (), strict=True):
        schema, name, column, record = row
        now = QName(schema, name) if schema is not None else None
        if key.kind is OwnedKind.TABLE:  # Its key has no entry.
            column = key.name
        if identity.record == record and (now, column) != (key.relation, key.name):
            moved.append(Move(key.relation, key.name, now, column))
    return tuple(moved)


def find_again(connection: Connection, catalog: Catalog) -> tuple[Catalog, tuple[Move, ...]]:
    """Return the catalog with the present names in its record, and what has moved."""
    found = moves(connection, catalog)
    return followed(catalog, found), found


def keep_up(connection: Connection, catalog: Catalog) -> tuple[str, ...]:
    """Write the present names into planner.owned, and return what has moved, in words."""
    taken: list[tuple[Any, Owned]] = []
    with connection.transaction():
        for key, owned in catalog.moved:
            old = (key.kind.value, key.relation.schema, key.relation.name, key.name)
            taken.append((connection.value(_SQL["entry_taken_out"], old), owned))
        for seq, owned in taken:
            at = owned.key
            new = (at.relation.schema, at.relation.name, at.name, owned.before, owned.detail, seq)
            connection.execute(_SQL["entry_put_back"], new)
        renamed = {
            key.relation: owned.key.relation for key, owned in catalog.moved if key.relation != owned.key.relation
        }
        for old_name, name in renamed.items():
            connection.execute(_SQL["cursors_forgotten"], (old_name.schema, old_name.name))
            if connection.value(_SQL["quarantine_there"]):
                connection.execute(_SQL["quarantine_moved"], (name.schema, name.name, old_name.schema, old_name.name))
    columns = {
        (owned.key.relation, key.name): owned.key.name
        for key, owned in catalog.moved
        if key.kind is not OwnedKind.TABLE and key.name != owned.key.name
    }
    return (
        *(f"{old_name} is now {name}: planner's record follows" for old_name, name in renamed.items()),
        *(f"column {old} of {table} is now {name}: planner's record follows" for (table, old), name in columns.items()),
    )


def refuse_unwritten(catalog: Catalog) -> None:
    """Raise Blocked when files would look for entries of the record under names that it does not have yet."""
    names = sorted({f"{owned.key.relation}" for _, owned in catalog.moved})
    if names:
        raise Blocked(
            f"planner's record does not have the present names yet of {', '.join(names)}, or of their columns",
            hint="planner apply --confirm writes them, also when nothing else is to do; then render again",
        )


def refuse_renamed(connection: Connection, catalog: Catalog, moved: Sequence[Move]) -> None:
    """Raise Blocked when recorded tables or columns have other names now. What was dropped is no obstacle."""
    _refuse(
        [*_tables(connection, catalog, moved), *renamed_columns(catalog, _columns(moved)), *renamed_tenants(catalog)]
    )


def refuse_changed(connection: Connection, catalog: Catalog, moved: Sequence[Move]) -> None:
    """Raise Blocked when a rollback would not find something that it takes back, or would leave something behind."""
    _refuse(
        [
            *_tables(connection, catalog, moved),
            *renamed_columns(catalog, _columns(moved)),
            *lost_columns(catalog, _columns(moved)),
            *renamed_tenants(catalog),
            *detached(catalog),
            *renamed_key_columns(catalog),
        ]
    )


def refuse_other_tenants(catalog: Catalog, named: QName) -> None:
    """Raise Blocked when planner's foreign keys lead to another tenants table than the plan names, which is not there."""
    for now in tenants_elsewhere(catalog, named):
        raise Blocked(
            f"the tenants table {named} is not there, and planner's foreign keys lead to {now}; nothing was changed",
            hint=f"if it has this name now, write it in tenant.table; or give it the old name back: {back(now, named)}",
        )


def _tables(connection: Connection, catalog: Catalog, moved: Sequence[Move]) -> Iterator[Astray]:
    known = {move.relation: move.now for move in moved}
    for one in sought_tables(catalog):
        if one.relation in known:
            now = known[one.relation]
            yield from _astray(one, [now] if now is not None else [], [])
            continue
        values = {"guard": one.guard, "marks": list(one.marks), "column": one.column}
        found = [
            (QName(schema, name), marked) for schema, name, marked in connection.fetch(_SQL["tables_like"], values)
        ]
        yield from _astray(one, [name for name, marked in found if marked], [name for name, _ in found])


def _astray(one: Sought, known: list[QName], others: list[QName]) -> Iterator[Astray]:
    """Yield where a table is by its marks. A table without marks may be any that has its tenant column."""
    if known:
        yield Astray(f"{one.relation} is now {known[0]}", back(known[0], one.relation))
    elif others and one.guard is None and not one.marks:
        listed = ", ".join(f"{name}" for name in others)
        forget = build.render(build.delete(OWNED, _entries(one.relation)))
        yield Astray(
            f"{one.relation} is not there, and may be one of the tables with a column {one.column}: {listed}",
            f"{back(others[0], one.relation)}, if it is this one; {forget}, if it was dropped",
        )


def _columns(moved: Sequence[Move]) -> dict[tuple[QName, str], str | None]:
    """Return the present names of tenant columns, None for dropped ones."""
    return {(move.now, move.column): move.now_column for move in moved if move.now is not None}


def _entries(relation: QName) -> Node:
    return build.and_(
        build.eq(build.column("schema_name"), build.literal(relation.schema)),
        build.eq(build.column("relation_name"), build.literal(relation.name)),
    )


def _refuse(found: Iterable[Astray]) -> None:
    several = list(dict.fromkeys(found))
    if not several:
        return
    hint = "\n".join(["give back the names that planner's record has:", *(one.remedy for one in several)])
    if len(several) == 1:
        raise Blocked(f"{several[0].text}; nothing was changed", hint=hint)
    raise Blocked(
        f"{len(several)} objects are not where planner's record has them; nothing was changed",
        details=[one.text for one in several],
        hint=hint,
    )
