"""Fill the rows that have no tenant, in short transactions.

When a constant is the column's default, there is nothing to fill.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.catalog.changes import Disown, Own
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKind, OwnedState
from planner.names import QName
from planner.operations.firing import firing
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.rows.sources import batches
from planner.sql import build
from planner.sql.build import Node
from planner.steps.record.entries import Recording, disown, entry, recorded
from planner.steps.record.identity import identified
from planner.steps.record.tables import CURSOR
from planner.steps.step import Hazard, Lock, LockMode, Mode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import Constant, Existing, ScopedTable, State


class FillRows(Operation):
    """Fill the tenant column of existing rows, in phase backfill."""

    name = "backfill"
    acts = (Acts(Phase.BACKFILL, Turn.TABLES, 10),)
    records = (Records(OwnedKind.BACKFILL),)

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        """Yield one step for the table. The tables of a cycle share one step, which belongs to the first of them."""
        cycle = state.tenancy.cycle(table.relation) or (table.relation,)
        tables = [state.tenancy.tables[name] for name in cycle]
        if table.relation != cycle[0] or not any(to_fill(one, state) for one in tables):
            return
        loops = tuple(batches(one, state) for one in tables)
        records = [entry(OwnedKind.BACKFILL, one.relation, one.column, phase) for one in tables]
        yield Step(
            id=f"backfill.{table.relation}",
            phase=phase,
            operation=self.name,
            relation=table.relation,
            title=_title(tables),
            make=lambda: (
                *(node for loop in loops for node in loop.example()),
                *(_recording(one, table) for one, table in zip(records, tables, strict=True)),
            ),
            mode=Mode.BATCHES,
            work=Work.ROWS,
            rows=sum(leaf.rows for loop in loops for leaf in loop.leaves),
            locks=tuple(Lock(LockMode.ROW_EXCLUSIVE, one.relation) for one in tables),
            hazards=tuple(hazard for one in tables for hazard in _hazards(one, state.catalog)),
            changes=tuple(Own(one) for one in records),
            after=tuple(path.parent for one in tables for path in one.parents if path.parent not in cycle),
            batches=loops,
        )

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
            changes=(Disown(owned.key),),
        )


def _recording(owned: Owned, table: ScopedTable) -> Recording:
    """Return the INSERT of the entry. A column that planner added has its identity in the entry of the column."""
    return identified(owned, table.column) if table.adopted else Recording(owned)


def _title(tables: Sequence[ScopedTable]) -> str:
    if len(tables) == 1:
        (table,) = tables
        return f"fill {table.column} of {table.relation} where it is NULL: {table.strategy.describe()}"
    each = "; ".join(f"{table.relation} {table.strategy.describe()}" for table in tables)
    return f"fill {tables[0].column} of a cycle of tables, in rounds: {each}"


def forget(relation: QName) -> Node:
    """Return the DELETE of a relation's cursors."""
    return build.delete(
        CURSOR,
        build.and_(
            build.eq(build.column("schema_name"), build.literal(relation.schema)),
            build.eq(build.column("relation_name"), build.literal(relation.name)),
        ),
    )


def to_fill(table: ScopedTable, state: State) -> bool:
    """Return whether the table has, or may have, rows to fill."""
    if isinstance(table.strategy, Existing):
        return False
    column = state.relation(table).column(table.column)
    if column is None or column.not_null:
        return False
    if table.relation in state.facts.refill:
        return True
    if isinstance(table.strategy, Constant) and not table.adopted:
        return False
    record = recorded(state.catalog, OwnedKind.BACKFILL, table.relation, table.column)
    return record is None or record.state is not OwnedState.CONFIRMED


def _hazards(table: ScopedTable, catalog: Catalog) -> Iterator[Hazard]:
    for one in firing(table, catalog):
        yield Hazard("trigger-fires", one.describe())
    yield Hazard("replication", _subscribers(table, catalog))


def _subscribers(table: ScopedTable, catalog: Catalog) -> str:
    """Return which publications and logical slots see the filled rows, as far as this server knows."""
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
