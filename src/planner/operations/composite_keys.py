"""Find the foreign keys that do not carry the tenant, and the composite key that replaces each of them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Relation
from planner.catalog.parts import Constraint
from planner.catalog.words import ConstraintKind, Match, ReferentialAction
from planner.names import QName
from planner.operations.keys import global_keys, global_primary_key, replaced
from planner.sql import build, ddl
from planner.steps.step import Hazard
from planner.target.postgres import Capabilities
from planner.tenancy.model import Existing, ScopedTable, State


def single_keys(relation: Relation, table: ScopedTable, state: State) -> Iterator[Constraint]:
    """Yield the foreign keys to scoped tables that do not carry the tenant.

    Keys to mixed tables never carry it: the row of a tenant may reference a row for everybody.
    """
    for key in sorted(relation.foreign_keys(), key=lambda k: k.name):
        parent = state.tenancy.tables.get(key.ref) if key.ref is not None else None
        scoped = parent is not None and not parent.mixed and not key.inherited
        if scoped and table.column not in key.columns:
            yield key


def due(table: ScopedTable, state: State) -> Iterator[tuple[ScopedTable, Relation, Constraint]]:
    """Yield the foreign keys that a key with the tenant shall replace, each with the table that has it.

    They are those of the table and its partitions, and those of the tenants table to this table.
    """
    for relation in state.catalog.family(table.relation):
        for old in (*single_keys(relation, table, state), *lost(relation, table, state)):
            yield table, relation, old
    yield from tenants_due(table, state)


def tenants_due(table: ScopedTable, state: State) -> Iterator[tuple[ScopedTable, Relation, Constraint]]:
    """Yield the foreign keys of the tenants table to this table that a key (key of the tenant, …) shall replace.

    Only those are replaced that would hold a key of the table back. The row checks compare the others.
    """
    relation = state.catalog.relation(state.tenancy.tenants.relation)
    if relation is None or not state.tenancy.keys.composite:
        return
    holder = tenants_as_child(state)
    single = (
        k for k in single_keys(relation, holder, state) if k.ref == table.relation and holds_back(k, table, state)
    )
    for old in (*single, *(key for key in lost(relation, holder, state) if key.ref == table.relation)):
        yield holder, relation, old


def tenants_as_child(state: State) -> ScopedTable:
    """Return the tenants table as a table whose tenant column is its key."""
    tenants = state.tenancy.tenants
    return ScopedTable(
        relation=tenants.relation, column=tenants.key, strategy=Existing(), parents=(), adopted=True,
        key=(tenants.key,), place=tenants.place, spelled=str(tenants.relation), triggers={},
    )  # fmt: skip


def holds_back(key: Constraint, table: ScopedTable, state: State) -> bool:
    """Return whether a foreign key references a global key of the table that a key per tenant shall replace."""
    rules, relation = state.tenancy.keys, state.relation(table)
    if rules.keep_old:
        return False
    primary = global_primary_key(relation, table.column) if rules.primary else None
    replaceable = [*(global_keys(relation, table.column) if rules.per_tenant else ()), *([primary] if primary else [])]
    return carriable(key, state.catalog.server.can) and any(
        {c.name for c in index.columns} == set(key.ref_columns)
        for index in replaceable
        if (relation.name, index.name) not in rules.kept
    )


def carriable(key: Constraint, can: Capabilities) -> bool:
    """Return whether a key with the tenant can replace this one: no PERIOD, and no action that sets the tenant too."""
    sets = key.on_update.sets_columns or (key.on_delete.sets_columns and not can.set_null_columns)
    return not key.period and not sets


def lost(relation: Relation, table: ScopedTable, state: State) -> Iterator[Constraint]:
    """Yield the foreign keys that planner replaced and whose replacement no longer exists."""
    for old in replaced(relation, state.catalog):
        parent = state.tenancy.tables.get(old.ref) if old.ref is not None else None
        if parent is not None and standing_in(relation, composite(table, parent, old)) is None:
            yield old


def composite(table: ScopedTable, parent: ScopedTable, old: Constraint) -> Constraint:
    """Return the foreign key that replaces `old`, without a name.

    Its first column is the tenant column; its actions are those of `old`. It is NOT VALID or NOT ENFORCED if `old` is:
    rows may have no parent then.
    """
    return Constraint(
        "",
        ConstraintKind.FOREIGN,
        (table.column, *old.columns),
        "",
        validated=old.validated,
        enforced=old.enforced,
        deferrable=old.deferrable,
        deferred=old.deferred,
        ref=old.ref,
        ref_columns=(parent.column, *old.ref_columns),
        on_delete=old.on_delete,
        on_update=old.on_update,
        set_columns=_set_columns(old),
    )


def _set_columns(old: Constraint) -> tuple[str, ...]:
    """Return the columns that ON DELETE sets in the composite key: the same as in `old`, so that the tenant stays."""
    return (old.set_columns or old.columns) if old.on_delete.sets_columns else ()


def standing_in(relation: Relation, wanted: Constraint) -> Constraint | None:
    """Return the relation's foreign key between the same columns as `wanted`, whatever its name."""
    ends = (wanted.columns, wanted.ref, wanted.ref_columns)
    return next((k for k in relation.foreign_keys() if (k.columns, k.ref, k.ref_columns) == ends), None)


def weakness(key: Constraint) -> str:
    """Return SQL's words for a key that does not hold for every row, else an empty text."""
    if not key.enforced:
        return "NOT ENFORCED"
    return "" if key.validated else "NOT VALID"


def changed(old: Constraint) -> Iterator[Hazard]:
    """Yield a hazard for each way in which the new key behaves differently from `old`."""
    if old.match is Match.FULL:
        yield Hazard(
            "match-full",
            "MATCH FULL becomes MATCH SIMPLE: the tenant is never NULL, so FULL would refuse every row without a parent",
        )
    if old.on_delete.sets_columns:
        yield Hazard(
            "set-null-columns",
            f"ON DELETE {old.on_delete} sets only ({', '.join(_set_columns(old))}): the tenant stays",
        )
    if old.on_update is ReferentialAction.CASCADE:
        yield Hazard("cascade-tenant", "ON UPDATE CASCADE hands a change of the parent's tenant down to the row, too")


def comment_statements(relation: QName, name: str, old: Constraint) -> Iterator[build.Statement]:
    """Yield the statement that gives a foreign key the comment of `old`, if it has one."""
    if old.comment is not None:
        yield ddl.comment_on_constraint(relation, name, old.comment)


def add_statement(relation: QName, key: Constraint) -> build.Statement:
    """Return the statement that adds a foreign key."""
    assert key.ref is not None
    return ddl.add_foreign_key(
        relation,
        key.name,
        key.columns,
        key.ref,
        key.ref_columns,
        on_delete=key.on_delete,
        set_columns=key.set_columns,
        on_update=key.on_update,
        match=key.match,
        deferrable=key.deferrable,
        deferred=key.deferred,
        enforced=key.enforced,
        not_valid=not key.validated,
    )
