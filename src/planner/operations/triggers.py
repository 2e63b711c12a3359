"""Suppress triggers during the backfill: the trigger gets one more condition, which excludes planner's sessions.

The application's UPDATEs still fire the trigger. Foreign keys are enforced, and planner changes no other trigger. All
triggers are suppressed before the first table is filled and restored after the last, so that tables can be filled in
parallel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.catalog.changes import Disown, Own, RedefineTrigger
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKey, OwnedKind, OwnedState
from planner.catalog.parts import Trigger
from planner.catalog.projection import Change
from planner.errors import Blocked
from planner.names import QName
from planner.operations.backfill import to_fill
from planner.operations.firing import Firing, firing
from planner.operations.guard_terms import BACKFILL_SETTING
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.operations.trigger_sql import (
    expect_found,
    expect_left,
    original,
    recording,
    redefine,
    replaceable,
    suppressed,
)
from planner.sql import build
from planner.sql.build import Node
from planner.sql.trigger_text import TriggerText, mentions
from planner.steps.checks import CatalogCheck, Check
from planner.steps.conditions import Not, Recorded
from planner.steps.record import codec, documents
from planner.steps.record.entries import disown, entry, forgotten, recorded
from planner.steps.step import Lock, LockMode, Step
from planner.target.phase import Phase
from planner.target.postgres import Capabilities
from planner.tenancy.model import ScopedTable, State


class SuppressTriggers(Operation):
    """Suppress triggers before any table is filled, and restore them when every table is filled."""

    name = "triggers"
    acts = (Acts(Phase.BACKFILL, Turn.TABLES_FIRST, 10), Acts(Phase.BACKFILL, Turn.DATABASE_LAST, 10))
    records = (Records(OwnedKind.TRIGGER),)
    verified = 100

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        """Yield the steps that suppress the triggers that the plan names, and restore the other recorded triggers."""
        if not to_fill(table, state):
            return
        found = firing(table, state.catalog)
        said = {(f.relation, f.trigger.name) for f in found if f.word == "suppress"}
        for owned in _replaced(table, state.catalog):
            if (owned.key.relation, owned.key.name) not in said:
                yield _restore(owned, table.relation, state.catalog)
        for one in found:
            earlier = recorded(state.catalog, OwnedKind.TRIGGER, one.relation, one.trigger.name)
            if one.suppressible and (earlier is None or _theirs(earlier, one.trigger)):
                yield _suppress(one, table, earlier, state.catalog.server.can)

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        """Yield the steps that restore every recorded trigger, even if trigger, table or plan have changed."""
        catalog = state.catalog
        for owned in [owned for key, owned in catalog.owned.items() if key.kind is OwnedKind.TRIGGER]:
            above = [relation.name for relation in catalog.above(owned.key.relation)]
            if above:
                yield _restore(owned, above[-1], catalog)
            else:
                yield from forgotten(owned, phase)

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is Phase.BACKFILL:
            step = _restore(owned, owned.key.relation, catalog)
            yield replace(step, id=f"rollback.triggers.{owned.key.relation}.{owned.key.name}")

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        """Yield a check for each trigger that the plan suppresses: a finding while the trigger is still suppressed."""
        keys = [
            OwnedKey(OwnedKind.TRIGGER, f.relation, f.trigger.name)
            for f in firing(table, state.catalog)
            if f.word == "suppress"
        ]
        keys += [owned.key for owned in _replaced(table, state.catalog)]
        for key in dict.fromkeys(keys):
            ok = key not in state.catalog.owned
            yield CatalogCheck(
                "trigger-restored",
                key.relation,
                f"trigger {key.name} is as the application made it",
                ok=ok,
                detail="" if ok else "planner's backfill does not fire it: planner apply --phase backfill restores it",
                condition=Not(Recorded(key)),
            )


def _replaced(table: ScopedTable, catalog: Catalog) -> tuple[Owned, ...]:
    """Return the record entries of the suppressed triggers of a table and its partitions."""
    keys = (
        OwnedKey(OwnedKind.TRIGGER, part.name, t.name) for part in catalog.family(table.relation) for t in part.triggers
    )
    return tuple(catalog.owned[key] for key in keys if key in catalog.owned)


def _suppress(one: Firing, table: ScopedTable, earlier: Owned | None, can: Capabilities) -> Step:
    """Return the step that suppresses a trigger.

    `earlier` is a record entry whose definition somebody has replaced since. Rollback then restores the newer
    definition.
    """
    relation, trigger = one.relation, one.trigger
    owned = entry(
        OwnedKind.TRIGGER,
        relation,
        trigger.name,
        Phase.BACKFILL,
        document=documents.SuppressedTrigger(definition=trigger.definition),
    )
    filled = entry(OwnedKind.BACKFILL, table.relation, table.column, Phase.BACKFILL).key
    text = TriggerText.of(trigger.definition)
    return Step(
        id=f"backfill.triggers.suppress.{relation}.{trigger.name}",
        phase=Phase.BACKFILL,
        operation=SuppressTriggers.name,
        relation=table.relation,
        title=f"suppress trigger {trigger.name} of {relation}: planner's updates no longer fire it, all others do",
        make=lambda: (
            *((disown(owned.key),) if earlier is not None else ()),
            expect_found(relation, trigger, can),
            *redefine(relation, trigger, text, suppressed(text, can), can),
            recording(owned),
        ),
        locks=(_lock(relation, text, can),),
        changes=(
            *((Disown(owned.key),) if earlier is not None else ()),
            RedefineTrigger(relation, trigger.name, build.render(suppressed(text, can))),
            Own(owned),
        ),
        # The trigger is restored when the table is filled. A file that is run again must not suppress it again.
        suffices=Recorded(filled, OwnedState.CONFIRMED),
    )


def _theirs(owned: Owned, trigger: Trigger) -> bool:
    """Return whether somebody has changed a suppressed trigger and removed planner's condition.

    Raise Blocked when the changed definition still has planner's condition.
    """
    if owned.detail in (None, trigger.definition):
        return False
    original_definition = codec.before(owned, documents.SuppressedTrigger).definition
    if trigger.definition != original_definition and mentions(trigger.definition, BACKFILL_SETTING):
        raise Blocked(
            f"trigger {trigger.name} of {owned.key.relation} was changed while planner had it replaced: it is neither as "
            f"planner left it nor as it was",
            hint=f"give the trigger its right definition, without the condition on {BACKFILL_SETTING}, and run "
            f"the same command again; its definition before planner was:\n{original_definition}",
        )
    return True


def _restore(owned: Owned, table: QName, catalog: Catalog) -> Step:
    """Return the step that restores a suppressed trigger. A definition that somebody has changed meanwhile stays."""
    relation, name, can = owned.key.relation, owned.key.name, catalog.server.can
    trigger = catalog.relations[relation].trigger(name)
    if trigger is not None and _theirs(owned, trigger):
        trigger = None
    definition = codec.before(owned, documents.SuppressedTrigger).definition
    text = TriggerText.of(definition) if trigger is not None else None
    whole: tuple[Node, ...] = ()
    back: tuple[Change, ...] = ()
    if trigger is not None and text is not None:
        whole = (expect_left(owned.key, can), *redefine(relation, trigger, text, original(text, can), can))
        back = (RedefineTrigger(relation, name, definition),)
    return Step(
        id=f"backfill.triggers.restore.{relation}.{name}",
        phase=Phase.BACKFILL,
        operation=SuppressTriggers.name,
        relation=table,
        title=f"restore trigger {name} of {relation}"
        if whole
        else f"trigger {name} of {relation} was changed since: leave it as it is, and forget it",
        make=lambda: (*whole, disown(owned.key)),
        locks=(_lock(relation, text, can),) if text is not None else (),
        changes=(*back, Disown(owned.key)),
    )


def _lock(relation: QName, text: TriggerText, can: Capabilities) -> Lock:
    mode = LockMode.SHARE_ROW_EXCLUSIVE if replaceable(text, can) else LockMode.ACCESS_EXCLUSIVE
    return Lock(mode, relation)
