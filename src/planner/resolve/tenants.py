"""Resolve the tenants table: planner creates it, or adopts it if it exists and fits the plan."""

from __future__ import annotations

from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.types import canonical_type
from planner.catalog.words import Persistence
from planner.errors import Blocked
from planner.operations.parent_keys import serves
from planner.resolve.problems import Resolution, columns_hint
from planner.sql.spelling import sql_name
from planner.tenancy.compared import DEFAULT, collation_of
from planner.tenancy.tenants import DefaultTenant, TenantColumn, TenantsTable


def resolve_tenants(r: Resolution) -> TenantsTable:
    """Return the tenants table. Adds a problem for an existing table that does not fit the plan."""
    tenant = r.loaded.plan.tenant
    name = r.qualify(tenant.table)
    relation = r.catalog.relation(name)
    key_type = canonical_type(tenant.key.type)
    ours = OwnedKey(OwnedKind.TABLE, name, name.name) in r.catalog.owned
    if relation is not None:
        _adopt_tenants(r, relation, key_type)
    if key_type in r.catalog.bases and r.catalog.base_type(key_type) in r.catalog.labels:
        r.problem(
            f"{tenant.key.type} is a domain over an enum, and PostgreSQL lets no foreign key reference it",
            "tenant",
            "key",
            "type",
            hint=f"name another key, or change the key's type to {r.catalog.base_type(key_type)} or text",
            kind=Blocked,
        )
    default = None
    if tenant.default is not None:
        default = DefaultTenant(tenant.default.id, tuple(tenant.default.values.items()))
    return TenantsTable(
        relation=name,
        key=tenant.key.column,
        type=r.catalog.base_type(key_type),
        columns=tuple(
            TenantColumn(column, canonical_type(c.type), c.nullable, c.default) for column, c in tenant.columns.items()
        ),
        default=default,
        exists=relation is not None and not ours,
        place=r.loaded.place("tenant", "table"),
        domain=key_type if key_type in r.catalog.bases else None,
        equals=r.catalog.equals(key_type),
        collation=_collation(r, relation, key_type),
    )


def _collation(r: Resolution, relation: Relation | None, key_type: str) -> str | None:
    """Return the collation of the key, None for the database's own and for types without one."""
    column = relation.column(r.loaded.plan.tenant.key.column) if relation is not None else None
    found = collation_of(column, r.catalog) if column is not None else r.catalog.equality(key_type).collation
    return found if found != DEFAULT else None


def _refuse_key(r: Resolution, relation: Relation, column: str) -> None:
    """Add the problem that foreign keys can't reference the key: no unique index, or one that does not count."""
    tenant = r.loaded.plan.tenant
    alone = [i for i in relation.indexes if i.unique and [c.name for c in i.columns] == [column]]
    why = [
        "partial" if index.predicate is not None else "INVALID" if not index.valid else "DEFERRABLE" for index in alone
    ]
    what = f"only unique by {alone[0].name}, which is {why[0]}" if alone else "neither PRIMARY KEY nor UNIQUE"
    r.problem(
        f"{tenant.table} exists, and {column} alone is {what}",
        "tenant",
        "key",
        hint=f"foreign keys need a unique key: CREATE UNIQUE INDEX CONCURRENTLY … ON {sql_name(relation.name)} "
        f"({sql_name(column)}), or name another key",
        kind=Blocked,
    )


def _adopt_tenants(r: Resolution, relation: Relation, key_type: str) -> None:
    tenant = r.loaded.plan.tenant
    if not relation.is_table() or relation.partition_of is not None:
        r.problem(
            f"{tenant.table} exists and is not a table",
            "tenant",
            "table",
            hint="name another table; planner creates a missing table",
            kind=Blocked,
        )
        return
    if relation.persistence is Persistence.UNLOGGED:
        r.problem(
            f"{tenant.table} is UNLOGGED, and foreign keys of ordinary tables can't reference it; nothing was changed",
            "tenant",
            "table",
            hint=f"ALTER TABLE {sql_name(relation.name)} SET LOGGED; its rows would be lost after a crash",
            kind=Blocked,
        )
        return
    column = relation.column(tenant.key.column)
    if column is None:
        r.problem(
            f"{tenant.table} exists and has no column {tenant.key.column!r}",
            "tenant",
            "key",
            hint=columns_hint(relation, tenant.key.column),
        )
        return
    if column.type != key_type:
        r.problem(
            f"{tenant.table}.{column.name} is {column.type}, and the plan says {tenant.key.type}",
            "tenant",
            "key",
            "type",
            hint=f"write `type: {column.type}`",
        )
    if not any(serves(index, {column.name}) for index in relation.indexes):
        _refuse_key(r, relation, column.name)
    for value in tenant.default.values if tenant.default else ():
        if relation.column(value) is None:
            r.problem(
                f"{tenant.table} has no column {value!r}",
                "tenant",
                "default",
                "values",
                value,
                hint=columns_hint(relation, value),
            )
