"""Reads a live catalog: one snapshot, a fixed number of round trips, whatever the number of relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from planner.catalog.model import (
    Catalog,
    Column,
    Constraint,
    ConstraintKind,
    InboundKey,
    InboundView,
    Index,
    IndexColumn,
    Owned,
    OwnedKey,
    OwnedState,
    Policy,
    Relation,
    RelationKind,
    SchemaAccess,
    Server,
    Trigger,
    UserType,
)
from planner.catalog.queries import queries
from planner.names import QName

RECORD_COMMENT = "planner record, format 1"
"""How the comment on schema planner begins when the schema is ours."""

_Row: TypeAlias = tuple[Any, ...]
_Rows: TypeAlias = Mapping[str, list[_Row]]

_EVENTS = ((4, "INSERT"), (8, "DELETE"), (16, "UPDATE"), (32, "TRUNCATE"))
"""Bits of pg_trigger.tgtype, as in src/include/catalog/pg_trigger.h; 1 is ROW, 2 BEFORE, 64 INSTEAD."""
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
"""pg_policy.polcmd."""


def read_catalog(connection: psycopg.Connection[Any], schemas: Sequence[str]) -> Catalog:
    """The managed schemas as one REPEATABLE READ READ ONLY snapshot; schemas that do not exist are absent from it.

    The connection must be idle; its autocommit and settings are left as found. psycopg's errors come through: reading
    waits, for lock_timeout at most, behind ACCESS EXCLUSIVE on a relation that has an expression to be deparsed (a
    CHECK, a partial or expression index, a policy, a generated column, a partition key).
    """
    autocommit = connection.autocommit
    connection.autocommit = True
    try:
        return _assemble(_snapshot(connection, list(schemas)))
    finally:
        if connection.info.transaction_status is not TransactionStatus.UNKNOWN:
            connection.autocommit = autocommit


def _snapshot(connection: psycopg.Connection[Any], schemas: list[str]) -> _Rows:
    """The rows of every block of queries.sql, in one transaction: one round trip, and one for planner's own record."""
    blocks = dict(queries(connection.info.server_version // 10000))
    owned = blocks.pop("owned")
    rows: dict[str, list[_Row]] = {}
    try:
        with connection.pipeline() as pipeline:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", prepare=False)
            cursors = {name: _send(connection, query, schemas) for name, query in blocks.items()}
            pipeline.sync()
            rows |= {name: cursor.fetchall() for name, cursor in cursors.items()}
            record = _send(connection, owned, schemas) if _is_ours(rows) else None
            connection.execute("COMMIT", prepare=False)
            pipeline.sync()
            rows["owned"] = record.fetchall() if record is not None else []
    finally:
        if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            connection.rollback()
    return rows


def _send(connection: psycopg.Connection[Any], query: str, schemas: list[str]) -> psycopg.Cursor[_Row]:
    cursor = connection.cursor(row_factory=tuple_row)
    parameters = {"schemas": schemas} if "%(schemas)s" in query else None
    return cursor.execute(query.encode(), parameters, prepare=False)


def _is_ours(rows: _Rows) -> bool:
    return any(comment.startswith(RECORD_COMMENT) and has_table for comment, has_table in rows["planner"])


def _assemble(rows: _Rows) -> Catalog:
    relations = _relations(rows)
    return Catalog(
        server=_server(rows["server"][0]),
        schemas=tuple(SchemaAccess(name, can_create) for name, can_create in rows["schemas"]),
        relations={relation.name: relation for relation in relations},
        types={(t := _type(row)).name: t for row in rows["types"]},
        inbound_keys=tuple(
            InboundKey(name, QName(schema, table), QName(ref_schema, ref), tuple(columns))
            for name, schema, table, ref_schema, ref, columns in rows["inbound_keys"]
        ),
        inbound_views=tuple(
            InboundView(QName(schema, view), QName(read_schema, read))
            for schema, view, read_schema, read in rows["inbound_views"]
        ),
        planner_schema=_is_ours(rows),
        foreign_planner_schema=any(not comment.startswith(RECORD_COMMENT) for comment, _ in rows["planner"]),
        owned={(entry := _owned(row)).key: entry for row in rows["owned"]},
    )


def _server(row: _Row) -> Server:
    version, text, standby, database, role, superuser, bypass, can_create, address, port, sockets = row
    if address is not None:
        host = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    else:
        host = sockets or "local socket"
    return Server(version, text, standby, database, role, superuser, bypass, can_create, host)


def _type(row: _Row) -> UserType:
    schema, name, kind, labels, base, not_null, default, checks = row
    return UserType(QName(schema, name), kind, tuple(labels), base, not_null, default, tuple(checks))


def _owned(row: _Row) -> Owned:
    kind, schema, relation, name, phase, state, before, detail = row
    return Owned(OwnedKey(kind, QName(schema, relation), name), phase, OwnedState(state), before, detail)


def _grouped(rows: Iterable[_Row]) -> Mapping[int, list[_Row]]:
    """The rest of each row under its first column, in order."""
    groups: defaultdict[int, list[_Row]] = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(tuple(rest))
    return groups


def _relations(rows: _Rows) -> list[Relation]:
    """Every relation with what hangs on it, by name."""
    names = _grouped(row[:3] for row in rows["columns"])
    columns = _grouped((oid, *rest) for oid, _, *rest in rows["columns"])
    parents, constraints = _grouped(rows["parents"]), _grouped(rows["constraints"])
    indexes, index_columns = _grouped(rows["indexes"]), _grouped(rows["index_columns"])
    triggers, policies = _grouped(rows["triggers"]), _grouped(rows["policies"])
    extensions: dict[int, str] = dict(rows["extension_members"])
    sizes = _sizes(rows, parents, indexes)
    relations: list[Relation] = []
    for oid, schema, name, kind, owner, mine, rls, force, is_partition, bound, key, unlogged, *_ in rows["relations"]:
        attributes: dict[int, str] = dict(names.get(oid, ()))
        above = tuple(QName(parent_schema, parent) for _, parent_schema, parent in parents.get(oid, ()))
        keys = _constraints(constraints.get(oid, ()), attributes)
        size = sizes[oid]
        relation = Relation(
            name=QName(schema, name),
            kind=RelationKind(kind),
            owner=owner,
            owned_by_me=mine,
            columns=_columns(columns.get(oid, ()), keys),
            constraints=keys,
            indexes=tuple(_index(row, index_columns) for row in indexes.get(oid, ())),
            triggers=tuple(_trigger(row, attributes) for row in triggers.get(oid, ()) if row[1] is not None),
            policies=tuple(
                Policy(policy, permissive, _COMMANDS[command], tuple(roles), using, check)
                for policy, permissive, command, roles, using, check in policies.get(oid, ())
            ),
            rls=rls,
            force_rls=force,
            partition_of=above[0] if is_partition and above else None,
            partition_bound=bound,
            partition_key=key,
            inherits=() if is_partition else above,
            extension=extensions.get(oid),
            unlogged=unlogged,
            rows=size[0],
            pages=size[1],
            bytes=size[2],
        )
        relations.append(relation)
    return sorted(relations, key=lambda relation: relation.name)


def _sizes(
    rows: _Rows, parents: Mapping[int, list[_Row]], indexes: Mapping[int, list[_Row]]
) -> Mapping[int, tuple[int, int, int]]:
    """Rows, heap pages, and bytes with TOAST and indexes, by oid, as pg_class last saw them; parents are summed up.

    pg_total_relation_size would be exact, and would wait behind every ACCESS EXCLUSIVE lock in the schemas.
    """
    sizes = {row[0]: (0, 0, 0) for row in rows["relations"]}
    partitions = {row[0] for row in rows["relations"] if row[8]}
    for row in rows["relations"]:
        oid, kind, (tuples, pages, toast_pages, block) = row[0], row[3], row[12:]
        if kind == RelationKind.PARTITIONED:
            continue
        index_pages = sum(index[-1] for index in indexes.get(oid, ()))
        at: int | None = oid
        while at is not None and at in sizes:
            total = sizes[at]
            size = (pages + toast_pages + index_pages) * block
            sizes[at] = (total[0] + tuples, total[1] + pages, total[2] + size)
            at = parents[at][0][0] if at in partitions and parents.get(at) else None
    return sizes


def _columns(rows: Iterable[_Row], constraints: Iterable[Constraint]) -> tuple[Column, ...]:
    """On 18 attnotnull is true while the constraint is not valid yet, so rows may still hold NULLs."""
    unproven = {c.columns[0] for c in constraints if c.kind is ConstraintKind.NOT_NULL and not c.validated}
    return tuple(
        Column(name, type_, not_null and name not in unproven, default, collation, identity, generated)
        for name, type_, not_null, default, collation, identity, generated in rows
    )


def _constraints(rows: Iterable[_Row], attributes: Mapping[int, str]) -> tuple[Constraint, ...]:
    """A definition is None when the constraint went away after the snapshot was taken: deparsing is not bound to it."""
    return tuple(_constraint(row, attributes) for row in rows if row[3] is not None)


def _constraint(row: _Row, attributes: Mapping[int, str]) -> Constraint:
    name, contype, key, definition, validated, deferrable, deferred, inherited, ref_schema, ref, *rest = row
    ref_columns, on_delete, on_update, match_type, enforced = rest
    kind = ConstraintKind(contype)
    columns = tuple(attributes[n] for n in key or () if n in attributes)
    text = definition.removesuffix(" NOT VALID")
    common = (name, kind, columns, text, validated, deferrable, deferred, inherited)
    if kind is not ConstraintKind.FOREIGN:
        return Constraint(*common, enforced=enforced)
    return Constraint(
        *common, QName(ref_schema, ref), tuple(ref_columns), on_delete, on_update, match_type, enforced=enforced
    )


def _index(row: _Row, columns: Mapping[int, list[_Row]]) -> Index:
    oid, name, unique, primary, valid, method, predicate, nulls_not_distinct, immediate, identity, *rest = row
    parent_schema, parent, constraint, _ = rest
    return Index(
        name=name,
        columns=tuple(_index_column(column) for included, *column in columns.get(oid, ()) if not included),
        include=tuple(_index_column(column) for included, *column in columns.get(oid, ()) if included),
        unique=unique,
        primary=primary,
        valid=valid,
        method=method,
        predicate=predicate,
        nulls_not_distinct=nulls_not_distinct,
        immediate=immediate,
        replica_identity=identity,
        parent=None if parent is None else QName(parent_schema, parent),
        constraint=constraint,
    )


def _index_column(column: Sequence[Any]) -> IndexColumn:
    """pg_index.indoption: 1 is DESC, 2 is NULLS FIRST (src/include/catalog/pg_index.h)."""
    name, definition, opclass, collation, option = column
    return IndexColumn(name, definition, opclass, collation, bool(option & 1), bool(option & 2))


def _trigger(row: _Row, attributes: Mapping[int, str]) -> Trigger:
    name, definition, bits, columns, enabled, schema, function, source, inherited = row
    return Trigger(
        name=name,
        definition=definition,
        timing="BEFORE" if bits & 2 else "INSTEAD OF" if bits & 64 else "AFTER",
        row=bool(bits & 1),
        events=tuple(event for bit, event in _EVENTS if bits & bit),
        columns=tuple(attributes[n] for n in columns),
        enabled=enabled,
        function=QName(schema, function),
        source=source,
        inherited=inherited,
    )
