"""One entry of `tables`: the kind of a table, and where its rows get their tenant from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from planner.plan.entry import Entry
from planner.plan.fields import Day, Identifier, TableName, TenantId, Text
from planner.plan.wrong import WrongValue


class Kind(StrEnum):
    SCOPED = "scoped"
    REFERENCE = "reference"
    EXEMPT = "exempt"
    SHARED = "shared"
    MIXED = "mixed"

    @property
    def has_tenants(self) -> bool:
        """Return whether rows of the table belong to tenants."""
        return self in (Kind.SCOPED, Kind.MIXED)


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


def _memberships(value: object) -> object:
    """Return the value of `memberships` as a list of entries. `team_user` is one table, `[a, b]` are two."""
    listed = value if isinstance(value, list) else [value]
    return [{"table": item} if isinstance(item, str) else item for item in listed]


class Membership(Entry):
    table: TableName
    """A scoped table whose rows say that a row of the shared table belongs to a tenant, or the tenants table."""
    columns: Annotated[tuple[Identifier, ...] | None, Field(min_length=1)] = None
    """The columns that point to the shared table, if the table has several such foreign keys or none."""


class TableKeys(Entry):
    """Exceptions of one table to `keys` of the plan."""

    unique: Literal["keep"] | None = None
    """The table's global unique keys stay."""
    primary_key: Literal["keep"] | None = None
    """The table's primary key stays."""


class TableTransition(Entry):
    """Exceptions of one table to `transition` of the plan."""

    assign: Literal["auto", "none", "setting"] | None = None
    """Who fills the table's tenant column for writers that do not send the tenant."""
    drop: Literal["never", "tighten"] | None = None
    """When planner drops the table's write guard. never: it stays for good, for code that cannot send the tenant."""

    @model_validator(mode="after")
    def _says_something(self) -> TableTransition:
        if self.assign is None and self.drop is None:
            raise WrongValue("`transition` of a table says nothing", "write `drop: never`, or remove it")
        return self


class Table(Entry):
    kind: Kind = Kind.SCOPED
    """scoped, mixed (also rows for everybody), shared (people in several tenants), reference (for all) or exempt."""
    backfill: Backfill | None = None
    """How planner finds each row's tenant."""
    column: Identifier | None = None
    """The name of a tenant column that the table has already."""
    keys: TableKeys | None = None
    """Exceptions of this table to `keys` of the plan."""
    transition: TableTransition | None = None
    """Exceptions of this table to `transition` of the plan."""
    memberships: Annotated[tuple[Membership, ...] | None, Field(min_length=1), BeforeValidator(_memberships)] = None
    """For a shared table: the tables that say which tenants a row belongs to."""
    pointers: dict[Identifier, TableName] = Field(default_factory=dict)
    """For a shared table: the columns that point to rows of tenants, each with the table that it points to."""
    match: Annotated[tuple[Identifier, ...] | None, Field(min_length=1)] = None
    """For a reference or shared table: the columns by which `planner merge` finds the same row in two databases."""
    on_difference: Literal["fail", "per_tenant"] = "fail"
    """For a reference table with `match`: what `planner merge` does with the same row with other values."""
    reason: Text | None = None
    """Why the table is exempt."""
    until: Day | None = None
    """When the exemption ends."""
    triggers: dict[Identifier, Literal["fire", "suppress"]] = Field(default_factory=dict)
    """For triggers that the backfill's UPDATE would fire: fire them, or suppress them."""

    @model_validator(mode="after")
    def _fits_kind(self) -> Table:
        if not self.kind.has_tenants and (self.backfill is not None or self.column is not None):
            raise WrongValue(
                f"a table of kind {self.kind} has no tenant: `backfill` and `column` are for scoped tables",
                "remove them, or write `kind: scoped`",
            )
        if not self.kind.has_tenants and self.keys is not None:
            raise WrongValue(
                f"the keys of a table of kind {self.kind} do not change: `keys` is for scoped tables",
                "remove it, or write `kind: scoped`",
            )
        if self.kind is not Kind.SCOPED and self.transition is not None:
            raise WrongValue(
                f"a table of kind {self.kind} gets no tenant filled in: `transition` is for scoped tables",
                "remove it, or write `kind: scoped`",
            )
        if self.kind is not Kind.SCOPED and self.triggers:
            raise WrongValue(
                f"a table of kind {self.kind} is not filled: `triggers` is for scoped tables",
                "remove it, or write `kind: scoped`",
            )
        return self

    @model_validator(mode="after")
    def _has_its_words(self) -> Table:
        if self.kind is Kind.EXEMPT and self.reason is None:
            raise WrongValue("an exempt table needs a `reason`", "say why: `reason: …`")
        if self.kind is not Kind.EXEMPT and (self.reason is not None or self.until is not None):
            raise WrongValue("`reason` and `until` are for `kind: exempt`", "remove them, or write `kind: exempt`")
        if self.kind is not Kind.SHARED and (self.memberships is not None or self.pointers):
            raise WrongValue(
                "`memberships` and `pointers` are for `kind: shared`", "remove them, or write `kind: shared`"
            )
        if self.pointers and self.memberships is None:
            raise WrongValue(
                "`pointers` are checked against `memberships`, and there are none",
                "name the table that says which tenants a row belongs to: `memberships: team_user`",
            )
        if self.kind is Kind.MIXED and self.column is None:
            raise WrongValue(
                "a mixed table needs its `column`: NULL in it means that the row is for everybody",
                "name the tenant column that the table has: `column: …`",
            )
        if self.kind is Kind.MIXED and self.backfill is not None:
            raise WrongValue(
                "a mixed table keeps its values: a NULL is a row for everybody, so nothing is filled",
                "remove `backfill`, or write `kind: scoped`",
            )
        return self

    @model_validator(mode="after")
    def _matches(self) -> Table:
        if self.match is not None and self.kind not in (Kind.REFERENCE, Kind.SHARED):
            raise WrongValue(
                "`match` is for tables without tenants, whose rows several databases have",
                "remove it, or write `kind: reference`",
            )
        if self.match is not None and len(set(self.match)) != len(self.match):
            raise WrongValue("`match` names a column twice", "name each column once")
        if "on_difference" in self.model_fields_set and (self.match is None or self.kind is not Kind.REFERENCE):
            raise WrongValue(
                "`on_difference` is for a reference table with `match`",
                "name the table's natural key: `match: [code]`, or remove it",
            )
        return self
