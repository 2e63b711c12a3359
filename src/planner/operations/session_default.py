"""Make the session's tenant the default of the tenant column (`transition.assign: setting`).

INSERTs that the application already has then get the tenant of their session. The write guard fills in for sessions
without a tenant, until phase tighten drops it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.changes import AlterColumn, Disown
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Column
from planner.catalog.words import Generated
from planner.names import QName
from planner.operations.guard_sql import guard_names
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.operations.tenant_column import default_text
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.sql.session_tenant import session_tenant, session_tenant_text
from planner.steps.checks import CatalogCheck, Check, Weight
from planner.steps.conditions import ColumnDefaultIs
from planner.steps.record import codec, documents
from planner.steps.record.entries import disown, entry, owning, recorded
from planner.steps.step import Lock, LockMode, Step
from planner.target.phase import Phase
from planner.tenancy.model import Assign, Constant, Existing, ScopedTable, State


class DefaultToSession(Operation):
    """Set the default of the tenant column to the session's tenant, and restore the earlier default on rollback."""

    name = "session_default"
    acts = (Acts(Phase.ADD, Turn.TABLES, 25), Acts(Phase.TIGHTEN, Turn.TABLES_LAST, 45))
    records = (Records(OwnedKind.SESSION_DEFAULT),)
    verified = 12

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        column = state.relation(table).column(table.column)
        if column is None:
            return
        wanted = wanted_default(table, state)
        record = recorded(state.catalog, OwnedKind.SESSION_DEFAULT, table.relation, table.column)
        if wanted is None:
            if record is not None and phase is Phase.ADD:
                yield self._withdraw(table, column, record, state)
            return
        waits = phase is Phase.TIGHTEN and not table.transition.drop_guard
        if column.default != wanted and phase is _phase(table, column, record) and not waits:
            yield self._set(phase, table, column, wanted, state)

    def _set(self, phase: Phase, table: ScopedTable, column: Column, wanted: str, state: State) -> Step:
        before = documents.SessionDefault(default=_before(table, column, state.catalog))
        record, change = owning(entry(OwnedKind.SESSION_DEFAULT, table.relation, table.column, phase, document=before))
        setting, type_text = table.transition.setting or "", state.catalog.base_type(column.type)
        return Step(
            id=f"{phase}.session_default.{table.relation}",
            phase=phase,
            operation=self.name,
            relation=table.relation,
            title=f"the default of {table.column} of {table.relation} is the session's tenant, from {setting}",
            make=lambda: (
                ddl.set_default(table.relation, table.column, session_tenant(setting, type_text)),
                record,
            ),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, table.relation),),
            changes=(AlterColumn(table.relation, table.column, default=wanted), change),
        )

    def _withdraw(self, table: ScopedTable, column: Column, record: Owned, state: State) -> Step:
        """Return the step that gives the column the default that it has without `assign: setting`."""
        before = codec.before(record, documents.SessionDefault).default
        value: Node | None = build.verbatim(before) if before is not None else None
        text = before
        if isinstance(table.strategy, Constant) and table.transition.guarded and guard_names(state.relation(table)):
            tenant, type_text = table.strategy.tenant, state.tenancy.tenants.type
            value, text = build.cast(build.literal(tenant), type_text), default_text(tenant, type_text)
        return Step(
            id=f"add.session_default.{table.relation}",
            phase=Phase.ADD,
            operation=self.name,
            relation=table.relation,
            title=f"the default of {table.column} of {table.relation} is no longer the session's tenant",
            make=lambda: (_default(table.relation, table.column, value), disown(record.key)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, table.relation),),
            changes=(AlterColumn(table.relation, table.column, default=text), Disown(record.key)),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not codec.phase(owned):
            return
        relation, column = owned.key.relation, owned.key.name
        before = codec.before(owned, documents.SessionDefault).default
        value = build.verbatim(before) if before is not None else None
        yield Step(
            id=f"rollback.session_default.{relation}",
            phase=phase,
            operation=self.name,
            relation=relation,
            title=f"put the default of {column} of {relation} back as it was",
            make=lambda: (_default(relation, column, value), disown(owned.key)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation),),
            changes=(AlterColumn(relation, column, default=before), Disown(owned.key)),
        )

    def database_checks(self, state: State) -> Iterator[Check]:
        """Yield a finding where sessions begin with a tenant. With `rls`, the same is checked for its roles."""
        if state.tenancy.rls is not None:
            return
        names = {(table.transition.setting or "").lower() for table in state.tenancy.tables.values()} - {""}
        for fixed in state.catalog.access.settings if names else ():
            if fixed.name.lower() in names and fixed.value:
                whose = f"role {fixed.role}" if fixed.role is not None else "the database, or all roles,"
                yield CatalogCheck(
                    "setting", state.tenancy.tenants.relation, f"a session begins without {fixed.name}", ok=False,
                    detail=f"{whose} sets {fixed.name} = {fixed.value}: a session that forgets to set its tenant writes "
                    f"rows of that tenant: RESET {fixed.name} there",
                )  # fmt: skip

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        column = state.relation(table).column(table.column)
        wanted = wanted_default(table, state)
        if column is None or wanted is None:
            return
        record = recorded(state.catalog, OwnedKind.SESSION_DEFAULT, table.relation, table.column)
        phase = _phase(table, column, record)
        has = f"is {column.default}" if column.default is not None else "has none"
        later = phase is Phase.TIGHTEN and not table.transition.drop_guard
        ok = column.default == wanted
        yield CatalogCheck(
            "session-default",
            table.relation,
            f"the default of {table.column} is the session's tenant",
            ok=ok,
            detail=""
            if ok
            else f"{has}: the application's own default stays until `drop: tighten`"
            if later
            else f"{has}: planner apply --phase {phase}",
            condition=None if later else ColumnDefaultIs(table.relation, table.column, wanted),
            weight=Weight.NOTE if later else Weight.FINDING,
        )


def wanted_default(table: ScopedTable, state: State) -> str | None:
    """Return the default that the plan wants, as the server spells it. None where the session does not fill the column."""
    column = state.relation(table).column(table.column)
    setting = table.transition.setting
    if column is None or setting is None or table.mixed or column.generated is not Generated.NONE:
        return None
    assert table.transition.assign is Assign.SETTING
    return session_tenant_text(setting, state.catalog.base_type(column.type))


def _phase(table: ScopedTable, column: Column, record: Owned | None) -> Phase | None:
    """Return the phase that sets the default; None for never.

    A default that an adopted column has of its own serves writers that send no tenant. It stays until the plan says
    that there are none left.
    """
    if isinstance(table.strategy, Existing) and record is None and column.default is not None:
        return Phase.TIGHTEN
    return codec.phase(record) if record is not None else Phase.ADD


def _before(table: ScopedTable, column: Column, catalog: Catalog) -> str | None:
    """Return the default that rollback restores. A column that planner added had none; the write guard's is not it."""
    if not table.adopted:
        return None
    guard = recorded(catalog, OwnedKind.GUARD, table.relation, table.column)
    if guard is None or not isinstance(table.strategy, Constant):
        return column.default
    return codec.before(guard, documents.Guard).default


def _default(relation: QName, column: str, value: Node | None) -> Node:
    return ddl.set_default(relation, column, value) if value is not None else ddl.drop_default(relation, column)
