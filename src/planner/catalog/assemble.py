"""Build the frozen objects of model.py from the rows of queries.sql, without a driver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from planner.catalog import assemble_access, assemble_indexes, assemble_types, codes, distribution
from planner.catalog.equality import equalities
from planner.catalog.model import (
    Catalog,
    InboundKey,
    InboundView,
    KeyDependent,
    Relation,
    SchemaAccess,
    Server,
    Slot,
)
from planner.catalog.owned import Ledger, Owned, OwnedKey, OwnedKind, OwnedState
from planner.catalog.parts import Column, Constraint, Grant, Policy, Trigger
from planner.catalog.sizes import sizes_of
from planner.catalog.words import ConstraintKind
from planner.errors import Blocked
from planner.names import QName
from planner.sql.spelling import shell_word

RECORD_COMMENTS = ("planner record, format 1:", "planner record, format 2:")
"""The beginnings of the comment on a schema planner that is planner's own, with a record that this version can read."""

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = Mapping[str, list[Row]]


def is_ours(rows: Rows) -> bool:
    """Return whether schema planner exists, is marked as planner's own, and has the record."""
    return any(comment.startswith(RECORD_COMMENTS) and has_table for comment, has_table, *_ in rows["planner"])


def refuse_unreadable_record(rows: Rows) -> None:
    """Raise Blocked when the connected role may not read planner's record."""
    role = rows["server"][0][4]
    if any(not readable for _, _, readable, *_ in rows["planner"]):
        raise Blocked(
            f"role {role!r} may not read schema planner, where planner's record is",
            hint=f"as the owner of schema planner: planner grant-read {shell_word(role)} --confirm",
        )


def assemble(rows: Rows) -> Catalog:
    """Return the catalog that the rows of a snapshot describe; `rows` holds the rows of each block by its name.

    Raises Blocked when planner's record has an entry of a kind or state that this version does not know.
    """
    relations = _relations(rows)
    return Catalog(
        server=_server(rows["server"][0]),
        schemas=tuple(SchemaAccess(name, can_create) for name, can_create in rows["schemas"]),
        relations={relation.name: relation for relation in relations},
        types=assemble_types.types(rows),
        bases=assemble_types.bases(rows),
        labels=assemble_types.labels(rows),
        operator_classes=frozenset((method, type_) for method, type_ in rows["default_opclasses"]),
        equalities=equalities(rows["equalities"], dict(rows["collations"])),
        inbound_keys=tuple(
            InboundKey(name, QName(schema, table), QName(ref_schema, ref), tuple(columns))
            for name, schema, table, ref_schema, ref, columns in rows["inbound_keys"]
        ),
        inbound_views=tuple(
            InboundView(QName(schema, view), QName(read_schema, read))
            for schema, view, read_schema, read in rows["inbound_views"]
        ),
        key_dependents=tuple(
            KeyDependent(kind, name, QName(schema, relation), constraint)
            for kind, name, schema, relation, constraint in rows["key_dependents"]
        ),
        slots=tuple(Slot(name, active) for name, active in rows["slots"]),
        roles=assemble_access.roles(rows),
        functions=assemble_access.functions(rows),
        access=assemble_access.access(rows),
        elsewhere=assemble_access.elsewhere(rows),
        foreign_code=assemble_access.foreign_code(rows),
        unreadable=assemble_access.unreadable(rows),
        planner_schema=is_ours(rows),
        foreign_planner_schema=any(not comment.startswith(RECORD_COMMENTS) for comment, *_ in rows["planner"]),
        owned=Ledger(_owned(row) for row in rows["owned"]),
        cluster=distribution.cluster(rows),
    )


def _server(row: Row) -> Server:
    version, text, standby, database, role, superuser, bypass, can_create, encoding, *rest = row
    address, port, sockets, inherits = rest
    if address is None:
        at = sockets or "local socket"
    else:
        bracketed = f"[{address}]" if ":" in address else address
        at = f"{bracketed}:{port}"
    return Server(version, text, standby, database, role, superuser, bypass, can_create, at, inherits, encoding)


def _owned(row: Row) -> Owned:
    kind, schema, relation, name, phase, state, before, detail = row
    try:
        key = OwnedKey(OwnedKind(kind), QName(schema, relation), name)
        return Owned(key, phase, OwnedState(state), before, detail)
    except ValueError:
        raise Blocked(
            f"planner's record has an entry of kind {kind!r} in state {state!r}, which this planner does not know",
            hint="a newer planner wrote the record: use that version",
        ) from None


def _grouped(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    """Return rows in their order, grouped by their first column, a relation's oid."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row)
    return groups


class _Names:
    """The names behind the numbers in rows: columns by relation and attnum, collations by oid."""

    def __init__(self, rows: Rows) -> None:
        self.columns: dict[int, dict[int, Row]] = {}
        for row in rows["columns"]:
            self.columns.setdefault(row[0], {})[row[1]] = row
        self.collations: dict[int, str] = dict(rows["collations"])
        self.operators = {oid: QName(schema, name) for oid, schema, name in rows["operators"]}

    def of(self, relation: int, attnums: Iterable[int]) -> tuple[str, ...]:
        """Return the names of a relation's columns. The whole row (in a CHECK) and system columns have no name here."""
        columns = self.columns.get(relation, {})
        return tuple(columns[n][2] for n in attnums if n in columns)


def _relations(rows: Rows) -> list[Relation]:
    """Return every relation with its parts, ordered by name."""
    names = _Names(rows)
    read_index = assemble_indexes.reader(rows, names.columns, names.collations)
    parents, constraints, indexes = (_grouped(rows[name]) for name in ("parents", "constraints", "indexes"))
    triggers, policies = _grouped(rows["triggers"]), _grouped(rows["policies"])
    publications, grants, views = _grouped(rows["publications"]), _grouped(rows["grants"]), _grouped(rows["views"])
    extensions: dict[int, str] = dict(rows["extension_members"])
    sizes = sizes_of(rows, parents, indexes)
    spread, old_shards = distribution.distributions(rows), distribution.old_shards(rows)
    relations: list[Relation] = []
    for oid, schema, name, kind, owner, mine, rls, force, is_partition, bound, key, persistence, *rest in rows[
        "relations"
    ]:
        if QName(schema, name) in old_shards:
            continue
        above = tuple(QName(parent_schema, parent) for _, _, parent_schema, parent in parents.get(oid, ()))
        # Deparsing does not see the snapshot: the definition is None when the object was dropped after the snapshot.
        keys = tuple(_constraint(row, names) for row in constraints.get(oid, ()) if row[4] is not None)
        relation = Relation(
            name=QName(schema, name),
            kind=codes.RELATION_KINDS[kind],
            owner=owner,
            owned_by_me=mine,
            columns=_columns(names.columns.get(oid, {}).values(), keys, names),
            constraints=keys,
            indexes=tuple(read_index(row) for row in indexes.get(oid, ())),
            triggers=tuple(_trigger(row, names) for row in triggers.get(oid, ()) if row[2] is not None),
            policies=tuple(_policy(row) for row in policies.get(oid, ())),
            rls=rls,
            force_rls=force,
            partition_of=above[0] if is_partition and above else None,
            partition_bound=bound,
            partition_key=key,
            inherits=() if is_partition else above,
            extension=extensions.get(oid),
            persistence=codes.PERSISTENCE[persistence],
            replica_identity=codes.REPLICA_IDENTITIES[rest[0]],
            grants=tuple(Grant(grantee, privilege) for _, grantee, privilege in grants.get(oid, ())),
            reads=tuple(QName(read_schema, read) for _, read_schema, read, _ in views.get(oid, ())),
            security_invoker=any(invoker for *_, invoker in views.get(oid, ())),
            publications=tuple(name for _, name in publications.get(oid, ())),
            rows=sizes[oid].rows,
            estimated=sizes[oid].estimated,
            pages=sizes[oid].pages,
            bytes=sizes[oid].bytes,
            distribution=spread.get(QName(schema, name)),
        )
        relations.append(relation)
    return sorted(relations, key=lambda relation: (relation.name.schema, relation.name.name))


def _columns(rows: Iterable[Row], constraints: Iterable[Constraint], names: _Names) -> tuple[Column, ...]:
    """Return a relation's columns.

    On PostgreSQL 18, attnotnull is true before the NOT NULL constraint is valid. Rows may still hold NULLs then, so
    `not_null` stays false until the constraint is validated.
    """
    unproven = {c.columns[0] for c in constraints if c.kind is ConstraintKind.NOT_NULL and not c.validated}
    return tuple(
        Column(
            name,
            type_,
            not_null and name not in unproven,
            default,
            None if collation == own else names.collations[collation],
            codes.IDENTITIES[identity],
            codes.GENERATED[generated],
            comment,
        )
        for _, _, name, _, type_, not_null, default, collation, own, identity, generated, comment in rows
    )


def _constraint(row: Row, names: _Names) -> Constraint:
    oid, name, contype, key, definition, validated, deferrable, deferred, inherited, *rest = row
    ref_schema, ref, ref_oid, ref_key, outside, on_delete, on_update, match_type, *rest = rest
    enforced, set_key, period, comment, operators = rest
    constraint = Constraint(
        name,
        codes.CONSTRAINT_KINDS[contype],
        names.of(oid, key or ()),
        definition.removesuffix(" NOT VALID"),
        validated,
        deferrable,
        deferred,
        inherited,
        enforced=enforced,
        period=period,
        comment=comment,
    )
    if constraint.kind is not ConstraintKind.FOREIGN:
        return constraint
    compared = tuple(names.operators.get(operator) for operator in operators or ())
    return replace(
        constraint,
        ref=QName(ref_schema, ref),
        ref_columns=tuple(outside) if outside is not None else names.of(ref_oid, ref_key),
        on_delete=codes.ACTIONS[on_delete],
        on_update=codes.ACTIONS[on_update],
        match=codes.MATCHES[match_type],
        set_columns=names.of(oid, set_key or ()),
        operators=compared if any(compared) else (),
    )


def _trigger(row: Row, names: _Names) -> Trigger:
    oid, name, definition, bits, columns, enabled, schema, function, source, inherited, comment, extension, *code = row
    language, definer, owner, config = code
    return Trigger(
        name=name,
        definition=definition,
        timing="BEFORE" if bits & 2 else "INSTEAD OF" if bits & 64 else "AFTER",
        row=bool(bits & 1),
        events=codes.trigger_events(bits),
        columns=names.of(oid, columns),
        enabled=codes.FIRING[enabled],
        function=QName(schema, function),
        source=source,
        inherited=inherited,
        comment=comment,
        extension=extension,
        language=language,
        definer=definer,
        owner=owner,
        config=tuple(config),
    )


def _policy(row: Row) -> Policy:
    _, name, permissive, command, roles, using, check = row
    return Policy(name, permissive, codes.COMMANDS[command], tuple(roles), using, check)
