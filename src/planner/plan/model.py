"""The keys and values of a plan (docs/plan.md), version 1. This model checks text; the rest gets checked values.

The JSON Schema of the plan (schema.py) takes the sentence under each key as the description of the key.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from planner.names import PLANNER_SCHEMA
from planner.plan.entry import Entry
from planner.plan.execution import Execution
from planner.plan.fields import (
    Identifier,
    Scalar,
    SettingName,
    Size,
    Sql,
    TableName,
    TablePattern,
    TenantId,
    Text,
    Truth,
    TruthOrFollow,
)
from planner.plan.table import Table
from planner.plan.trusted import Trusted
from planner.plan.verify import Verify
from planner.plan.wrong import WrongValue
from planner.target.citus import CONCURRENT_ABOVE, SHARD_COUNT
from planner.target.citus import DIALECT as CITUS


class Target(Entry):
    dialect: Literal["postgres", "citus"] = "postgres"
    """The kind of database."""
    database: Identifier | None = None
    """The name of the database. planner refuses any other."""
    shard_count: Annotated[int, Field(ge=1, le=64000)] = SHARD_COUNT
    """The number of shards of each distributed table."""
    concurrent_above: Size = CONCURRENT_ABOVE
    """The size above which a table is distributed while writes go on."""
    on_set_null: Literal["refuse", "no_action"] = "refuse"
    """What becomes of ON DELETE SET NULL and SET DEFAULT of foreign keys with the tenant, which Citus refuses."""

    @model_validator(mode="after")
    def _of_citus(self) -> Target:
        for word in ("shard_count", "concurrent_above", "on_set_null"):
            if self.dialect != CITUS and word in self.model_fields_set:
                raise WrongValue(f"`{word}` is a word of `dialect: {CITUS}`", f"write `dialect: {CITUS}`, or remove it")
        return self


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


class Template(Entry):
    """The tenant whose rows a new tenant begins with."""

    tenant: TenantId = Field(alias="from")
    """The tenant whose rows are copied."""
    tables: Annotated[tuple[TableName, ...], Field(min_length=1)]
    """The scoped tables whose rows are copied."""


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
    template: Template | None = None
    """What `planner tenant add` copies for a new tenant."""
    external: tuple[Text, ...] = ()
    """What a tenant has outside the database; {id} stands for its key. planner only names it."""


class Keys(Entry):
    index: TruthOrFollow = True
    """Whether each scoped table gets an index that begins with the tenant column. follow: copies of its indexes too."""
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
    assign: Literal["auto", "none", "setting"] = "auto"
    """Who fills the column for writers that do not send the tenant: auto, the write guard; setting, the session first."""
    drop: Literal["never", "tighten"] = "never"
    """When planner drops the write guard."""
    setting: SettingName | None = None
    """The session's setting that `assign: setting` reads, if the plan has no `rls`."""


class OpenTable(Entry):
    table: TableName
    """A table without policies."""
    reason: Text
    """Why roles may reach rows of tenants through the table."""


class Rls(Entry):
    setting: Text
    """The session's setting that holds the tenant."""
    roles: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """The roles that the application connects as."""
    ignore_roles: tuple[Identifier, ...] = ()
    """Other roles with rights on scoped tables that you accept."""
    force: Truth = True
    """FORCE ROW LEVEL SECURITY: policies bind the owner of a table too."""
    tenants: Literal["own", "readable", "exempt"] = "own"
    """The tenants table: its policies let a session reach its own row (own), read all rows too (readable), or none."""
    open: tuple[OpenTable, ...] = ()
    """Tables without policies that you answer for: their rows name tenants, or foreign keys take tenants' rows along."""
    trusted: tuple[Trusted, ...] = ()
    """What may cross tenants: functions, views and tables that somebody has reviewed."""


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
    verify: Verify = Field(default_factory=Verify)
    """How `planner verify` judges what it finds."""
    naming: Literal["postgres", "drizzle", "django", "alembic", "prisma", "rails", "typeorm"] = "postgres"
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
