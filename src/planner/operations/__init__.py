"""The operations, in the order in which they act on a table. Adding one means one file and one line here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from planner.catalog.model import Catalog, Owned
from planner.operations.backfill import BackfillOperation
from planner.operations.composite_foreign_keys import CompositeForeignKeys
from planner.operations.not_null import NotNull
from planner.operations.primary_keys import PrimaryKeys
from planner.operations.row_security import RowSecurityOperation, TenantFunction
from planner.operations.suppress_triggers import RestoreTriggers, SuppressTriggers
from planner.operations.tenant_column import TenantColumnOperation
from planner.operations.tenant_foreign_key import TenantForeignKeyOperation
from planner.operations.tenant_index import TenantIndex
from planner.operations.tenants_table import TenantsTableOperation
from planner.operations.unique_keys import UniqueKeys
from planner.operations.write_guard import WriteGuard
from planner.steps.checks import Check
from planner.steps.record import Record
from planner.steps.step import Step
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State


class Undoable(Protocol):
    """Takes back what planner.owned lists under one of its kinds."""

    @property
    def kinds(self) -> tuple[str, ...]: ...

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]: ...


class SharedOperation(Protocol):
    """Acts once for the whole database."""

    def steps(self, phase: Phase, state: State) -> Iterator[Step]: ...


class ActingOperation(Protocol):
    """Acts on one scoped table."""

    def steps(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        """What is still missing, given the catalog of `state`."""
        ...


class TableOperation(ActingOperation, Undoable, Protocol):
    """Also knows how it is undone, and what must hold in the end."""

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        """What must be true when nothing is missing."""
        ...


_record = Record()
_tenants = TenantsTableOperation()
_column = TenantColumnOperation()
_guard = WriteGuard()
_key = TenantForeignKeyOperation()
_backfill = BackfillOperation()
_suppress = SuppressTriggers()
_restore = RestoreTriggers()
_index = TenantIndex()
_not_null = NotNull()
_unique = UniqueKeys()
_composite = CompositeForeignKeys()
_primary = PrimaryKeys()
_tenant_function = TenantFunction()
_row_security = RowSecurityOperation()

SHARED: tuple[SharedOperation, ...] = (_record, _tenants, _tenant_function)
"""Before the tables, in every phase."""

SHARED_LAST: tuple[SharedOperation, ...] = (_restore,)
"""After the tables, in every phase."""

ACTS: dict[Phase, tuple[TableOperation, ...]] = {
    Phase.ADD: (_column, _guard, _key),
    Phase.BACKFILL: (_backfill,),
    Phase.TIGHTEN: (_key, _index, _not_null),
}
"""On each table, parents first."""

ACTS_FIRST: dict[Phase, tuple[ActingOperation, ...]] = {Phase.BACKFILL: (_suppress,)}
"""On each table, before any of them goes through the phase."""

ACTS_LAST: dict[Phase, tuple[ActingOperation, ...]] = {
    Phase.TIGHTEN: (_composite, _unique, _primary, _row_security, _guard)
}
"""On each table, once all of them have gone through the phase."""

CHECKED: tuple[TableOperation, ...] = (
    _column,
    _not_null,
    _key,
    _index,
    _unique,
    _primary,
    _composite,
    _row_security,
    _guard,
    _suppress,
)
"""What verify asks, in the order of its table of results."""

TENANTS = _tenants

_UNDOABLE: tuple[Undoable, ...] = (
    _record,
    _tenants,
    _column,
    _guard,
    _key,
    _backfill,
    _suppress,
    _index,
    _not_null,
    _unique,
    _primary,
    _composite,
    _row_security,
)

UNDO: dict[str, Undoable] = {kind: operation for operation in _UNDOABLE for kind in operation.kinds}
"""By the kind of an entry in planner.owned."""

UNDONE_FIRST: tuple[frozenset[str], ...] = (
    frozenset({"rls", "policy"}),
    frozenset({"old_key", "old_primary_key"}),
    frozenset({"old_foreign_key", "composite_key"}),
    frozenset({"primary_key"}),
)
"""Kinds whose objects lean on those of other tables, in the order in which they are taken back; then all others."""
