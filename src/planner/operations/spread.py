"""What the plan wants of each table on Citus, and what is still missing of it.

The tenants table and reference tables become reference tables, and scoped tables are distributed by their tenant column,
all in the colocation group of the first one. Exempt tables stay as they are, unless they reference a reference table:
Citus then has to know them as local tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from planner.catalog.changes import AddConstraint, DropConstraint, ValidateConstraint
from planner.catalog.distribution import Distribution, Method
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind, OwnedState
from planner.catalog.parts import Constraint
from planner.catalog.projection import Change, Projection
from planner.catalog.words import ReferentialAction
from planner.names import QName
from planner.operations.key_record import replaced_foreign_key
from planner.target.citus import CONCURRENT_ABOVE, SHARD_COUNT
from planner.target.citus import DIALECT as CITUS
from planner.tenancy.model import State, Tenancy
from planner.tenancy.settings import Setting

DIALECT: Setting[str] = Setting("target.dialect", str, "postgres")
SHARDS: Setting[int] = Setting("target.shard_count", int, SHARD_COUNT)
ABOVE: Setting[float] = Setting("target.concurrent_above", float, CONCURRENT_ABOVE)
ON_SET_NULL: Setting[str] = Setting("target.on_set_null", str, "refuse")


def on_citus(tenancy: Tenancy) -> bool:
    """Return whether the plan is for a Citus cluster."""
    return DIALECT.of(tenancy) == CITUS


def wanted(state: State) -> Mapping[QName, Distribution]:
    """Return how each table shall be held: reference tables first, then scoped tables, parents before children.

    Local tables that reference a reference table come last.
    """
    if not on_citus(state.tenancy):
        return {}
    tenancy = state.tenancy
    shared = Distribution(Method.REFERENCE)
    found = {
        name: shared for name in (tenancy.tenants.relation, *tenancy.references) if name in state.catalog.relations
    }
    shards = SHARDS.of(tenancy)
    for table in tenancy.tables.values():
        if table.relation in state.catalog.relations:
            found[table.relation] = Distribution(Method.HASH, table.column, shards=shards)
    for relation, key in _keys(state.catalog):
        root = state.catalog.root(relation).name
        if root not in found and key.ref is not None and found.get(_root(state.catalog, key.ref)) is shared:
            found[root] = Distribution(Method.LOCAL)
    return found


def as_wanted(relation: Relation, want: Distribution) -> bool:
    """Return whether Citus holds a table as the plan wants."""
    has = relation.distribution
    return has is not None and (has.method, has.column) == (want.method, want.column)


@dataclass(frozen=True, slots=True)
class Held:
    """A foreign key with an end in a table that Citus shall hold."""

    relation: QName
    """The table or partition that has the foreign key."""
    key: Constraint
    """The foreign key as it was before planner dropped it."""
    record: Owned | None
    """planner's entry, once planner has dropped the key."""

    @property
    def missing(self) -> bool:
        """planner has dropped the key and has not put it back yet."""
        return self.record is not None and self.record.state is OwnedState.INTENT


def held_keys(state: State, want: Mapping[QName, Distribution]) -> Iterator[Held]:
    """Yield the foreign keys of and to the tables that Citus shall hold: those of today, and those that planner dropped."""
    catalog = state.catalog
    for name in catalog.relations:
        relation = catalog.relations[name]
        kept = {o.key.name: o for o in catalog.owned.of(name) if o.key.kind is OwnedKind.DROPPED_FOREIGN_KEY}
        for key in relation.foreign_keys():
            if not key.inherited and key.name not in kept and _concerned(catalog, name, key, want):
                yield Held(name, key, None)
        for owned in kept.values():
            yield Held(name, replaced_foreign_key(owned), owned)


def as_before(catalog: Catalog) -> tuple[Change, ...]:
    """Return the changes after which the catalog has all foreign keys that planner has dropped and not put back yet.

    They stand for the phases before `distribute`, which finished with these keys, and for the plan's paths along them.
    """
    return tuple(_as_before(catalog, owned) for owned in _waiting(catalog))


def as_now(catalog: Catalog) -> tuple[Change, ...]:
    """Return the changes that take back `as_before`, given the live catalog."""
    return tuple(change for owned in _waiting(catalog) for change in _as_now(catalog, owned))


def _waiting(catalog: Catalog) -> Iterator[Owned]:
    for owned in catalog.owned.values():
        if owned.key.kind is OwnedKind.DROPPED_FOREIGN_KEY and owned.state is OwnedState.INTENT:
            relation = catalog.relations.get(owned.key.relation)
            there = relation.constraint(owned.key.name) if relation is not None else None
            if relation is not None and (there is None or not there.validated):
                yield owned


def _as_before(catalog: Catalog, owned: Owned) -> Change:
    name, key = owned.key.relation, replaced_foreign_key(owned)
    if catalog.relations[name].constraint(key.name) is None:
        return AddConstraint(name, key)
    return ValidateConstraint(name, key.name)


def _as_now(catalog: Catalog, owned: Owned) -> Iterator[Change]:
    there = catalog.relations[owned.key.relation].constraint(owned.key.name)
    yield DropConstraint(owned.key.relation, owned.key.name)
    if there is not None:
        yield AddConstraint(owned.key.relation, there)


def with_dropped_keys(catalog: Catalog) -> Catalog:
    """Return the catalog with these foreign keys."""
    changes = as_before(catalog)
    if not changes:
        return catalog
    projection = Projection(catalog)
    projection.apply(changes)
    return projection.catalog


def ends(catalog: Catalog, held: Held) -> tuple[QName, QName]:
    """Return the two tables of a foreign key, the uppermost partitioned tables instead of partitions."""
    assert held.key.ref is not None
    return catalog.root(held.relation).name, _root(catalog, held.key.ref)


def on_citus_as(held: Held, state: State) -> Constraint:
    """Return the foreign key as Citus accepts it: without actions that would change the distribution column.

    Citus refuses ON UPDATE CASCADE, SET NULL and SET DEFAULT, and ON DELETE SET NULL and SET DEFAULT, in a foreign key
    that contains the distribution column; for ON DELETE also if the action sets only other columns.
    """
    table = state.tenancy.tables.get(state.catalog.root(held.relation).name)
    key = held.key
    if table is None or table.column not in key.columns:
        return key
    nothing = ReferentialAction.NO_ACTION
    if key.on_update is ReferentialAction.CASCADE or key.on_update.sets_columns:
        key = replace(key, on_update=nothing)
    if key.on_delete.sets_columns and ON_SET_NULL.of(state.tenancy) == "no_action":
        key = replace(key, on_delete=nothing, set_columns=())
    return key


def _keys(catalog: Catalog) -> Iterator[tuple[QName, Constraint]]:
    for relation in catalog.relations.values():
        for key in relation.foreign_keys():
            if not key.inherited:
                yield relation.name, key
    for owned in catalog.owned.values():
        if owned.key.kind is OwnedKind.DROPPED_FOREIGN_KEY and owned.key.relation in catalog.relations:
            yield owned.key.relation, replaced_foreign_key(owned)


def _concerned(catalog: Catalog, name: QName, key: Constraint, want: Mapping[QName, Distribution]) -> bool:
    assert key.ref is not None
    return catalog.root(name).name in want or _root(catalog, key.ref) in want


def _root(catalog: Catalog, name: QName) -> QName:
    return catalog.root(name).name if name in catalog.relations else name
