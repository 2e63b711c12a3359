"""Define an operation: one class in one file, which declares when it acts, what it records, and how to undo that.

`diff`, `rollback`, `verify` and `resolve` read these declarations. They know no operation by name.
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
    """The turns of a phase. The operations of a phase act in this order."""

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
    """The turns of a rollback. Objects that depend on other objects are undone first."""

    DISTRIBUTED_KEYS = -2
    """Foreign keys of distributed tables: Citus takes back no table that has one."""
    DISTRIBUTION = -1
    """Distributed tables become plain tables again, before anything else of them changes."""
    POLICIES = 1
    """Policies depend on the tenant column, and on the tenant function."""
    GLOBAL_KEYS = 2
    """Rollback builds the indexes of global keys again, for the foreign keys that need them."""
    FOREIGN_KEYS = 3
    """Foreign keys between scoped tables lose the tenant column. The key to the tenants table is among OTHERS."""
    PRIMARY_KEYS = 4
    """Primary keys lose the tenant column, when no foreign key depends on them any more."""
    OTHERS = 5
    DROPPED_KEYS = 6
    """Foreign keys that were dropped before their tables were distributed come back last."""


@dataclass(frozen=True, slots=True)
class Acts:
    """One place of an operation in the order of work. `place` orders the operations of one phase and turn."""

    phase: Phase
    turn: Turn
    place: int


@dataclass(frozen=True, slots=True)
class Records:
    """One kind of entry in the record (planner.owned) that an operation writes and undoes."""

    kind: OwnedKind
    undone: UndoTurn = UndoTurn.OTHERS


class Operation:
    """One kind of change to the database. The methods yield nothing unless an operation overrides them."""

    name: ClassVar[str]
    """The operation's name in the ids of its steps, and the name of its page in docs/operations/."""
    acts: ClassVar[tuple[Acts, ...]]
    records: ClassVar[tuple[Records, ...]] = ()
    verified: ClassVar[int] = 0
    """The operation's place among the checks of `planner verify`."""
    settings: ClassVar[tuple[Setting[Any], ...]] = ()
    """The settings of the plan that the operation reads."""

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        """Yield the missing steps of the database as a whole. Called in the turns DATABASE_FIRST and DATABASE_LAST."""
        yield from ()

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        """Yield the missing steps of one scoped table, given the catalog of `state`."""
        yield from ()

    def agree(self, owned: Owned, tenancy: Tenancy) -> None:
        """Compare one entry of the record with the plan.

        Raise Blocked when the plan has changed after planner acted on it.
        """

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        """Yield the steps that undo one entry of the record in `phase`.

        Yield nothing when another phase undoes the entry. The last step removes the entry from the record, or changes
        the entry to its new state.
        """
        yield from ()

    def database_checks(self, state: State) -> Iterator[Check]:
        """Yield the checks of the database as a whole. They hold when no step is missing."""
        yield from ()

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        """Yield the checks of one scoped table. They hold when no step is missing."""
        yield from ()
