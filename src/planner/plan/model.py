"""The keys and values of a plan (docs/plan.md), version 1. This model checks text; the rest gets checked values.

The JSON Schema of the plan (schema.py) takes the sentence under each key as the description of the key.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from planner.names import PLANNER_SCHEMA
from planner.plan.entry import Entry
from planner.plan.execution import Execution
from planner.plan.fields import (
    Day,
    Identifier,
    Scalar,
    Sql,
    TableName,
    TablePattern,
    TenantId,
    Text,
    Truth,
)
from planner.plan.wrong import WrongValue


class Kind(StrEnum):
    SCOPED = "scoped"
    REFERENCE = "reference"
    EXEMPT = "exempt"


class Target(Entry):
    dialect: Literal["postgres", "citus"] = "postgres"
    """The kind of database."""
    database: Identifier | None = None
    """The name of the database. planner refuses any other."""


class KeyColumn(Entry):
    column: Identifier
    """The key column of the tenants table."""
    type: Text
    """The column's type, as PostgreSQL spells it."""


class TenantColumn(Entry):
    type: Text
    """The column's type, as PostgreSQL spells it."""
    nullable: Truth = False
    """Whether the column may be NULL."""
    default: Sql | None = None
    """The column's default, an SQL expression."""


class DefaultTenant(Entry):
    id: TenantId
    """The key of the tenant that owns today's rows."""
    values: dict[Identifier, Scalar] = Field(default_factory=dict)
    """The values of the row's other columns."""


def _tenant_columns() -> dict[str, TenantColumn]:
    return {"name": TenantColumn(type="text"), "created_at": TenantColumn(type="timestamptz", default="now()")}


class Tenant(Entry):
    table: TableName
    """The tenants table. planner creates it if it is missing, and adopts it if it exists and fits."""
    key: KeyColumn
    """The key of the tenants table."""
    columns: dict[Identifier, TenantColumn] = Field(default_factory=_tenant_columns)
    """The other columns of a tenants table that planner creates."""
    default: DefaultTenant | None = None
    """The tenant that owns today's rows. planner inserts it in phase add."""
    column: Identifier
    """The column that every scoped table gets."""
    on_delete: Literal["no_action", "restrict", "cascade"] = "no_action"
    """What happens to a tenant's rows when the tenant is deleted."""


class ViaPath(Entry):
    columns: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """The columns that point to the parent row."""
    references: TableName | None = None
    """The parent table, if the database has no foreign key."""
    key: tuple[Identifier, ...] | None = None
    """The parent's key columns, if the database has no foreign key."""

    @model_validator(mode="after")
    def _fits(self) -> ViaPath:
        if len(set(self.columns)) != len(self.columns):
            raise WrongValue("a path names a column twice", "name each column once")
        if self.key is not None and len(set(self.key)) != len(self.key):
            raise WrongValue("`key` names a column twice", "name each column once")
        if (self.references is None) != (self.key is None):
            raise WrongValue(
                "`references` and `key` go together", "give both, or neither where the database has the foreign key"
            )
        if self.key is not None and len(self.key) != len(self.columns):
            raise WrongValue(
                f"`columns` has {len(self.columns)} names and `key` {len(self.key)}", "list as many, in the same order"
            )
        return self


class Polymorphic(Entry):
    type: Identifier
    """The column that names the parent's table."""
    key: Identifier
    """The column that holds the parent's key."""
    cases: Annotated[dict[Text, TableName], Field(min_length=1)]
    """The parent table for each value of the type column."""


class Mapping(Entry):
    table: TableName
    """The table that maps rows to tenants."""
    join: Annotated[dict[Identifier, Identifier], Field(min_length=1)]
    """For each column of the mapping table to join on: the column of the row."""
    value: Identifier
    """The column of the mapping table that holds the tenant."""


def _paths(value: object) -> object:
    """Return the value of `via` as a list of paths.

    `userId` is one path, `[a, b]` one composite path, `[{columns: …}, …]` several paths.
    """
    if isinstance(value, str):
        return [{"columns": [value]}]
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return [{"columns": value}]
    return value


_SOURCES = ("constant", "via", "polymorphic", "sql", "mapping")
_DERIVED = ("on_conflict", "on_orphan", "on_null_parent")


class Backfill(Entry):
    constant: TenantId | None = None
    """Every row belongs to this tenant."""
    via: Annotated[tuple[ViaPath, ...] | None, BeforeValidator(_paths)] = None
    """A row gets the tenant of the row that this foreign key points to. Several paths must agree."""
    polymorphic: Polymorphic | None = None
    """A row gets the tenant of a parent that a type column and a key column name."""
    sql: Text | None = None
    """One SQL expression over the columns of the row `t`."""
    mapping: Mapping | None = None
    """A row gets its tenant from a table that maps rows to tenants."""
    on_conflict: Literal["fail", "first", "quarantine"] = "fail"
    """What happens when two paths lead to two tenants."""
    on_orphan: Literal["fail", "default", "quarantine"] = "fail"
    """What happens when no path leads to a tenant."""
    on_null_parent: Literal["next", "fail", "default"] = "next"
    """What happens when a column of a path is NULL."""

    @model_validator(mode="after")
    def _one_source(self) -> Backfill:
        given = [name for name in _SOURCES if getattr(self, name) is not None]
        if len(given) != 1:
            found = f"{' and '.join(given)} are given" if given else "none is given"
            raise WrongValue(
                f"a backfill has exactly one of {', '.join(_SOURCES)}, and {found}",
                "keep one of them" if given else "give one of them",
            )
        if self.via is not None and not self.via:
            raise WrongValue("`via` needs at least one path", "name the column of the foreign key: `via: user_id`")
        pointless = [name for name in _DERIVED if name in self.model_fields_set]
        if self.constant is not None and pointless:
            raise WrongValue(
                f"`{pointless[0]}` is for rows whose tenant is derived, and `constant` derives none", "remove it"
            )
        return self


class Table(Entry):
    kind: Kind = Kind.SCOPED
    """scoped: rows belong to tenants; reference: all tenants share the rows; exempt: left alone, with a reason."""
    backfill: Backfill | None = None
    """How planner finds each row's tenant."""
    column: Identifier | None = None
    """The name of a tenant column that the table has already."""
    reason: Text | None = None
    """Why the table is exempt."""
    until: Day | None = None
    """When the exemption ends."""
    triggers: dict[Identifier, Literal["fire", "suppress"]] = Field(default_factory=dict)
    """For triggers that the backfill's UPDATE would fire: fire them, or suppress them."""

    @model_validator(mode="after")
    def _fits_kind(self) -> Table:
        if self.kind is not Kind.SCOPED and (self.backfill is not None or self.column is not None):
            raise WrongValue(
                f"a table of kind {self.kind} has no tenant: `backfill` and `column` are for scoped tables",
                "remove them, or write `kind: scoped`",
            )
        if self.kind is not Kind.SCOPED and self.triggers:
            raise WrongValue(
                f"a table of kind {self.kind} is not filled: `triggers` is for scoped tables",
                "remove it, or write `kind: scoped`",
            )
        if self.kind is Kind.EXEMPT and self.reason is None:
            raise WrongValue("an exempt table needs a `reason`", "say why: `reason: …`")
        if self.kind is not Kind.EXEMPT and (self.reason is not None or self.until is not None):
            raise WrongValue("`reason` and `until` are for `kind: exempt`", "remove them, or write `kind: exempt`")
        return self


class Keys(Entry):
    index: Truth = True
    """Whether each scoped table gets an index that the tenant column leads."""
    unique: Literal["keep", "per_tenant"] = "keep"
    """Whether global unique keys become keys per tenant: UNIQUE (tenant, …)."""
    keep_global: tuple[Text, ...] = ()
    """Keys that stay global: exceptions to `unique: per_tenant` and `primary_key: composite`."""
    primary_key: Literal["keep", "composite"] = "keep"
    """Whether primary keys contain the tenant column."""
    foreign_keys: Literal["single", "composite"] = "single"
    """Whether foreign keys between scoped tables contain the tenant column."""
    old: Literal["drop", "keep"] = "drop"
    """Whether the global key stays beside the key per tenant."""
    comment: Truth = False
    """Whether the tenant column gets a comment."""

    @model_validator(mode="after")
    def _exceptions(self) -> Keys:
        if self.keep_global and self.unique == "keep" and self.primary_key == "keep":
            raise WrongValue(
                "`keep_global` lists exceptions to `unique: per_tenant` and `primary_key: composite`, which are not set",
                "write `unique: per_tenant`, or remove it",
            )
        return self


class Transition(Entry):
    assign: Literal["auto", "none"] = "auto"
    """auto: the write guard fills the tenant column for writers that do not send the tenant."""
    drop: Literal["never", "tighten"] = "never"
    """When planner drops the write guard."""


class Rls(Entry):
    setting: Text
    """The session's setting that holds the tenant."""
    roles: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """The roles that the application connects as."""
    ignore_roles: tuple[Identifier, ...] = ()
    """Other roles with rights on scoped tables that you accept."""
    force: Truth = True
    """FORCE ROW LEVEL SECURITY: policies bind the owner of a table too."""


class Plan(Entry):
    """The whole file."""

    version: Annotated[Literal[1], BeforeValidator(lambda value: 1 if value == "1" else value)]
    """The version of the plan's keys."""
    target: Target = Field(default_factory=Target)
    """The database that the plan is for."""
    schemas: Annotated[tuple[Identifier, ...], Field(min_length=1)] = ("public",)
    """The managed schemas. planner changes nothing outside them, except schema `planner`."""
    unlisted: Literal["error", "scope", "ignore"] = "error"
    """What happens to a table of these schemas that the plan does not name."""
    tenant: Tenant
    """The tenants table, and the tenant column that points to it."""
    tables: dict[TableName, Table] = Field(default_factory=dict)
    """Every table of the managed schemas."""
    defaults: dict[TablePattern, Table] = Field(default_factory=dict)
    """Entries for tables that `tables` does not name, by a pattern of their names."""
    keys: Keys = Field(default_factory=Keys)
    """The indexes and keys of scoped tables."""
    transition: Transition = Field(default_factory=Transition)
    """The time in which old and new writers run side by side."""
    rls: Rls | None = None
    """Row level security on the scoped tables."""
    naming: Literal["postgres", "drizzle", "django", "alembic", "prisma"] = "postgres"
    """The tool whose rules name the constraints and indexes that planner makes."""
    execution: Execution = Field(default_factory=Execution)
    """How gently planner works."""

    @field_validator("tables", "defaults", mode="before")
    @classmethod
    def _bare_entries(cls, value: Any) -> Any:
        """Return the tables, where `User:` without a value is a scoped table with every default."""
        return {k: {} if v is None else v for k, v in value.items()} if isinstance(value, MappingABC) else value

    @field_validator("schemas")
    @classmethod
    def _may_be_managed(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != len(value):
            raise WrongValue("`schemas` names a schema twice", "name each schema once")
        for name in value:
            if name in (PLANNER_SCHEMA, "information_schema") or name.startswith("pg_"):
                raise WrongValue(f"schema {name!r} can't be managed", "list the application's schemas")
        return value
