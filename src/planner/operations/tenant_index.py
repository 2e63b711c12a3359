"""Build an index whose first column is the tenant column, CONCURRENTLY and after the backfill.

With the index, no update of the backfill could be heap-only.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from enum import StrEnum
from functools import partial

from planner.catalog.changes import Disown
from planner.catalog.index_changes import DropIndex
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKey, OwnedKind
from planner.catalog.parts import Index
from planner.catalog.projection import Change
from planner.catalog.words import RelationKind
from planner.names import QName
from planner.operations.index_build import IndexBuild, plain
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.sql import index_ddl
from planner.steps.checks import CatalogCheck, Check
from planner.steps.conditions import IndexValid as IndexIsValid
from planner.steps.record.entries import disown
from planner.steps.step import Lock, LockMode, Mode, Step
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State
from planner.tenancy.settings import Setting


class Indexes(StrEnum):
    """The values of `keys.index`."""

    NONE = "false"
    TENANT = "true"
    """An index on the tenant column."""
    FOLLOW = "follow"
    """Copies (tenant, …) of the application's indexes; an index on the tenant column only where there is no copy."""


def _of_plan(value: object) -> Indexes:
    return Indexes.FOLLOW if value == Indexes.FOLLOW else Indexes.TENANT if value else Indexes.NONE


INDEX: Setting[Indexes] = Setting("keys.index", _of_plan, Indexes.TENANT)


class BuildTenantIndex(Operation):
    """Build the index on the tenant column unless a suitable index exists (`keys.index`)."""

    name = "tenant_index"
    acts = (Acts(Phase.TIGHTEN, Turn.TABLES, 20),)
    records = (Records(OwnedKind.INDEX),)
    verified = 40
    settings = (INDEX,)

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        # With `follow`, later keys and copies may begin with the tenant column: followed_indexes decides after them.
        if INDEX.of(state.tenancy) is not Indexes.TENANT:
            return
        relation = state.relation(table)
        leading = leading_index(relation, table.column)
        if leading is None or OwnedKey(OwnedKind.INDEX, relation.name, leading.name) in state.catalog.owned:
            yield from build_tenant_index(table, state)

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is Phase.TIGHTEN:
            yield drop_built(owned, catalog, self.name, "rollback.tenant_index")

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        if INDEX.of(state.tenancy) is Indexes.NONE:
            return
        index = leading_index(state.relation(table), table.column)
        yield CatalogCheck(
            "index",
            table.relation,
            f"an index is led by {table.column}",
            ok=index is not None,
            detail="" if index else "missing or INVALID: planner apply --phase tighten",
            condition=IndexIsValid(table.relation, index.name) if index else None,
        )


def build_tenant_index(table: ScopedTable, state: State) -> Iterator[Step]:
    """Yield the missing steps until the table has planner's index on the tenant column."""

    def wanted(part: Relation, others: Container[str]) -> Index:
        return Index(_name(part, table, state, others), (plain(table.column),))

    name = BuildTenantIndex.name
    yield from IndexBuild(name, name, OwnedKind.INDEX, table.relation, wanted).steps(
        state.relation(table), state.catalog
    )


def drop_built(owned: Owned, catalog: Catalog, operation: str, step: str) -> Step:
    """Return the step that drops an index of planner's and its entry.

    The index of a partition goes with the index that it is attached to. `step` is the part of the step's id before the
    relation's name.
    """
    name = owned.key.name
    relation = catalog.relations[owned.key.relation]
    index = relation.index(name)
    partitioned = relation.kind is RelationKind.PARTITIONED
    gone = index is None or index.parent is not None
    qualified = QName(owned.key.relation.schema, name)
    drop = partial(index_ddl.drop_index, qualified, concurrently=not partitioned, if_exists=True)
    dropped: tuple[Change, ...] = () if gone else (DropIndex(owned.key.relation, name),)
    lock = LockMode.ACCESS_EXCLUSIVE if partitioned else LockMode.SHARE_UPDATE_EXCLUSIVE
    return Step(
        id=f"{step}.{owned.key.relation}",
        phase=Phase.TIGHTEN,
        operation=operation,
        relation=owned.key.relation,
        title=f"drop index {name} of {owned.key.relation}",
        make=lambda: (*(() if gone else (drop(),)), disown(owned.key)),
        mode=Mode.TRANSACTION if gone or partitioned else Mode.ALONE,
        locks=() if gone else (Lock(lock, owned.key.relation),),
        changes=(*dropped, Disown(owned.key)),
    )


def leads(index: Index, column: str) -> bool:
    """Return whether the index is valid, is over all rows, and begins with the column."""
    return index.valid and index.predicate is None and bool(index.columns) and index.columns[0].name == column


def leading_index(relation: Relation, column: str) -> Index | None:
    """Return a valid index over all rows whose first column is `column`, or None."""
    return next((index for index in relation.indexes if leads(index, column)), None)


def own_indexes(relation: QName, catalog: Catalog) -> Iterator[OwnedKey]:
    """Yield the entries of planner's indexes on the tenant column."""
    return (owned.key for owned in catalog.owned.of(relation) if owned.key.kind is OwnedKind.INDEX)


def _name(relation: Relation, table: ScopedTable, state: State, others: Container[str]) -> str:
    """Return the name of the recorded index, else a new name."""
    own = {key.name for key in own_indexes(relation.name, state.catalog)}
    there = next((index.name for index in relation.indexes if index.name in own), None)
    return there or state.tenancy.naming.index(relation.name, [table.column], state.taken_beside(relation, others))
