"""Refuse rows that have no room for the tenant: in an index entry, in an index of many columns, or on the row's page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planner.catalog.copies import replace
from planner.catalog.index_changes import AddIndex
from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Column, Index
from planner.catalog.words import RelationKind
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import SqlState
from planner.execution.values import keys_are_shown
from planner.names import QName
from planner.operations.index_build import create
from planner.run.project import View
from planner.run.rehearsal.structure import new_columns
from planner.run.rehearsal.trial import TRIAL, trial
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenancy.model import Constant, ScopedTable

_SQL = templates("planner.run.rehearsal", "sizes.sql")

MOST_KEYS = 32
"""INDEX_MAX_KEYS (src/include/pg_config_manual.h); the columns of INCLUDE count."""
LONG = 2000
"""Bytes. Shorter values and the tenant fit into an entry of a btree, which has 2704 (BTMaxItemSize)."""
WIDE = 200
"""Columns. A row of fewer columns always fits on a page, once its long values are out of line."""
MOST_BYTES = 8160
"""MaxHeapTupleSize (src/include/access/htup_details.h) with pages of 8 kB."""

_FIXED = re.compile(
    r"(smallint|integer|bigint|real|double precision|boolean|oid|uuid|date|interval|money|inet|cidr|macaddr8?|name|\"char\"|xid8?"
    r"|(timestamp|time)(\(\d\))? with(out)? time zone)"
)
"""Types whose values are never long, and never go out of line."""
_LIMITED = re.compile(r"character(?: varying)?\((\d+)\)|(numeric)(?:\(.*\))?")
_MOST_LETTERS = LONG // 4


@dataclass(slots=True)
class _Doubts:
    """What the rows of a table are asked about: indexes with columns that may be long, and an UPDATE of wide rows."""

    table: ScopedTable
    relation: Relation
    indexes: list[Index] = field(default_factory=list)
    wide: bool = False


def refuse_sizes(connection: Connection, view: View) -> None:
    """Raise Blocked for the first index that can't be built, and for rows that can't be updated, because of their size."""
    doubts: dict[QName, _Doubts] = {}
    for table, relation, index in _indexes(view):
        _refuse_columns(table, relation, index)
        if relation.kind is RelationKind.TABLE and _may_be_long(relation, index, table, view.catalog):
            doubts.setdefault(relation.name, _Doubts(table, relation)).indexes.append(index)
    for name in new_columns(view):
        for leaf in view.catalog.leaves(name):
            if len(leaf.columns) >= WIDE:
                doubts.setdefault(leaf.name, _Doubts(view.tenancy.tables[name], leaf)).wide = True
    for doubt in doubts.values():
        _refuse(connection, view, doubt)


def _refuse(connection: Connection, view: View, doubt: _Doubts) -> None:
    """Count the rows for all doubts in one scan of the table. Raise Blocked for the first doubt that the server confirms."""
    table, relation = doubt.table, doubt.relation
    sizes = [(_of_entry(table, index), LONG) for index in doubt.indexes]
    sizes += [_of_row(view, table, relation)] if doubt.wide else []
    counts = [_SQL["longer"].fill(size=size, limit=build.literal(limit)) for size, limit in sizes]
    row = connection.row(_SQL["counted"].fill(counts=counts, relation=build.table(relation.name, only=True)))
    assert row is not None
    for index, rows in zip(doubt.indexes, row, strict=False):
        if rows:
            _refuse_entries(connection, view, table, relation, index)
    if doubt.wide and row[-1]:
        raise Blocked(
            f"{row[-1]} rows of {relation.name} have no room for {table.column}: a row has at most {MOST_BYTES} bytes, and an "
            "UPDATE of these would fail; nothing was changed",
            place=table.place,
            hint="move some of its columns into a table of their own, or list the table as exempt with a reason",
        )


def _indexes(view: View) -> Iterator[tuple[ScopedTable, Relation, Index]]:
    for change in view.diff().changes:
        if isinstance(change, AddIndex) and change.relation in view.catalog.relations:
            table = view.tenancy.tables.get(view.catalog.root(change.relation).name)
            if table is not None:
                yield table, view.catalog.relations[change.relation], change.index


def _refuse_columns(table: ScopedTable, relation: Relation, index: Index) -> None:
    count = len(index.columns) + len(index.include)
    if count > MOST_KEYS:
        raise Blocked(
            f"index {index.name} of {relation.name} would have {count} columns, and PostgreSQL allows {MOST_KEYS}; nothing was "
            "changed",
            place=table.place,
            hint="leave this key as it is: name it under keys.keep_global; or take columns out of its INCLUDE",
        )


def _may_be_long(relation: Relation, index: Index, table: ScopedTable, catalog: Catalog) -> bool:
    names = {column.name for column in (*index.columns, *index.include)} - {table.column, None}
    return index.method == "btree" and any(
        column.name in names and not _is_short(column.type, catalog) for column in relation.columns
    )


def _is_short(type_text: str, catalog: Catalog) -> bool:
    base = catalog.base_type(type_text)
    limited = _LIMITED.fullmatch(base)
    if limited is not None:
        return limited[1] is None or int(limited[1]) <= _MOST_LETTERS
    return _FIXED.fullmatch(base) is not None or base in catalog.labels


def _long_columns(table: ScopedTable, index: Index) -> list[str]:
    """Return the columns of an index without the tenant column; an expression has no size before it is evaluated."""
    names = (column.name for column in (*index.columns, *index.include))
    return [name for name in names if name is not None and name != table.column]


def _of_entry(table: ScopedTable, index: Index) -> Node:
    """Return the size of an entry of the index, without the tenant."""
    return _sum([_SQL["size"].fill(value=build.column(name, "t")) for name in _long_columns(table, index)])


def _refuse_entries(connection: Connection, view: View, table: ScopedTable, relation: Relation, index: Index) -> None:
    """Raise Blocked when the server can't build the index over the longest rows, which a temporary table holds for the trial."""
    size, source, limit = _of_entry(table, index), build.table(relation.name, only=True), build.literal(LONG)
    tenant = _longest_tenant(view, table, relation)
    if tenant is None or view.catalog.server.standby:
        return
    columns: list[Node] = [
        build.aliased(build.column(column.name, "t"), column.name)
        for column in relation.columns
        if column.name != table.column
    ]
    columns.append(build.aliased(build.cast(tenant, view.tenancy.tenants.type), table.column))
    rows = _SQL["longest"].fill(columns=columns, relation=source, size=size, limit=limit)
    tried = replace(index, name="planner_trial_key", unique=False, tablespace=None)
    error = trial(connection, rows, create(TRIAL, tried))
    if error is None or error.state != SqlState.PROGRAM_LIMIT_EXCEEDED:
        return
    longest = _SQL["longest"].fill(columns=_key(table), relation=source, size=size, limit=limit)
    row = connection.row(longest) if keys_are_shown() and table.key else None
    long = ", ".join(_long_columns(table, index))
    named = f" ({', '.join(f'{n}={v}' for n, v in zip(table.key, row, strict=True))})" if row is not None else ""
    raise Blocked(
        f"index {index.name} of {relation.name} can't be built: with the tenant, a row is too long for it{named}: {error.said}; "
        "nothing was changed",
        place=table.place,
        hint=f"shorten {long} of that row, or leave this key as it is: name it under keys.keep_global",
    )


def _key(table: ScopedTable) -> list[Node]:
    return [build.cast(build.column(name, "t"), "text") for name in table.key] or [build.literal(1)]


def _longest_tenant(view: View, table: ScopedTable, relation: Relation) -> Node | None:
    """Return the tenant of the rows that needs the most room, as far as anybody knows it before the run."""
    tenants = view.tenancy.tenants
    if isinstance(table.strategy, Constant):
        return build.literal(table.strategy.tenant)
    if relation.column(table.column) is not None:
        return build.column(table.column, "t")
    if tenants.relation in view.catalog.relations:
        return _SQL["longest_tenant"].fill(key=tenants.key, tenants=tenants.relation)
    return build.literal(tenants.default.id) if tenants.default is not None else None


def _of_row(view: View, table: ScopedTable, leaf: Relation) -> tuple[Node, int]:
    """Return the size of the values that stay on a row's page, with the tenant, and the most that a page has room for."""
    size = _sum([_least(column, view.catalog) for column in leaf.columns])
    tenant = _longest_tenant(view, table, leaf)
    if tenant is not None:
        value = build.cast(tenant, view.tenancy.tenants.type)
        size = build.operation(size, _PLUS, _SQL["size"].fill(value=value))
    head = 23 + (len(leaf.columns) + 8) // 8
    return size, MOST_BYTES - (head + 7) // 8 * 8


def _least(column: Column, catalog: Catalog) -> Node:
    fixed = _FIXED.fullmatch(catalog.base_type(column.type)) is not None
    return (_SQL["size"] if fixed else _SQL["shrunk"]).fill(value=build.column(column.name, "t"))


_PLUS = QName("pg_catalog", "+")


def _sum(parts: Sequence[Node]) -> Node:
    """Return `a + b + …`. The tree is balanced: a chain of 1,600 operators is too deep to be rendered."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return build.operation(_sum(parts[:half]), _PLUS, _sum(parts[half:]))
