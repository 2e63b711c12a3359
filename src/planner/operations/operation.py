"""What an operation is: one class in one file that declares when it acts, what it records, and how that is undone.

`diff`, `rollback`, `verify` and `resolve` read these declarations and know no operation by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar

from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKind
from planner.steps.checks import Check
from planner.steps.step import Step
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State, Tenancy
from planner.tenancy.settings import Setting


class Turn(IntEnum):
    """When in a phase an operation acts, in this order."""

    DATABASE_FIRST = 1
    """Once, before the tables."""
    TABLES_FIRST = 2
    """On each table, before any table goes through the phase."""
    TABLES = 3
    """On each table, parents before children: one table finishes the phase before the next begins."""
    TABLES_LAST = 4
    """On each table, after all tables have finished the phase."""
    DATABASE_LAST = 5
    """Once, after the tables."""


class UndoTurn(IntEnum):
    """When in a phase the entries of a kind are taken back, in this order: what leans on other objects goes first."""

    POLICIES = 1
    """Policies lean on the tenant column, and the tenant's function on nothing that comes later."""
    GLOBAL_KEYS = 2
    """The indexes of global keys are built again, for the foreign keys that lean on them."""
    FOREIGN_KEYS = 3
    """Foreign keys between scoped tables lose the tenant."""
    PRIMARY_KEYS = 4
    """Primary keys lose the tenant, once no foreign key leans on them."""
    OTHERS = 5


@dataclass(frozen=True, slots=True)
class Acts:
    """One place of an operation in the order of work; `place` orders the operations of one phase and turn."""

    phase: Phase
    turn: Turn
    place: int


@dataclass(frozen=True, slots=True)
class Records:
    """A kind of entry in planner.owned that an operation writes and undoes."""

    kind: OwnedKind
    undone: UndoTurn = UndoTurn.OTHERS


class Operation:
    """One kind of change to the database. The methods yield nothing unless an operation defines them."""

    name: ClassVar[str]
    """In the ids of its steps, and the name of its page in docs/operations/."""
    acts: ClassVar[tuple[Acts, ...]]
    records: ClassVar[tuple[Records, ...]] = ()
    verified: ClassVar[int] = 0
    """Its place among verify's checks."""
    settings: ClassVar[tuple[Setting[Any], ...]] = ()
    """What it reads of the plan."""

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        """Yield the steps that are missing in the database as a whole, in a turn DATABASE_FIRST or DATABASE_LAST."""
        yield from ()

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        """Yield the steps that are missing on one scoped table, given the catalog of `state`."""
        yield from ()

    def agree(self, owned: Owned, tenancy: Tenancy) -> None:
        """Compare one entry of the record with the plan. Raises Blocked when the plan has changed after planner acted on it."""

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        """Yield the steps that take one entry of the record back with a phase; none when another phase does.

        The last step takes the entry off the record, or says how the entry stands from then on.
        """
        yield from ()

    def database_checks(self, state: State) -> Iterator[Check]:
        """Yield what must hold in the database when nothing is missing."""
        yield from ()

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        """Yield what must hold for one scoped table when nothing is missing."""
        yield from ()
