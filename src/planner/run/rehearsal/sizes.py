"""Refuse rows that have no room for the tenant: in an index entry, in an index of many columns, or on the row's page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planner.catalog.copies import replace
from planner.catalog.index_changes import AddIndex
from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Column, Index
from planner.catalog.words import RelationKind
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import Cancelled, LockNotGot, ServerError, SqlState
from planner.execution.values import keys_are_shown
from planner.names import QName
from planner.operations.index_build import create
from planner.run.project import View
from planner.run.rehearsal.structure import new_columns
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


def refuse_sizes(connection: Connection, view: View) -> None:
    """Raise Blocked for the first index that can't be built, and for rows that can't be updated, because of their size."""
    for table, relation, index in _indexes(view):
        _refuse_columns(table, relation, index)
        if relation.kind is RelationKind.TABLE and _may_be_long(relation, index, table, view.catalog):
            _refuse_entries(connection, view, table, relation, index)
    for name in new_columns(view):
        for leaf in view.catalog.leaves(name):
            if len(leaf.columns) >= WIDE:
                _refuse_rows(connection, view, view.tenancy.tables[name], leaf)


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


def _refuse_entries(connection: Connection, view: View, table: ScopedTable, relation: Relation, index: Index) -> None:
    """Raise Blocked when the server can't build the index over the longest rows, which a temporary table holds for the trial."""
    names = [column.name for column in (*index.columns, *index.include) if column.name not in (None, table.column)]
    size = _sum([_SQL["size"].fill(value=build.column(str(name), "t")) for name in names])
    source, limit = build.table(relation.name, only=True), build.literal(LONG)
    tenant = _longest_tenant(view, table, relation)
    long = _SQL["any_long"].fill(relation=source, size=size, limit=limit)
    if tenant is None or view.catalog.server.standby or not connection.value(long):
        return
    columns: list[Node] = [
        build.aliased(build.column(column.name, "t"), column.name)
        for column in relation.columns
        if column.name != table.column
    ]
    columns.append(build.aliased(build.cast(tenant, view.tenancy.tenants.type), table.column))
    rows = _SQL["longest"].fill(columns=columns, relation=source, size=size, limit=limit)
    trial = QName("pg_temp", "planner_trial")
    tried = replace(index, name="planner_trial_key", unique=False, tablespace=None)
    try:
        with connection.undone():
            connection.execute("SET TRANSACTION READ WRITE")
            connection.execute(build.phrase("CREATE TEMPORARY TABLE", build.ident(trial.name), "AS", rows))
            connection.execute(create(trial, tried))
    except (LockNotGot, Cancelled):
        raise
    except ServerError as error:
        if error.state != SqlState.PROGRAM_LIMIT_EXCEEDED:  # without TEMPORARY on the database, nobody can ask
            return
        longest = _SQL["longest"].fill(columns=_key(table), relation=source, size=size, limit=limit)
        row = connection.row(longest) if keys_are_shown() and table.key else None
        named = f" ({', '.join(f'{n}={v}' for n, v in zip(table.key, row, strict=True))})" if row is not None else ""
        raise Blocked(
            f"index {index.name} of {relation.name} can't be built: with the tenant, a row is too long for it{named}: {error.said}; "
            "nothing was changed",
            place=table.place,
            hint=f"shorten {', '.join(map(str, names))} of that row, or leave this key as it is: name it under keys.keep_global",
        ) from None


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


def _refuse_rows(connection: Connection, view: View, table: ScopedTable, leaf: Relation) -> None:
    size = _sum([_least(column, view.catalog) for column in leaf.columns])
    tenant = _longest_tenant(view, table, leaf)
    if tenant is not None:
        value = build.cast(tenant, view.tenancy.tenants.type)
        size = build.operation(size, _PLUS, _SQL["size"].fill(value=value))
    head = 23 + (len(leaf.columns) + 8) // 8
    limit = build.literal(MOST_BYTES - (head + 7) // 8 * 8)
    rows = connection.value(_SQL["too_long"].fill(relation=build.table(leaf.name, only=True), size=size, limit=limit))
    if rows:
        raise Blocked(
            f"{rows} rows of {leaf.name} have no room for {table.column}: a row has at most {MOST_BYTES} bytes, and an UPDATE of "
            "these would fail; nothing was changed",
            place=table.place,
            hint="move some of its columns into a table of their own, or list the table as exempt with a reason",
        )


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
