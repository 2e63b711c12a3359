"""Rows that still have no tenant get it, in short transactions: nothing to do where the constant is the column's default."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.catalog.changes import Disown
from planner.catalog.model import Catalog, Owned, OwnedState
from planner.names import QName
from planner.operations.batches import Assign, Batches, FromParent, Leaf, Source
from planner.operations.checks import Check
from planner.operations.conditions import Recorded
from planner.operations.firing import firing
from planner.operations.record import CURSOR, disown, entry, owning, recorded
from planner.operations.step import Hazard, Lock, LockMode, Mode, Phase, Step, Undo, Work
from planner.operations.tenancy import Constant, Existing, Expression, Paths, ScopedTable, State
from planner.sql import build
from planner.sql.build import Node


class BackfillOperation:
    name = "backfill"
    kinds = ("backfill",)

    def steps(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        if phase is not Phase.BACKFILL or not to_fill(table, state):
            return
        batches = _batches(table, state)
        owned = entry("backfill", table.relation, table.column, phase)
        record, change = owning(owned)
        rows = sum(leaf.rows for leaf in batches.leaves)
        yield Step(
            id=f"backfill.{table.relation}",
            phase=phase,
            operation=self.name,
            relation=table.relation,
            title=f"fill {table.column} of {table.relation} where it is NULL: {table.strategy.describe()}",
            make=lambda: (*batches.example(), record),
            done=Recorded(owned.key, OwnedState.CONFIRMED),
            undo=Undo(
                lambda: (forget(table.relation), disown(owned.key)), note="filled values stay until the column goes"
            ),
            mode=Mode.BATCHES,
            work=Work.ROWS,
            rows=rows,
            locks=(Lock(LockMode.ROW_EXCLUSIVE, table.relation),),
            hazards=tuple(_hazards(table, state.catalog)),
            changes=(change,),
            after=tuple(path.parent for path in table.parents),
            batches=batches,
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        """Whether rows are left without a tenant is asked with the column's other row checks."""
        return iter(())

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.BACKFILL:
            return
        relation = owned.key.relation
        yield Step(
            id=f"rollback.backfill.{relation}",
            phase=phase,
            operation=self.name,
            relation=relation,
            title=f"forget that {relation} was filled; the values stay",
            make=lambda: (forget(relation), disown(owned.key)),
            done=Recorded(owned.key),
            undo=Undo(note="planner apply --phase backfill looks for NULLs again"),
            changes=(Disown(owned.key),),
        )


def forget(relation: QName) -> Node:
    """Delete the cursors of a relation."""
    return build.delete(
        CURSOR,
        build.and_(
            build.eq(build.column("schema_name"), build.literal(relation.schema)),
            build.eq(build.column("relation_name"), build.literal(relation.name)),
        ),
    )


def to_fill(table: ScopedTable, state: State) -> bool:
    """Whether the table has rows to fill, or may have."""
    if isinstance(table.strategy, Existing):
        return False
    column = state.relation(table).column(table.column)
    if column is None or column.not_null:
        return False
    if table.relation in state.facts.refill:
        return True
    if isinstance(table.strategy, Constant) and not table.adopted:
        return False
    record = recorded(state.catalog, "backfill", table.relation, table.column)
    return record is None or record.state is not OwnedState.CONFIRMED


def _batches(table: ScopedTable, state: State) -> Batches:
    strategy = table.strategy
    type_text = state.tenancy.tenants.type
    sources: tuple[Source, ...]
    match strategy:
        case Constant(tenant):
            sources = (Assign(build.cast(build.literal(tenant), type_text)),)
        case Expression(sql):
            sources = (Assign(build.cast(exp.Paren(this=build.verbatim(sql)), type_text)),)
        case Paths(paths):
            sources = tuple(FromParent(path.parent, path.pairs, path.tenant) for path in paths)
        case Existing():
            sources = ()
    return Batches(
        relation=table.relation,
        column=table.column,
        leaves=tuple(Leaf(leaf.name, leaf.pages, leaf.rows) for leaf in state.catalog.leaves(table.relation)),
        sources=sources,
        constant=isinstance(strategy, Constant),
        major=state.catalog.server.major,
        batch_rows=state.tenancy.batch_rows,
        indexed=any(
            table.column in (part.name for part in (*index.columns, *index.include))
            for index in state.relation(table).indexes
        ),
        rounds=isinstance(strategy, Paths) and any(path.parent == table.relation for path in strategy.paths),
    )


def _hazards(table: ScopedTable, catalog: Catalog) -> Iterator[Hazard]:
    for one in firing(table, catalog):
        yield Hazard("trigger-fires", one.describe())
    yield Hazard("replication", _subscribers(table, catalog))


def _subscribers(table: ScopedTable, catalog: Catalog) -> str:
    """Who of logical replication sees the rows, as far as this server knows."""
    publications = sorted({name for leaf in catalog.leaves(table.relation) for name in catalog.publications(leaf.name)})
    slots = [f"{slot.name} ({'active' if slot.active else 'not active'})" for slot in catalog.slots]
    seen = []
    if publications:
        seen.append(f"publication {', '.join(publications)} publishes every filled row")
    if slots:
        seen.append(f"logical slots of this database: {', '.join(slots)}")
    return (
        "; ".join(seen) or "no publication and no logical slot sees the filled rows now; physical replicas replay them"
    )
