"""The write guard fills the tenant column for writers that do not send the tenant, while old and new writers coexist.

A constant is the column's DEFAULT; a trigger handles ORMs that send an explicit NULL. A derived tenant is looked up by
a trigger, when a row is inserted, has no tenant, or changes its tenant or the columns that it is derived from. A given
tenant that contradicts the parent's tenant is an error.

The trigger's name sorts last, so that it sees the changes of the application's own triggers (PostgreSQL documentation,
39.1: alphabetical order).
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.changes import AddTrigger, AlterColumn, Disown, DropTrigger, Own
from planner.catalog.fingerprint import constant_of
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind, OwnedState
from planner.catalog.parts import Trigger
from planner.catalog.projection import Change
from planner.catalog.words import TriggerFiring
from planner.names import QName
from planner.operations.guard_flaws import after_the_guard, complete, fills_by_default, first_guard, flaws_of
from planner.operations.guard_late import follow_trigger, hold_trigger, settle_trigger
from planner.operations.guard_record import guarded, released_document
from planner.operations.guard_sql import (
    create_guard,
    drop_guard,
    guard_of,
    guard_prefix,
    guard_source,
    guard_triggers,
)
from planner.operations.guard_terms import settles
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.operations.tenant_column import default_text
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck, Check, TenantsCheck
from planner.steps.conditions import Recorded
from planner.steps.record import codec, documents
from planner.steps.record.entries import Recording, disown, entry, owning, recorded
from planner.steps.step import Lock, LockMode, Step
from planner.target.phase import Phase
from planner.tenancy.model import Constant, Existing, ScopedTable, State


class GuardWrites(Operation):
    """The write guard, wanted while NOT NULL is missing or `transition.drop` is `never`."""

    name = "write_guard"
    acts = (Acts(Phase.ADD, Turn.TABLES, 20), Acts(Phase.TIGHTEN, Turn.TABLES_LAST, 50))
    records = (Records(OwnedKind.GUARD),)
    verified = 90

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        tight = _tight(table, state)
        record = recorded(state.catalog, OwnedKind.GUARD, table.relation, table.column)
        there = record is not None and record.state is OwnedState.CONFIRMED
        if phase is Phase.TIGHTEN:
            if there and tight and table.transition.drop_guard:
                yield self._release(table, state)
            return
        if (
            _wanted(table, state)
            and not (tight and table.transition.drop_guard)
            and not (there and not flaws_of(table, state))
        ):
            yield self._create(table, state, record)

    def _create(self, table: ScopedTable, state: State, record: Owned | None) -> Step:
        """Return the step that creates the write guard.

        The step also creates it again, when the plan no longer asks for its release or somebody removed a part of it.
        """
        relation = state.relation(table)
        left, before_functions = guard_of(relation)
        triggers = guard_triggers(table, state)
        again = dict.fromkeys((*before_functions, *(trigger.function for trigger in triggers)))
        before = _default_before(relation, table, state.catalog)
        follows = isinstance(table.strategy, Existing)
        document = documents.Guard(default=before, follows=follows)
        owned = entry(OwnedKind.GUARD, table.relation, table.column, Phase.ADD, document=document)
        fresh = fills_by_default(table) and (table.adopted or record is not None)
        record_node, change = owning(owned)
        changes: list[Change] = [DropTrigger(table.relation, name) for name in left]
        changes += (AddTrigger(table.relation, trigger) for trigger in triggers)
        if fresh and isinstance(table.strategy, Constant):
            text = default_text(table.strategy.tenant, state.tenancy.tenants.type)
            changes.append(AlterColumn(table.relation, table.column, default=text))
        if follows:
            title = (
                f"guard {table.relation}: rows that take their tenant from its rows follow when {table.column} changes"
            )
        else:
            title = (
                f"guard {table.relation}: writers that leave {table.column} out get it filled in "
                f"({table.strategy.describe()})"
            )
        return Step(
            id=f"add.write_guard.{table.relation}",
            phase=Phase.ADD,
            operation=self.name,
            relation=table.relation,
            title=title,
            make=lambda: (
                *(ddl.drop_trigger(name, table.relation) for name in left),
                *(ddl.drop_function(function, if_exists=True) for function in (again if record is not None else ())),
                *create_guard(table, state, triggers),
                *(self._default(table, state) if fresh else ()),
                record_node,
            ),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE if fresh or left else LockMode.SHARE_ROW_EXCLUSIVE, table.relation),),
            changes=(*changes, change),
            # Tighten may have removed the guard later. A file that is run again must not create it again.
            suffices=Recorded(owned.key, OwnedState.RELEASED) if record is None else None,
        )

    @staticmethod
    def _default(table: ScopedTable, state: State) -> tuple[Node, ...]:
        if not isinstance(table.strategy, Constant):
            return ()
        value = build.cast(build.literal(table.strategy.tenant), state.tenancy.tenants.type)
        return (ddl.set_default(table.relation, table.column, value),)

    def _release(self, table: ScopedTable, state: State) -> Step:
        relation = state.relation(table)
        names, functions = guard_of(relation)
        constant = fills_by_default(table)
        changes: list[Change] = [DropTrigger(table.relation, name) for name in names]
        if constant:
            changes.append(AlterColumn(table.relation, table.column, default=None))
        detail = released_document(table, guard_triggers(table, state), state)
        last = (ddl.drop_default(table.relation, table.column),) if constant else ()
        owned = entry(
            OwnedKind.GUARD, table.relation, table.column, Phase.ADD, state=OwnedState.RELEASED, detail=detail
        )
        return Step(
            id=f"tighten.write_guard.{table.relation}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"take the write guard off {table.relation}: every writer sends {table.column} (transition.drop: tighten)",
            make=lambda: (*drop_guard(table.relation, names, functions), *last, Recording(owned)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, table.relation),),
            changes=(*changes, Own(owned)),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is Phase.TIGHTEN and owned.state is OwnedState.RELEASED:
            yield self._put_back(owned, catalog)
        elif phase is Phase.ADD:
            yield self._remove(owned, catalog)

    def _put_back(self, owned: Owned, catalog: Catalog) -> Step:
        relation = owned.key.relation
        again = entry(OwnedKind.GUARD, relation, owned.key.name, Phase.ADD)
        statements, changes = self._again(owned, catalog)
        return Step(
            id=f"rollback.write_guard.release.{relation}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=relation,
            title=f"put the write guard of {relation} back",
            make=lambda: (*statements, Recording(again)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation),),
            changes=(*changes, Own(again)),
        )

    def _again(self, owned: Owned, catalog: Catalog) -> tuple[tuple[Node, ...], tuple[Change, ...]]:
        """Return the statements that build a guard again from the record, and their changes."""
        released, relation = codec.released(owned), owned.key.relation
        function = QName(*released.function)
        if isinstance(released, documents.ReleasedStatements):
            triggers = tuple(_trigger(name, (), function, "") for name in released.triggers)
            return (build.verbatim(released.statements),), tuple(AddTrigger(relation, one) for one in triggers)
        table, state = guarded(owned, released, catalog)
        source = guard_source(table, state)
        triggers = tuple(_trigger(one.name, one.events, function, source) for one in released.triggers)
        named = triggers[0].name.removesuffix("_insert") if triggers else guard_prefix(state.relation(table))
        if settles(table, state):
            triggers = (*triggers, settle_trigger(table, named))
        if released.children:
            triggers = (*triggers, hold_trigger(table, named), follow_trigger(table, state))
        changes: list[Change] = [AddTrigger(relation, trigger) for trigger in triggers]
        sessions = recorded(catalog, OwnedKind.SESSION_DEFAULT, relation, table.column) is not None
        if isinstance(table.strategy, Constant) and not sessions:
            text = default_text(table.strategy.tenant, released.type)
            changes.append(AlterColumn(relation, table.column, default=text))
        last = () if sessions else self._default(table, state)
        return (*create_guard(table, state, triggers), *last), tuple(changes)

    def _remove(self, owned: Owned, catalog: Catalog) -> Step:
        name, column = owned.key.relation, owned.key.name
        relation = catalog.relations[name]
        triggers, functions = guard_of(relation)
        statements = list(drop_guard(name, triggers, functions))
        changes: list[Change] = [DropTrigger(name, trigger) for trigger in triggers]
        adopted = recorded(catalog, OwnedKind.COLUMN, name, column) is None
        document = codec.before(owned, documents.Guard)
        if adopted and not document.follows:
            default = document.default
            back = build.verbatim(default) if default is not None else None
            statements.append(ddl.set_default(name, column, back) if back else ddl.drop_default(name, column))
            changes.append(AlterColumn(name, column, default=default))
        return Step(
            id=f"rollback.write_guard.{name}",
            phase=Phase.ADD,
            operation=self.name,
            relation=name,
            title=f"take the write guard off {name}",
            make=lambda: (*statements, disown(owned.key)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, name),),
            changes=(*changes, Disown(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        relation = state.relation(table)
        names, _ = guard_of(relation)
        column = relation.column(table.column)
        fills = isinstance(table.strategy, Constant) and bool(names)
        default = constant_of(column.default) if column is not None and column.default is not None else None
        if default is not None and not fills:
            yield TenantsCheck(
                "tenant-default", table.relation,
                f"writers that send no tenant get {default!r}, the default of {table.column}: right while it is the only one",
                state.tenancy.tenants.relation, at_most=1,
                remedy=f"ALTER TABLE {sql_name(table.relation)} ALTER COLUMN {sql_name(table.column)} DROP DEFAULT",
            )  # fmt: skip
        if not _wanted(table, state):
            return
        flaws = flaws_of(table, state)
        if table.transition.drop_guard:
            yield CatalogCheck(
                "write-guard",
                table.relation,
                "the write guard is gone (transition.drop: tighten)",
                ok=not names or not _tight(table, state),
                detail=f"{', '.join(names)} is still there: planner apply --phase tighten" if names else "",
            )
            return
        follows = isinstance(table.strategy, Existing)
        yield CatalogCheck(
            "write-guard",
            table.relation,
            f"the write guard takes children along when {table.column} changes"
            if follows
            else f"the write guard fills {table.column} in"
            + (" for good, as the table's entry says" if table.transition.own else ""),
            ok=not flaws,
            detail="; ".join(flaws),
            condition=complete(table, state) if names else None,
        )
        for trigger in after_the_guard(table, state):
            yield CatalogCheck(
                "write-guard", table.relation, f"no trigger changes {table.column} after the write guard", ok=False,
                detail=f"{trigger} fires later and may change the row's tenant: ALTER TRIGGER {sql_name(trigger)} ON "
                f"{sql_name(table.relation)} RENAME TO a name that sorts before {first_guard(relation)}",
            )  # fmt: skip
        if isinstance(table.strategy, Constant) and names:
            title = f"writers that send no tenant get {table.strategy.tenant!r}: right while it is the only one"
            where = f"tables.{table.spelled}.transition.drop" if table.transition.own else "transition.drop"
            yield TenantsCheck(
                "guard-constant", table.relation, title, state.tenancy.tenants.relation, at_most=1,
                remedy=f"set `{where}: tighten` when every writer sends the tenant",
            )  # fmt: skip


def _wanted(table: ScopedTable, state: State) -> bool:
    """Return whether the plan wants a write guard on the table: one that fills the tenant in, or takes children along.

    Up to 0.1 planner put none on a table whose tenants were there before: with its guards on the children, it is whole.
    """
    if not isinstance(table.strategy, Existing):
        return table.transition.guarded
    children = [child for child, _ in state.tenancy.children(table.relation)]
    return table.transition.guarded and bool(children) and not any(_stays_old(child, state) for child in children)


def _stays_old(table: ScopedTable, state: State) -> bool:
    """Return whether the table keeps a write guard that planner made up to 0.1. One with a flaw is made again."""
    record = recorded(state.catalog, OwnedKind.GUARD, table.relation, table.column)
    return record is not None and codec.is_format_1(record) and not flaws_of(table, state)


def _tight(table: ScopedTable, state: State) -> bool:
    """Return whether the tenant is NOT NULL: in the table, or in its children when the guard only takes them along."""
    tables = [table]
    if isinstance(table.strategy, Existing):
        tables = [child for child, _ in state.tenancy.children(table.relation)]
    columns = [state.relation(one).column(one.column) for one in tables]
    return all(column is not None and column.not_null for column in columns)


def _trigger(name: str, events: tuple[str, ...], function: QName, source: str) -> Trigger:
    return Trigger(name, "", "BEFORE", True, events, (), TriggerFiring.ORIGIN, function, source)


def _default_before(relation: Relation, table: ScopedTable, catalog: Catalog) -> str | None:
    if not table.adopted:
        return None
    sessions = recorded(catalog, OwnedKind.SESSION_DEFAULT, table.relation, table.column)
    if sessions is not None:
        return codec.before(sessions, documents.SessionDefault).default
    column = relation.column(table.column)
    return column.default if column else None
