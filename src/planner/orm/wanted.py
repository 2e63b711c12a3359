"""What the definition files of an application must say at a stage, whatever ORM reads them.

Worked out from the end, the catalog as all phases leave it and planner's record there, so that it does not matter how
far the database and the files have come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Column, Constraint, Index, Policy
from planner.catalog.words import ConstraintKind, ReferentialAction
from planner.names import QName
from planner.operations.key_record import foreign_key_in_its_place, replaced_foreign_key, replaced_key
from planner.orm.stage import Stage
from planner.tenancy.model import ScopedTable, State


@dataclass(frozen=True, slots=True)
class ForeignKey:
    name: str
    columns: tuple[str, ...]
    ref: QName
    ref_columns: tuple[str, ...]
    on_delete: ReferentialAction
    on_update: ReferentialAction
    set_columns: tuple[str, ...] = ()
    """The columns that ON DELETE SET NULL or SET DEFAULT sets; empty for all."""
    replaces: tuple[Constraint, ...] = ()
    """Those without the tenant that it stands in for: an application may have two on the same columns."""


@dataclass(frozen=True, slots=True)
class Key:
    """An index; `replaces` is the global key that it stands in for."""

    name: str
    columns: tuple[str, ...]
    unique: bool
    constraint: bool
    plain: bool
    """Columns alone, in their own order, over all rows."""
    replaces: Index | None = None
    replaced_constraint: bool = False
    kept: bool = False
    """The old key stays beside it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A scoped table, at a stage."""

    relation: QName
    column: Column
    columns: tuple[Column, ...]
    """All of the table's."""
    tenant_key: ForeignKey | None
    index: Key | None
    keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    primary_key: tuple[str, tuple[str, ...], tuple[str, ...]] | None = None
    """(name, columns, columns before), where it carries the tenant."""
    policies: tuple[Policy, ...] = ()

    @property
    def nullable(self) -> bool:
        return not self.column.not_null


@dataclass(frozen=True, slots=True)
class Tenants:
    """The tenants table; `made` by planner, so that no definition file has it yet."""

    relation: QName
    key: str
    columns: tuple[Column, ...]
    made: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    stage: Stage
    tenants: Tenants
    tables: tuple[Table, ...]


def wanted(state: State, stage: Stage) -> Wanted:
    """`state` with the catalog as all segments leave it."""
    tenants = state.tenancy.tenants
    relation = state.catalog.relations[tenants.relation]
    made = OwnedKey(OwnedKind.TABLE, tenants.relation, tenants.relation.name) in state.catalog.owned
    return Wanted(
        stage,
        Tenants(tenants.relation, tenants.key, relation.columns, made),
        tuple(_table(table, state, stage) for table in state.tenancy.tables.values()),
    )


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
        (_key(i) for i in relation.indexes if OwnedKey(OwnedKind.INDEX, relation.name, i.name) in catalog.owned), None
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
        policies=tuple(
            p for p in relation.policies if OwnedKey(OwnedKind.POLICY, relation.name, p.name) in catalog.owned
        )
        if tight
        else (),
    )


def _key(index: Index, replaces: Index | None = None, *, was_constraint: bool = False, kept: bool = False) -> Key:
    plain = index.predicate is None and not index.include and all(
        c.name is not None and c.opclass is None and c.collation is None and not c.descending and not c.nulls_first
        for c in index.columns
    )  # fmt: skip
    columns = tuple(c.name or c.definition for c in index.columns)
    return Key(index.name, columns, index.unique, index.constraint is not None, plain, replaces, was_constraint, kept)


def _keys(relation: Relation, catalog: Catalog) -> Iterator[Key]:
    """Those that planner built, each with the one that it replaced."""
    kept = [replaced_key(o) for o in catalog.owned.of(relation.name) if o.key.kind is OwnedKind.OLD_KEY]
    replaced = {one.replaced_by: one for one in kept}
    for index in relation.indexes:
        if OwnedKey(OwnedKind.KEY, relation.name, index.name) in catalog.owned:
            gone = replaced.get(index.name)
            old, timing = (gone.index, gone.timing) if gone is not None else (None, None)
            beside = old if old is not None else _beside(relation, index)
            yield _key(index, beside, was_constraint=timing is not None, kept=old is None and beside is not None)


def _beside(relation: Relation, index: Index) -> Index | None:
    """The global key that is kept: the same columns without the tenant."""
    rest = index.columns[1:]
    return next((i for i in relation.indexes if i.unique and not i.primary and i.columns == rest), None)


def _foreign_keys(relation: Relation, catalog: Catalog) -> Iterator[ForeignKey]:
    replaced: dict[str | None, tuple[Constraint, ...]] = {}
    for owned in catalog.owned.of(relation.name):
        if owned.key.kind is OwnedKind.OLD_FOREIGN_KEY:
            name = foreign_key_in_its_place(owned)
            replaced[name] = (*replaced.get(name, ()), replaced_foreign_key(owned))
    for key in relation.foreign_keys():
        if OwnedKey(OwnedKind.COMPOSITE_KEY, relation.name, key.name) in catalog.owned:
            yield _foreign_key(key, replaced.get(key.name, ()))


def _foreign_key(key: Constraint, replaces: tuple[Constraint, ...] = ()) -> ForeignKey:
    assert key.ref is not None
    return ForeignKey(
        key.name, key.columns, key.ref, key.ref_columns, key.on_delete, key.on_update, key.set_columns, replaces
    )


def _primary_key(relation: Relation, catalog: Catalog) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    key = next((c for c in relation.constraints if c.kind is ConstraintKind.PRIMARY), None)
    for owned in catalog.owned.of(relation.name):
        if owned.key.kind is OwnedKind.PRIMARY_KEY and key:
            old = replaced_key(owned).index
            return key.name, key.columns, tuple(c.name for c in old.columns if c.name is not None)
    return None
