"""Build an index whose first column is the tenant column, CONCURRENTLY and after the backfill.

With the index, no update of the backfill could be heap-only.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
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

INDEX: Setting[bool] = Setting("keys.index", bool, True)


class BuildTenantIndex(Operation):
    """Build the index on the tenant column unless a suitable index exists (`keys.index`)."""

    name = "tenant_index"
    acts = (Acts(Phase.TIGHTEN, Turn.TABLES, 20),)
    records = (Records(OwnedKind.INDEX),)
    verified = 40
    settings = (INDEX,)

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        if not INDEX.of(state.tenancy):
            return
        relation = state.relation(table)
        leading = leading_index(relation, table.column)
        if leading is not None and OwnedKey(OwnedKind.INDEX, relation.name, leading.name) not in state.catalog.owned:
            return

        def wanted(part: Relation, others: Container[str]) -> Index:
            return Index(_name(part, table, state, others), (plain(table.column),))

        yield from IndexBuild(self.name, self.name, OwnedKind.INDEX, table.relation, wanted).steps(
            relation, state.catalog
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.TIGHTEN:
            return
        name = owned.key.name
        relation = catalog.relations[owned.key.relation]
        index = relation.index(name)
        partitioned = relation.kind is RelationKind.PARTITIONED
        gone = index is None or index.parent is not None
        qualified = QName(owned.key.relation.schema, name)
        drop = partial(index_ddl.drop_index, qualified, concurrently=not partitioned, if_exists=True)
        dropped: tuple[Change, ...] = () if gone else (DropIndex(owned.key.relation, name),)
        mode = Mode.TRANSACTION if gone or partitioned else Mode.ALONE
        lock = LockMode.ACCESS_EXCLUSIVE if partitioned else LockMode.SHARE_UPDATE_EXCLUSIVE
        yield Step(
            id=f"rollback.tenant_index.{owned.key.relation}",
            phase=phase,
            operation=self.name,
            relation=owned.key.relation,
            title=f"drop index {name} of {owned.key.relation}",
            make=lambda: (*(() if gone else (drop(),)), disown(owned.key)),
            mode=mode,
            locks=() if gone else (Lock(lock, owned.key.relation),),
            changes=(*dropped, Disown(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        if not INDEX.of(state.tenancy):
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


def leading_index(relation: Relation, column: str) -> Index | None:
    """Return a valid index over all rows whose first column is `column`, or None."""
    return next(
        (i for i in relation.indexes if i.valid and i.predicate is None and i.columns and i.columns[0].name == column),
        None,
    )


def _name(relation: Relation, table: ScopedTable, state: State, others: Container[str]) -> str:
    """Return the name of the recorded index, else a new name."""
    owned = state.catalog.owned
    for index in relation.indexes:
        if OwnedKey(OwnedKind.INDEX, relation.name, index.name) in owned:
            return index.name
    return state.tenancy.naming.index(relation.name, [table.column], state.taken_beside(relation, others))
