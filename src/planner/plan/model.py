"""The plan's vocabulary (docs/plan.md), version 1. Text comes in here; everything inside works on checked values."""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from planner.names import PLANNER_SCHEMA
from planner.plan.fields import (
    MOST,
    Day,
    Duration,
    Identifier,
    Latency,
    Rate,
    Scalar,
    Share,
    Sql,
    TableName,
    TenantId,
    Text,
    Timeout,
    Truth,
)
from planner.plan.wrong import WrongValue


class Entry(BaseModel):
    """A mapping of the plan: unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Kind(StrEnum):
    SCOPED = "scoped"
    REFERENCE = "reference"
    EXEMPT = "exempt"


class Target(Entry):
    dialect: Literal["postgres", "citus"] = "postgres"
    """What the database is."""
    database: Identifier | None = None
    """Refuse any other database."""


class KeyColumn(Entry):
    column: Identifier
    """The key of the tenants table."""
    type: Text
    """Its type, as PostgreSQL spells it."""


class TenantColumn(Entry):
    type: Text
    """Its type, as PostgreSQL spells it."""
    nullable: Truth = False
    """Whether it may be NULL."""
    default: Sql | None = None
    """An SQL expression."""


class DefaultTenant(Entry):
    id: TenantId
    """The owner of today's rows."""
    values: dict[Identifier, Scalar] = Field(default_factory=dict)
    """Its other columns."""


def _tenant_columns() -> dict[str, TenantColumn]:
    return {"name": TenantColumn(type="text"), "created_at": TenantColumn(type="timestamptz", default="now()")}


class Tenant(Entry):
    table: TableName
    """The tenants table: created when missing, adopted when it exists and fits."""
    key: KeyColumn
    """Its key."""
    columns: dict[Identifier, TenantColumn] = Field(default_factory=_tenant_columns)
    """Its other columns, when planner creates it."""
    default: DefaultTenant | None = None
    """The tenant that owns today's rows; inserted in add."""
    column: Identifier
    """The column that every scoped table gets."""
    on_delete: Literal["no_action", "restrict", "cascade"] = "no_action"
    """What deleting a tenant does to its rows."""


class ViaPath(Entry):
    columns: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Columns that point to the parent row."""
    references: TableName | None = None
    """The parent, where the database has no foreign key."""
    key: tuple[Identifier, ...] | None = None
    """The parent's columns, where the database has no foreign key."""

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
    """The column that says which table."""
    key: Identifier
    """The column that says which row."""
    cases: Annotated[dict[Text, TableName], Field(min_length=1)]
    """Value of the type column: table."""


class Mapping(Entry):
    table: TableName
    """The table that maps rows to tenants."""
    join: Annotated[dict[Identifier, Identifier], Field(min_length=1)]
    """Its column: column of the row."""
    value: Identifier
    """Its column with the tenant."""


def _paths(value: object) -> object:
    """`userId` · `[a, b]`, one composite path · `[{columns: …}, …]`, several paths."""
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
    """The tenant of the row that this foreign key points to; several paths must agree."""
    polymorphic: Polymorphic | None = None
    """A type column and a key column."""
    sql: Text | None = None
    """One expression over the columns of the row `t`."""
    mapping: Mapping | None = None
    """A table that maps rows to tenants."""
    on_conflict: Literal["fail", "first", "quarantine"] = "fail"
    """Two paths, two tenants."""
    on_orphan: Literal["fail", "default", "quarantine"] = "fail"
    """No path leads to a tenant."""
    on_null_parent: Literal["next", "fail", "default"] = "next"
    """A NULL in a path's columns."""

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
                f"`{pointless[0]}` is for rows whose tenant is derived, and with `constant` none is", "remove it"
            )
        return self


class Table(Entry):
    kind: Kind = Kind.SCOPED
    """scoped: rows belong to tenants; reference: shared by all; exempt: left alone, with a reason."""
    backfill: Backfill | None = None
    """Where each row's tenant comes from."""
    column: Identifier | None = None
    """Its tenant column is there already, under this name."""
    reason: Text | None = None
    """Why it is exempt."""
    until: Day | None = None
    """When the exemption ends."""
    triggers: dict[Identifier, Literal["fire", "suppress"]] = Field(default_factory=dict)
    """What happens to triggers that the backfill's UPDATE would fire."""

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
    """An index led by the tenant column."""
    unique: Literal["keep", "per_tenant"] = "keep"
    """Whether global UNIQUE becomes UNIQUE (tenant, …)."""
    keep_global: tuple[Text, ...] = ()
    """Exceptions to per_tenant."""
    primary_key: Literal["keep", "composite"] = "keep"
    """Whether primary keys carry the tenant."""
    foreign_keys: Literal["single", "composite"] = "single"
    """Whether foreign keys between scoped tables carry the tenant."""
    old: Literal["drop", "keep"] = "drop"
    """Whether the global key stays beside the new one."""
    comment: Truth = False
    """Whether the tenant column gets a comment."""

    @model_validator(mode="after")
    def _exceptions(self) -> Keys:
        if self.keep_global and self.unique == "keep":
            raise WrongValue(
                "`keep_global` lists exceptions to `unique: per_tenant`, which is not set",
                "write `unique: per_tenant`, or remove it",
            )
        return self


class Transition(Entry):
    assign: Literal["auto", "none"] = "auto"
    """Who fills the column for writers that do not know it."""
    drop: Literal["never", "tighten"] = "never"
    """When the write guard goes."""


class Rls(Entry):
    setting: Text
    """The setting that holds the tenant."""
    roles: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """The application's roles."""
    ignore_roles: tuple[Identifier, ...] = ()
    """Roles with rights that need none of this."""
    force: Truth = True
    """FORCE ROW LEVEL SECURITY."""


class Probe(Entry):
    sql: Text
    """A query of the application's."""
    latency: Latency
    """Its limit."""


class Limits(Entry):
    replica_lag: Latency | None = None
    """Wait while a replica is further behind."""
    wal_rate: Rate | None = None
    """Wait above this rate."""
    dead_tuples: Share | None = None
    """Wait above this share of dead rows."""
    autovacuum: Latency | None = None
    """Wait while a VACUUM works on a table that is being filled, for at most so long."""
    probe: Probe | None = None
    """Wait while this query is slower."""


class Execution(Entry):
    lock_timeout: Timeout = 0.2
    """The longest anyone waits behind planner."""
    lock_deadline: Timeout = 600.0
    """How long a segment is tried for."""
    batch_seconds: Annotated[float, Field(ge=0.001, le=3600, allow_inf_nan=False)] = 0.1
    """Target of one batch, in seconds."""
    batch_rows: Annotated[int, Field(ge=1, le=MOST)] = 5000
    """Upper limit of rows in one batch."""
    pause: Duration = 0.0
    """Between batches."""
    workers: Annotated[int, Field(ge=1, le=1000)] = 1
    """Connections that fill at the same time."""
    limits: Limits | None = None
    """What is watched."""


class Plan(Entry):
    """The whole file."""

    version: Annotated[Literal[1], BeforeValidator(lambda value: 1 if value == "1" else value)]
    """Of this vocabulary."""
    target: Target = Field(default_factory=Target)
    """Which database."""
    schemas: Annotated[tuple[Identifier, ...], Field(min_length=1)] = ("public",)
    """The managed scope; outside it nothing is changed."""
    unlisted: Literal["error", "scope", "ignore"] = "error"
    """A table in scope that the plan does not name."""
    tenant: Tenant
    """The tenants table, and the column that points to it."""
    tables: dict[TableName, Table] = Field(default_factory=dict)
    """Every table of the scope."""
    keys: Keys = Field(default_factory=Keys)
    """Indexes and keys."""
    transition: Transition = Field(default_factory=Transition)
    """While old and new writers run side by side."""
    rls: Rls | None = None
    """Row level security."""
    naming: Literal["postgres", "drizzle", "django", "alembic", "prisma"] = "postgres"
    """Whose names the constraints and indexes get that planner makes."""
    execution: Execution = Field(default_factory=Execution)
    """How gently it runs."""

    @field_validator("tables", mode="before")
    @classmethod
    def _bare_entries(cls, value: Any) -> Any:
        """`User:` with nothing after it is a scoped table with every default."""
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
