"""Create schema planner first and drop it last. The schema holds the record of planner's changes and the journal."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.changes import Disown
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKind
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.steps.conditions import OWNED
from planner.steps.record.entries import SCHEMA_ENTRY, owning
from planner.steps.record.tables import create_schema, drop_schema
from planner.steps.step import Step
from planner.target.phase import Phase
from planner.tenancy.model import State


class KeepRecord(Operation):
    """Create schema planner, and drop it at the end of a rollback."""

    name = "record"
    acts = (Acts(Phase.ADD, Turn.DATABASE_FIRST, 10),)
    records = (Records(OwnedKind.SCHEMA),)

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        if state.catalog.planner_schema or SCHEMA_ENTRY.key in state.catalog.owned:
            return
        record, change = owning(SCHEMA_ENTRY)
        yield Step(
            id="add.record",
            phase=phase,
            operation=self.name,
            relation=OWNED,
            title="create schema planner, the record of what planner changes and its journal",
            make=lambda: (*create_schema(), record),
            changes=(change,),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.ADD:
            return
        yield Step(
            id="rollback.record",
            phase=phase,
            operation=self.name,
            relation=OWNED,
            title="drop schema planner with the record and the journal",
            make=lambda: tuple(drop_schema()),
            changes=(Disown(owned.key),),
        )
