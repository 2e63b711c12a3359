"""A plan resolved against a catalog: the scoped tables, their tenant columns, and the source of each row's tenant.

`planner.resolve` makes it, and checks the plan's tables, columns and foreign keys. Operations read the result and never
the plan.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Literal

from planner.catalog.model import Catalog, Relation
from planner.errors import Place
from planner.names import QName
from planner.tenancy.naming import Naming
from planner.tenancy.path import Case as Case
from planner.tenancy.path import Path as Path
from planner.tenancy.shared import SharedTable
from planner.tenancy.tenants import DefaultTenant as DefaultTenant
from planner.tenancy.tenants import TenantColumn as TenantColumn
from planner.tenancy.tenants import TenantsTable as TenantsTable
from planner.tenancy.transition import AS_USUAL
from planner.tenancy.transition import Assign as Assign
from planner.tenancy.transition import Transition as Transition
from planner.tenancy.trusted import Trusted


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
    """The tenant column exists and is filled. planner keeps its values."""

    def describe(self) -> str:
        return "existing values"


@dataclass(frozen=True, slots=True)
class Paths:
    """A row gets the tenant of the parents that its paths lead to. Several paths must agree."""

    paths: tuple[Path, ...]

    def describe(self) -> str:
        return "via " + " and ".join(path.describe() for path in self.paths)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for rows whose tenant cannot be worked out, in the words of the plan."""

    on_conflict: Literal["fail", "first", "quarantine"] = "fail"
    on_orphan: Literal["fail", "default", "quarantine"] = "fail"
    on_null_parent: Literal["next", "fail", "default"] = "next"
    """`next` needs no code: a NULL matches no parent, and the paths are tried in their order."""

    @property
    def quarantines(self) -> bool:
        """Some rows go into the quarantine."""
        return "quarantine" in (self.on_conflict, self.on_orphan)

    @property
    def defaults(self) -> bool:
        """Some rows get the default tenant."""
        return "default" in (self.on_orphan, self.on_null_parent)


Strategy = Constant | Expression | Existing | Paths


@dataclass(frozen=True, slots=True)
class ScopedTable:
    """A table whose rows belong to tenants."""

    relation: QName
    column: str
    strategy: Strategy
    parents: tuple[Path, ...]
    """The paths to all parents: those of the strategy, and the foreign keys to scoped tables.

    planner checks that a row has the same tenant as each of these parents.
    """
    adopted: bool
    """The tenant column was there before planner."""
    key: tuple[str, ...]
    """The columns that identify a row for people: the primary key, else a unique key, else none."""
    place: Place
    spelled: str
    """The table's name as the plan spells it."""
    triggers: Mapping[str, str]
    """`fire` or `suppress`, by the trigger's name."""
    rules: Rules = Rules()
    mixed: bool = False
    """A row without a tenant is for everybody."""
    transition: Transition = AS_USUAL

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths of the strategy; none for other strategies."""
        return self.strategy.paths if isinstance(self.strategy, Paths) else ()

    @property
    def filled(self) -> bool:
        """The database gives every new row its right tenant for good, also from writers that do not know the column: the
        session's tenant, or the tenant of the row's parents."""
        return self.transition.stays and (self.derived or self.transition.setting is not None)

    @property
    def derived(self) -> bool:
        """The tenant is derived: it differs from row to row, so the backfill must update each row."""
        return isinstance(self.strategy, (Expression, Paths))


@dataclass(frozen=True, slots=True)
class Exemption:
    """An exempt table of the plan, with its reason and its end date."""

    relation: QName
    reason: str
    until: date | None


@dataclass(frozen=True, slots=True)
class KeyRules:
    """How the plan changes unique keys, primary keys, and foreign keys between scoped tables."""

    per_tenant: bool = False
    """Global unique keys become keys per tenant, with the tenant column first."""
    kept: frozenset[tuple[QName, str]] = frozenset()
    """The unique and primary keys that stay global: (table, name of the index)."""
    keep_old: bool = False
    """The global key stays beside the key per tenant."""
    composite: bool = False
    """Foreign keys between scoped tables contain the tenant column."""
    primary: bool = False
    """Primary keys contain the tenant column."""


class PolicyForm(Enum):
    """The policies that keep tenants apart, by what the target keeps of a policy."""

    RESTRICTIVE = "restrictive"
    """A RESTRICTIVE policy for everybody, whatever other policies exist, and PERMISSIVE ones for the roles."""
    PERMISSIVE = "permissive"
    """PERMISSIVE policies alone, each with the tenant in its condition. Citus makes a RESTRICTIVE policy PERMISSIVE on
    every shard, and says nothing (measured on 13.2 and 14.0)."""


@dataclass(frozen=True, slots=True)
class RowSecurity:
    """Row level security, with the tenant in a setting of the session."""

    setting: str
    roles: tuple[str, ...]
    """The roles that the application connects as."""
    ignored: frozenset[str]
    """Other roles with rights that the plan accepts."""
    force: bool
    helper: QName
    """The function that gives the session's tenant."""
    tenants: Literal["own", "readable", "exempt"] = "own"
    """What the roles may do with the tenants table: reach their own row, read all rows too, or whatever rights allow."""
    open: Mapping[QName, str] = field(default_factory=dict)
    """Tables without policies whose rows name tenants or take tenants' rows along, each with the plan's reason."""
    trusted: tuple[Trusted, ...] = ()
    """What may cross tenants."""
    form: PolicyForm = PolicyForm.RESTRICTIVE


class _Lookup:
    """The relations between the tables of a tenancy by table, each worked out when it is first asked for."""

    def __init__(self, tables: Mapping[QName, ScopedTable], cycles: tuple[tuple[QName, ...], ...]) -> None:
        self._tables = tables
        self._cycles = cycles

    @cached_property
    def children(self) -> Mapping[QName, Sequence[tuple[ScopedTable, Path]]]:
        found: dict[QName, list[tuple[ScopedTable, Path]]] = {}
        for _, table in sorted(self._tables.items()):
            for path in table.paths:
                if not path.mapping:
                    found.setdefault(path.parent, []).append((table, path))
        return found

    @cached_property
    def cycles(self) -> Mapping[QName, int]:
        return {member: number for number, cycle in enumerate(self._cycles) for member in cycle}

    @cached_property
    def places(self) -> Mapping[QName, int]:
        return {name: place for place, name in enumerate(self._tables)}

    @cached_property
    def joined(self) -> Mapping[QName, Sequence[str]]:
        found: dict[QName, set[str]] = {}
        for child in self._tables.values():
            for path in (*child.paths, *child.parents):
                if not path.mapping:
                    found.setdefault(path.parent, set()).update(theirs for _, theirs in path.pairs)
        return {name: sorted(columns) for name, columns in found.items()}


@dataclass(frozen=True, slots=True)
class Tenancy:
    """The goal for the database, and the way in which rows get their tenants."""

    database: str | None
    tenants: TenantsTable
    tables: Mapping[QName, ScopedTable]
    """The scoped tables, parents before children. The tables of a cycle are side by side."""
    cycles: tuple[tuple[QName, ...], ...]
    """The cycles: tables whose rows take their tenant from each other, or one table that references itself."""
    holes: tuple[tuple[QName, str, QName], ...]
    """The holes: (exempt table, foreign key, scoped table). They are allowed, and verify lists them."""
    exemptions: tuple[Exemption, ...]
    unlisted: tuple[QName, ...]
    """Tables that the plan must name and does not name. Only a tolerant resolution has any."""
    gone: tuple[QName, ...]
    """Reference and exempt tables of the plan that the database does not have. Only a tolerant resolution has any."""
    batch_rows: int
    naming: Naming
    """The names of the constraints and indexes that planner makes."""
    keys: KeyRules = KeyRules()
    rls: RowSecurity | None = None
    shared: tuple[SharedTable, ...] = ()
    """The tables of people in several tenants."""
    references: tuple[QName, ...] = ()
    """The reference tables, in the order of the plan."""
    reached: tuple[tuple[QName, str], ...] = ()
    """Reference tables with a foreign key to the tenants table: (table, foreign key). No policy keeps tenants apart."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """The settings of single operations, by path in the plan: `planner.tenancy.settings`."""

    _lookup: _Lookup = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lookup", _Lookup(self.tables, self.cycles))

    def children(self, name: QName) -> Sequence[tuple[ScopedTable, Path]]:
        """Return the paths that lead from scoped tables to this table, each with its table, by the tables' names."""
        return self._lookup.children.get(name, ())

    def cycle(self, name: QName) -> tuple[QName, ...]:
        """Return the cycle that a table is in; empty if it is in none."""
        number = self.cycle_number(name)
        return self.cycles[number] if number is not None else ()

    def cycle_number(self, name: QName) -> int | None:
        """Return the number of the cycle that a table is in; None if it is in none."""
        return self._lookup.cycles.get(name)

    def position(self, name: QName) -> int:
        """Return the number of a scoped table in the order of the tables."""
        return self._lookup.places[name]

    def joined_on(self, name: QName) -> Sequence[str]:
        """Return the columns of a table that any path or comparison joins on, sorted."""
        return self._lookup.joined.get(name, ())

    def constants(self) -> frozenset[str]:
        """Return the tenants that the plan names."""
        named = {t.strategy.tenant for t in self.tables.values() if isinstance(t.strategy, Constant)}
        if self.tenants.default is not None:
            named.add(self.tenants.default.id)
        return frozenset(named)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts about rows that planner reads in addition to the catalog."""

    tenants: frozenset[str] = frozenset()
    """The tenants of `Tenancy.constants()` that the tenants table contains."""
    refill: frozenset[QName] = frozenset()
    """Tables whose backfill is recorded as finished, but that have rows without a tenant again."""
    executors: tuple[str, ...] = ("public",)
    """The roles that may execute a new function (ALTER DEFAULT PRIVILEGES)."""


def names_of(relation: Relation) -> frozenset[str]:
    """Return the names of a relation's constraints and indexes, which a new constraint must not have."""
    return frozenset({c.name for c in relation.constraints} | {i.name for i in relation.indexes})


@dataclass(frozen=True, slots=True)
class Taken:
    """The union of several sets of names, without a copy of the sets."""

    sets: tuple[Container[str], ...]

    def __contains__(self, name: object) -> bool:
        return any(name in names for names in self.sets)


@dataclass(frozen=True, slots=True)
class State:
    """The input of operations: the goal, and the present state of the database."""

    tenancy: Tenancy
    catalog: Catalog
    facts: Facts
    taken: Mapping[str, Container[str]] = field(default_factory=dict)
    """The names of relations and indexes by schema, including those that earlier steps make."""

    def relation(self, table: ScopedTable) -> Relation:
        return self.catalog.relations[table.relation]

    def taken_beside(self, relation: Relation, others: Container[str] = ()) -> Container[str]:
        """Return the names that a new index of a relation must not have, including `others`.

        The index may become a constraint of the same name, so the names of constraints count too.
        """
        there = names_of(relation)
        return Taken((self.taken.get(relation.name.schema, ()), there, others))

    def has_column(self, table: ScopedTable) -> bool:
        return self.relation(table).column(table.column) is not None
