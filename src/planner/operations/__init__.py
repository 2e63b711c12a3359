"""List the operations and find them by phase, by record entry and by check.

To add an operation, write one file and add one line here. The operation's class declares everything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from planner.catalog.owned import OwnedKind
from planner.operations.backfill import FillRows
from planner.operations.composite_foreign_keys import ScopeForeignKeys
from planner.operations.distribute_foreign_keys import CarryForeignKeys
from planner.operations.distribute_identity import ReplaceIdentity
from planner.operations.distribute_partitioned_keys import ScopePartitionedKeys
from planner.operations.distribute_tables import DistributeTables, FinishTables
from planner.operations.followed_indexes import FollowIndexes
from planner.operations.not_null import SetNotNull
from planner.operations.operation import Operation, Turn, UndoTurn
from planner.operations.primary_keys import ScopePrimaryKeys
from planner.operations.record import KeepRecord
from planner.operations.row_security import EnableRowSecurity
from planner.operations.session_default import DefaultToSession
from planner.operations.tenant_column import AddTenantColumn
from planner.operations.tenant_comment import CommentOnTenantColumn
from planner.operations.tenant_foreign_key import AddTenantForeignKey
from planner.operations.tenant_function import CreateTenantFunction
from planner.operations.tenant_index import BuildTenantIndex
from planner.operations.tenants_table import CreateTenantsTable
from planner.operations.triggers import SuppressTriggers
from planner.operations.unique_keys import ScopeUniqueKeys
from planner.operations.write_guard import GuardWrites
from planner.steps.checks import Check
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State

OPERATIONS: tuple[Operation, ...] = (
    KeepRecord(),
    CreateTenantsTable(),
    AddTenantColumn(),
    GuardWrites(),
    DefaultToSession(),
    SuppressTriggers(),
    FillRows(),
    AddTenantForeignKey(),
    CommentOnTenantColumn(),
    BuildTenantIndex(),
    SetNotNull(),
    ScopeForeignKeys(),
    ScopeUniqueKeys(),
    ScopePrimaryKeys(),
    FollowIndexes(),
    CreateTenantFunction(),
    EnableRowSecurity(),
    ReplaceIdentity(),
    CarryForeignKeys(),
    ScopePartitionedKeys(),
    DistributeTables(),
    FinishTables(),
)


@cache
def acting(phase: Phase, turn: Turn) -> tuple[Operation, ...]:
    """Return the operations that act in `turn` of `phase`, in the order of their places."""
    places = [
        (acts.place, operation)
        for operation in OPERATIONS
        for acts in operation.acts
        if (acts.phase, acts.turn) == (phase, turn)
    ]
    return tuple(operation for _, operation in sorted(places, key=lambda each: each[0]))


@cache
def _recorders() -> dict[OwnedKind, tuple[Operation, UndoTurn]]:
    return {records.kind: (operation, records.undone) for operation in OPERATIONS for records in operation.records}


def undoing(kind: OwnedKind) -> Operation:
    """Return the operation that undoes record entries of a kind."""
    return _recorders()[kind][0]


def undone_when(kind: OwnedKind) -> UndoTurn:
    """Return when in a phase rollback undoes the record entries of a kind."""
    return _recorders()[kind][1]


def database_checks(state: State) -> Iterator[Check]:
    """Yield the checks of the database as a whole, in verify's order."""
    for operation in _in_verifys_order():
        yield from operation.database_checks(state)


def table_checks(table: ScopedTable, state: State) -> Iterator[Check]:
    """Yield the checks of one scoped table, in verify's order."""
    for operation in _in_verifys_order():
        yield from operation.checks(table, state)


@cache
def _in_verifys_order() -> tuple[Operation, ...]:
    return tuple(sorted(OPERATIONS, key=lambda operation: operation.verified))
