"""The content that an application's definition files must have at a stage, whatever ORM reads them.

It is worked out from the end: from the catalog as all phases leave it, and planner's record there. So it does not
matter how far the database and the files have come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlglot import exp

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Column, Constraint, Index, IndexColumn, Policy
from planner.catalog.words import ConstraintKind, ReferentialAction
from planner.names import QName
from planner.operations.index_build import columns_of
from planner.operations.key_record import Timing, foreign_key_in_its_place, replaced_foreign_key, replaced_key
from planner.operations.keys import same, scoped
from planner.orm.stage import Stage
from planner.sql import build, index_ddl
from planner.tenancy.model import ScopedTable, State


class Feature(StrEnum):
    """A feature of a key beyond a list of columns, in SQL's words."""

    PREDICATE = "WHERE"
    EXPRESSION = "expressions"
    INCLUDE = "INCLUDE"
    OPCLASS = "operator classes"
    COLLATION = "COLLATE"
    ORDER = "DESC and NULLS FIRST"
    NULLS = "NULLS NOT DISTINCT"
    DEFERRABLE = "DEFERRABLE"


AT_ONCE = Timing()
"""The constraint is checked after each row or statement."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key that carries the tenant."""

    name: str
    columns: tuple[str, ...]
    ref: QName
    ref_columns: tuple[str, ...]
    on_delete: ReferentialAction
    on_update: ReferentialAction
    set_columns: tuple[str, ...] = ()
    """The columns that ON DELETE SET NULL or SET DEFAULT sets; empty for all."""
    timing: Timing = AT_ONCE
    replaces: tuple[Constraint, ...] = ()
    """The foreign keys without the tenant that this key replaces. An application may have two on the same columns."""
    beside: bool = False
    """The key without the tenant stays beside this key, for rows for everybody."""

    @property
    def rest(self) -> tuple[str, ...]:
        """The columns without the tenant."""
        return self.columns[1:]


@dataclass(frozen=True, slots=True)
class Key:
    """A whole index. `replaces` is the global key that the index replaces."""

    index: Index
    timing: Timing = AT_ONCE
    """When the index's constraint is checked."""
    replaces: Index | None = None
    replaced_constraint: bool = False
    kept: bool = False
    """Whether the old key stays beside this key."""

    @property
    def name(self) -> str:
        return self.index.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the key. An expression stands for itself."""
        return tuple(column.name or column.definition for column in self.index.columns)

    @property
    def rest(self) -> tuple[str, ...]:
        """The columns without the tenant."""
        return self.columns[1:]

    @property
    def unique(self) -> bool:
        return self.index.unique

    @property
    def constraint(self) -> bool:
        return self.index.constraint is not None

    @property
    def features(self) -> frozenset[Feature]:
        return features(self.index, self.timing)

    def __str__(self) -> str:
        """Return the key's name, its columns and its features, as people read them."""
        include = f" INCLUDE ({', '.join(c.name or '' for c in self.index.include)})" if self.index.include else ""
        nulls = " NULLS NOT DISTINCT" if self.index.nulls_not_distinct else ""
        where = f" WHERE {self.index.predicate}" if self.index.predicate is not None else ""
        return f"{self.name} ({columns_of(self.index)}){include}{nulls}{where}"


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    """A primary key that carries the tenant."""

    name: str
    index: Index
    before: tuple[str, ...]
    """The columns of the primary key that this key replaces."""
    timing: Timing = AT_ONCE

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column.name or column.definition for column in self.index.columns)


@dataclass(frozen=True, slots=True)
class Table:
    """A scoped table at a stage."""

    relation: QName
    column: Column
    columns: tuple[Column, ...]
    """All columns of the table."""
    tenant_key: ForeignKey | None
    index: Key | None
    keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    primary_key: PrimaryKey | None = None
    """The primary key, if it carries the tenant."""
    policies: tuple[Policy, ...] = ()
    followed: tuple[Key, ...] = ()
    """The copies (tenant, …) of the application's indexes (`keys.index: follow`)."""
    session_default: str | None = None
    """The default that is the session's tenant (`transition.assign: setting`), on one line."""
    filled: bool = False
    """The database gives each new row its tenant, for writers that do not know the column: the session's tenant, or the
    tenant that the row's parents have."""
    made: bool = True
    """Whether planner adds the tenant column. Otherwise the application has it already."""
    unique: tuple[Index, ...] = ()
    """The unique keys that stay as the application has made them."""
    per_tenant: bool = False
    """Whether unique keys of this table get the tenant (`keys.unique: per_tenant`)."""
    guarded: bool = True
    """At the end the database still fills in the tenant for writers that do not send it."""

    @property
    def nullable(self) -> bool:
        return not self.column.not_null


@dataclass(frozen=True, slots=True)
class Tenants:
    """The tenants table. `made` says that planner makes the table, so that no definition file has it yet."""

    relation: QName
    key: str
    columns: tuple[Column, ...]
    made: bool
    policies: tuple[Policy, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The content that the definition must have: the tenants table and each scoped table."""

    stage: Stage
    tenants: Tenants
    tables: tuple[Table, ...]


def wanted(state: State, stage: Stage) -> Wanted:
    """Return the content for a stage. `state` has the catalog as all segments leave it."""
    tenants = state.tenancy.tenants
    relation = state.catalog.relations[tenants.relation]
    made = OwnedKey(OwnedKind.TABLE, tenants.relation, tenants.relation.name) in state.catalog.owned
    return Wanted(
        stage,
        Tenants(tenants.relation, tenants.key, relation.columns, made, _policies(relation, state.catalog, stage)),
        tuple(_table(table, state, stage) for table in state.tenancy.tables.values()),
    )


def without_policies(wanted: Wanted) -> Wanted:
    """Return the content for an ORM that has no word for policies."""
    tables = tuple(replace(one, policies=()) for one in wanted.tables)
    return replace(wanted, tenants=replace(wanted.tenants, policies=()), tables=tables)


def _table(table: ScopedTable, state: State, stage: Stage) -> Table:
    catalog = state.catalog
    relation = state.relation(table)
    column = relation.column(table.column)
    assert column is not None
    tight = stage is Stage.TIGHTEN
    planners = OwnedKey(OwnedKind.NOT_NULL, table.relation, table.column) in catalog.owned
    if not tight and planners:
        column = Column(column.name, column.type, not_null=False, default=column.default)
    tenants = state.tenancy.tenants.relation
    to_tenants = next((k for k in relation.foreign_keys() if k.columns == (table.column,) and k.ref == tenants), None)
    index = next(
        (Key(i) for i in relation.indexes if OwnedKey(OwnedKind.INDEX, relation.name, i.name) in catalog.owned), None
    )
    return Table(
        table.relation,
        column,
        relation.columns,
        _foreign_key(to_tenants) if to_tenants is not None else None,
        index,
        keys=tuple(_keys(relation, catalog)) if tight else (),
        foreign_keys=tuple(_foreign_keys(relation, catalog)) if tight else (),
        primary_key=_primary_key(relation, catalog) if tight else None,
        policies=_policies(relation, catalog, stage),
        followed=tuple(
            Key(i) for i in relation.indexes if OwnedKey(OwnedKind.FOLLOWED, relation.name, i.name) in catalog.owned
        )
        if tight
        else (),
        session_default=_session_default(column, table, catalog),
        filled=table.filled,
        made=OwnedKey(OwnedKind.COLUMN, table.relation, table.column) in catalog.owned,
        unique=tuple(
            i
            for i in relation.indexes
            if i.unique and OwnedKey(OwnedKind.KEY, relation.name, i.name) not in catalog.owned
        ),
        per_tenant=tight and state.tenancy.keys.per_tenant,
        guarded=table.transition.stays,
    )


def _session_default(column: Column, table: ScopedTable, catalog: Catalog) -> str | None:
    """Return the tenant column's default if planner made it the session's tenant."""
    if column.default is None or OwnedKey(OwnedKind.SESSION_DEFAULT, table.relation, table.column) not in catalog.owned:
        return None
    return " ".join(column.default.split())


def _policies(relation: Relation, catalog: Catalog, stage: Stage) -> tuple[Policy, ...]:
    """Return planner's policies of a relation."""
    if stage is not Stage.TIGHTEN:
        return ()
    return tuple(p for p in relation.policies if OwnedKey(OwnedKind.POLICY, relation.name, p.name) in catalog.owned)


def column_text(column: IndexColumn) -> str:
    """Return a key column as CREATE INDEX writes it: the column or expression, and its options."""
    return build.render(
        index_ddl.index_column(
            exp.var(column.definition), collation=column.collation, opclass=column.opclass, descending=column.descending,
            nulls_first=column.nulls_first,
        )
    )  # fmt: skip


def features(index: Index, timing: Timing) -> frozenset[Feature]:
    """Return the features of an index, or of the constraint that it belongs to."""

    def any_column(test: Callable[[IndexColumn], bool]) -> bool:
        return any(test(column) for column in index.columns)

    has = {
        Feature.PREDICATE: index.predicate is not None,
        Feature.EXPRESSION: any_column(lambda c: c.name is None),
        Feature.INCLUDE: bool(index.include),
        Feature.OPCLASS: any_column(lambda c: c.opclass is not None),
        Feature.COLLATION: any_column(lambda c: c.collation is not None),
        Feature.ORDER: any_column(lambda c: c.descending or c.nulls_first),
        Feature.NULLS: index.nulls_not_distinct,
        Feature.DEFERRABLE: timing.deferrable,
    }
    return frozenset(feature for feature, there in has.items() if there)


def _keys(relation: Relation, catalog: Catalog) -> Iterator[Key]:
    """Return the keys that planner built, each with the key that it replaced."""
    kept = [replaced_key(o) for o in catalog.owned.of(relation.name) if o.key.kind is OwnedKind.OLD_KEY]
    replaced = {one.replaced_by: one for one in kept}
    for index in relation.indexes:
        if OwnedKey(OwnedKind.KEY, relation.name, index.name) not in catalog.owned:
            continue
        gone = replaced.get(index.name)
        old = gone.index if gone is not None else _beside(relation, index)
        constraint = relation.constraint(index.constraint) if index.constraint is not None else None
        yield Key(
            index,
            _timing(constraint),
            old,
            replaced_constraint=gone is not None and gone.timing is not None,
            kept=gone is None and old is not None,
        )


def _timing(constraint: Constraint | None) -> Timing:
    return Timing(constraint.deferrable, constraint.deferred) if constraint is not None else AT_ONCE


def _beside(relation: Relation, index: Index) -> Index | None:
    """Return the global key that is kept: the same structure without the tenant."""
    tenant = index.columns[0].name or ""
    candidates = (i for i in relation.indexes if i.unique and not i.primary)
    return next((i for i in candidates if same(scoped(i, tenant, ""), index)), None)


def _foreign_keys(relation: Relation, catalog: Catalog) -> Iterator[ForeignKey]:
    replaced: dict[str | None, tuple[Constraint, ...]] = {}
    for owned in catalog.owned.of(relation.name):
        if owned.key.kind is OwnedKind.OLD_FOREIGN_KEY:
            name = foreign_key_in_its_place(owned)
            replaced[name] = (*replaced.get(name, ()), replaced_foreign_key(owned))
    for key in relation.foreign_keys():
        if OwnedKey(OwnedKind.COMPOSITE_KEY, relation.name, key.name) in catalog.owned:
            beside = any((k.columns, k.ref) == (key.columns[1:], key.ref) for k in relation.foreign_keys())
            yield replace(_foreign_key(key, replaced.get(key.name, ())), beside=beside)


def _foreign_key(key: Constraint, replaces: tuple[Constraint, ...] = ()) -> ForeignKey:
    assert key.ref is not None
    return ForeignKey(
        key.name, key.columns, key.ref, key.ref_columns, key.on_delete, key.on_update, key.set_columns,
        _timing(key), replaces,
    )  # fmt: skip


def _primary_key(relation: Relation, catalog: Catalog) -> PrimaryKey | None:
    key = next((c for c in relation.constraints if c.kind is ConstraintKind.PRIMARY), None)
    index = next((i for i in relation.indexes if i.primary), None)
    for owned in catalog.owned.of(relation.name):
        if owned.key.kind is OwnedKind.PRIMARY_KEY and key is not None and index is not None:
            old = replaced_key(owned).index
            return PrimaryKey(key.name, index, tuple(c.name for c in old.columns if c.name is not None), _timing(key))
    return None
