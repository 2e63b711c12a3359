"""Resolve the tenants table: planner creates it, or adopts it if it exists and fits the plan."""

from __future__ import annotations

from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.types import canonical_type
from planner.catalog.words import ConstraintKind
from planner.errors import Blocked
from planner.resolve.problems import Resolution, columns_hint
from planner.tenancy.model import (
    DefaultTenant,
    TenantColumn,
    TenantsTable,
)


def resolve_tenants(r: Resolution) -> TenantsTable:
    """Return the tenants table. Adds a problem for an existing table that does not fit the plan."""
    tenant = r.loaded.plan.tenant
    name = r.qualify(tenant.table)
    relation = r.catalog.relation(name)
    key_type = canonical_type(tenant.key.type)
    ours = OwnedKey(OwnedKind.TABLE, name, name.name) in r.catalog.owned
    if relation is not None:
        _adopt_tenants(r, relation, key_type)
    default = None
    if tenant.default is not None:
        default = DefaultTenant(tenant.default.id, tuple(tenant.default.values.items()))
    return TenantsTable(
        relation=name,
        key=tenant.key.column,
        type=key_type,
        columns=tuple(
            TenantColumn(column, canonical_type(c.type), c.nullable, c.default) for column, c in tenant.columns.items()
        ),
        default=default,
        exists=relation is not None and not ours,
        place=r.loaded.place("tenant", "table"),
        equals=r.catalog.equals(key_type),
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
    if not any(
        c.kind in (ConstraintKind.PRIMARY, ConstraintKind.UNIQUE) and c.columns == (column.name,) and not c.deferrable
        for c in relation.constraints
    ):
        r.problem(
            f"{tenant.table} exists, and {column.name} alone is neither PRIMARY KEY nor UNIQUE",
            "tenant",
            "key",
            hint="foreign keys need a unique key: add UNIQUE on this column, or name another key",
            kind=Blocked,
        )
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
