"""The plan resolved against a catalog: which tables get a tenant, under which column, and from where each row gets its own.

Everything that the plan says of tables, columns and foreign keys is checked here, with the place in the plan's file.
Operations read the result and never the plan.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from planner.catalog.model import Catalog, Relation
from planner.errors import Place
from planner.names import QName
from planner.tenancy.naming import Naming


@dataclass(frozen=True, slots=True)
class Constant:
    """Every row belongs to this tenant."""

    tenant: str

    def describe(self) -> str:
        return f"constant {self.tenant}"


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression over the columns of the row `t`, verbatim."""

    sql: str

    def describe(self) -> str:
        return f"sql {self.sql}"


@dataclass(frozen=True, slots=True)
class Existing:
    """The column is there and filled; planner keeps its values."""

    def describe(self) -> str:
        return "existing values"


@dataclass(frozen=True, slots=True)
class Case:
    """Which rows a polymorphic path is for."""

    column: str
    value: str
    converted: str | None = None
    """The parent's type, where the row keeps the key as text."""


@dataclass(frozen=True, slots=True)
class Path:
    """Columns of a row that point to a row whose tenant is known."""

    parent: QName
    pairs: tuple[tuple[str, str], ...]
    """(column of the row, column of the parent)."""
    tenant: str
    """The parent's column with the tenant: its tenant column, the key of the tenants table, the value of a mapping."""
    constraint: str | None
    """The foreign key that says so; None where only the plan does."""
    case: Case | None = None
    mapping: bool = False
    """The parent maps rows to tenants; it has no tenant itself."""
    partition: QName | None = None
    """Where the foreign key references a partition: that one; `parent` is the partitioned table."""
    shared: bool = False
    """Several tenants may have the key, now or once keys are per tenant."""

    @property
    def identity(self) -> tuple[QName, tuple[str, ...], str | None]:
        """Two paths with the same one are the same question to the rows."""
        return (self.partition or self.parent, self.columns, self.case.value if self.case else None)

    @property
    def source(self) -> QName:
        """The relation whose rows are looked up."""
        return self.partition or self.parent

    @property
    def columns(self) -> tuple[str, ...]:
        """Those that hold the key."""
        return tuple(mine for mine, _ in self.pairs)

    @property
    def reads(self) -> tuple[str, ...]:
        """All columns of the row that the path depends on."""
        return (*self.columns, *((self.case.column,) if self.case else ()))

    def describe(self) -> str:
        where = f" where {self.case.column} is {self.case.value}" if self.case else ""
        return f"{', '.join(self.columns)} → {self.source}{where}"


@dataclass(frozen=True, slots=True)
class Paths:
    """The tenant of the rows that a row points to; several paths must agree."""

    paths: tuple[Path, ...]

    def describe(self) -> str:
        return "via " + " and ".join(path.describe() for path in self.paths)


@dataclass(frozen=True, slots=True)
class Rules:
    """What happens to rows whose tenant can't be worked out; the words of the plan."""

    on_conflict: Literal["fail", "first", "quarantine"] = "fail"
    on_orphan: Literal["fail", "default", "quarantine"] = "fail"
    on_null_parent: Literal["next", "fail", "default"] = "next"

    @property
    def quarantines(self) -> bool:
        return "quarantine" in (self.on_conflict, self.on_orphan)

    @property
    def defaults(self) -> bool:
        return "default" in (self.on_orphan, self.on_null_parent)


Strategy = Constant | Expression | Existing | Paths


@dataclass(frozen=True, slots=True)
class ScopedTable:
    """A table whose rows belong to tenants."""

    relation: QName
    column: str
    strategy: Strategy
    parents: tuple[Path, ...]
    """Every scoped table that a foreign key reaches, the paths of the strategy among them: rows are compared with all."""
    adopted: bool
    """The column was there before planner came."""
    key: tuple[str, ...]
    """Columns that name a row to people: the primary key, else a unique key, else none."""
    place: Place
    spelled: str
    """Its name, as the plan has it."""
    triggers: Mapping[str, str]
    """fire or suppress, by name."""
    rules: Rules = Rules()

    @property
    def paths(self) -> tuple[Path, ...]:
        """Those of its strategy."""
        return self.strategy.paths if isinstance(self.strategy, Paths) else ()

    @property
    def derived(self) -> bool:
        """Rows differ in their tenant, so they have to be filled one by one."""
        return isinstance(self.strategy, (Expression, Paths))


@dataclass(frozen=True, slots=True)
class TenantColumn:
    """A column of the tenants table besides its key, when planner creates it."""

    name: str
    type: str
    nullable: bool
    default: str | None


@dataclass(frozen=True, slots=True)
class DefaultTenant:
    """The owner of today's rows."""

    id: str
    values: tuple[tuple[str, str | int | float | bool | None], ...]


@dataclass(frozen=True, slots=True)
class TenantsTable:
    relation: QName
    key: str
    type: str
    """As format_type spells it."""
    columns: tuple[TenantColumn, ...]
    default: DefaultTenant | None
    exists: bool
    """Was there before planner came."""
    place: Place


@dataclass(frozen=True, slots=True)
class Exemption:
    """A table that the plan leaves alone."""

    relation: QName
    reason: str
    until: date | None


@dataclass(frozen=True, slots=True)
class KeyRules:
    """What becomes of unique keys and of foreign keys between scoped tables."""

    per_tenant: bool = False
    """Global unique keys get the tenant in front."""
    kept: frozenset[tuple[QName, str]] = frozenset()
    """(table, name of the index): those that stay global."""
    keep_old: bool = False
    """The global key stays beside the new one."""
    composite: bool = False
    """Foreign keys between scoped tables carry the tenant."""
    primary: bool = False
    """So do primary keys."""


@dataclass(frozen=True, slots=True)
class RowSecurity:
    """Row level security by a setting of the session."""

    setting: str
    roles: tuple[str, ...]
    """The application's."""
    ignored: frozenset[str]
    """Roles with rights that somebody has answered for."""
    force: bool
    helper: QName
    """The function that gives the session's tenant."""


@dataclass(frozen=True, slots=True)
class Tenancy:
    """What the database shall look like, and how the rows get there."""

    database: str | None
    tenants: TenantsTable
    tables: Mapping[QName, ScopedTable]
    """Parents before children; the tables of a cycle side by side."""
    cycles: tuple[tuple[QName, ...], ...]
    """Tables whose rows take their tenant from each other: several, or one that references itself."""
    holes: tuple[tuple[QName, str, QName], ...]
    """(exempt table, foreign key, scoped table): allowed, and listed by verify."""
    exemptions: tuple[Exemption, ...]
    unlisted: tuple[QName, ...]
    """Tables that the plan does not name though it should; empty unless asked to go on in spite of them."""
    gone: tuple[QName, ...]
    """Reference and exempt tables of the plan that are not in the database; likewise."""
    assign: bool
    """Writers that do not know the column are filled in for."""
    drop_guard: bool
    """transition.drop: tighten."""
    batch_rows: int
    naming: Naming
    """Of the constraints and indexes that planner makes."""
    keys: KeyRules = KeyRules()
    rls: RowSecurity | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    """What single operations read of the plan, by path: `planner.tenancy.settings`."""

    def cycle(self, name: QName) -> tuple[QName, ...]:
        """The cycle that a table is in; empty for most."""
        return next((cycle for cycle in self.cycles if name in cycle), ())

    def constants(self) -> frozenset[str]:
        """The tenants that the plan names."""
        named = {t.strategy.tenant for t in self.tables.values() if isinstance(t.strategy, Constant)}
        if self.tenants.default is not None:
            named.add(self.tenants.default.id)
        return frozenset(named)


@dataclass(frozen=True, slots=True)
class Facts:
    """What planner has to know of the rows, read beside the catalog."""

    tenants: frozenset[str] = frozenset()
    """Those of `Tenancy.constants()` that the tenants table holds."""
    refill: frozenset[QName] = frozenset()
    """Tables whose backfill is on record as finished and that have rows without a tenant again."""


def names_of(relation: Relation) -> frozenset[str]:
    """Of its constraints and indexes, which a new constraint must not have."""
    return frozenset({c.name for c in relation.constraints} | {i.name for i in relation.indexes})


@dataclass(frozen=True, slots=True)
class Taken:
    """Names that are in any of several sets, which are not copied."""

    sets: tuple[Container[str], ...]

    def __contains__(self, name: object) -> bool:
        return any(name in names for names in self.sets)


@dataclass(frozen=True, slots=True)
class State:
    """What operations look at: the goal, and where the database stands."""

    tenancy: Tenancy
    catalog: Catalog
    facts: Facts
    taken: Mapping[str, Container[str]] = field(default_factory=dict)
    """By schema: names of relations and indexes, those that earlier steps make among them."""

    def relation(self, table: ScopedTable) -> Relation:
        return self.catalog.relations[table.relation]

    def taken_beside(self, relation: Relation, others: Container[str] = ()) -> Container[str]:
        """What a new index of a relation can't be called, `others` included; it may become a constraint of its name."""
        there = names_of(relation)
        return Taken((self.taken.get(relation.name.schema, ()), there, others))

    def has_column(self, table: ScopedTable) -> bool:
        return self.relation(table).column(table.column) is not None
