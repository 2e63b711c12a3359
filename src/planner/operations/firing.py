"""Find the triggers that the backfill's UPDATE fires, and what the plan says about each.

The UPDATE names each leaf table with ONLY. So it fires the leaf's row triggers, including clones of a partitioned
parent's triggers, and the leaf's own statement triggers. It does not fire the parent's statement triggers (CREATE
TRIGGER, Notes).
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Trigger
from planner.names import QName
from planner.operations.guard_sql import guard_names
from planner.tenancy.model import ScopedTable


@dataclass(frozen=True, slots=True)
class Firing:
    """One trigger, at the relation that defines it. A clone on a partition counts as the parent's trigger."""

    relation: QName
    trigger: Trigger
    word: str | None
    """What the plan says: `fire`, `suppress`, or None."""
    obstacle: str | None
    """Why planner can't suppress the trigger; None when it can."""

    def __str__(self) -> str:
        trigger = self.trigger
        level = "ROW" if trigger.row else "STATEMENT"
        events = " OR ".join(trigger.events)
        return f"{self.relation}: {trigger.name}, {trigger.timing} {events} FOR EACH {level}, runs {trigger.function}()"

    @property
    def before_statement(self) -> bool:
        """Return whether the trigger runs once, before the first row."""
        return self.trigger.timing == "BEFORE" and not self.trigger.row

    @property
    def suppressible(self) -> bool:
        """Return whether the plan says `suppress` and planner can suppress the trigger."""
        return self.word == "suppress" and self.obstacle is None

    def describe(self) -> str:
        """Return the text of the hazard: what happens to the trigger during the backfill."""
        often = "every filled row" if self.trigger.row else "every batch"
        match self.word:
            case "fire":
                return f"{often} fires {self}: the plan says `fire`"
            case "suppress" if self.obstacle is None:
                return f"planner's updates do not fire {self}: the plan says `suppress`"
            case "suppress":
                return f"{often} would fire {self}: it can't be suppressed ({self.obstacle}), and apply refuses"
            case _:
                return f"{often} would fire {self}: the plan says neither `fire` nor `suppress`, and apply refuses"


def firing(table: ScopedTable, catalog: Catalog) -> tuple[Firing, ...]:
    """Return the triggers that the backfill of `table` would fire, sorted by relation and name."""
    found: dict[tuple[QName, str], Firing] = {}
    for leaf in catalog.leaves(table.relation):
        guards = guard_names(leaf)
        for trigger in leaf.triggers:
            if trigger.name in guards or not _fires(trigger, table.column):
                continue
            home = _home(catalog, leaf, trigger)
            relation, definer = home or (leaf, trigger)
            obstacle = (
                _obstacle(catalog, relation, definer)
                if home
                else f"the parent's trigger has another name on {leaf.name}"
            )
            key = (relation.name, definer.name)
            found[key] = Firing(relation.name, definer, table.triggers.get(definer.name), obstacle)
    return tuple(found[key] for key in sorted(found))


def _fires(trigger: Trigger, column: str) -> bool:
    listed = not trigger.columns or column in trigger.columns
    return "UPDATE" in trigger.events and listed and trigger.enabled.fires_for_clients


def _home(catalog: Catalog, leaf: Relation, trigger: Trigger) -> tuple[Relation, Trigger] | None:
    """Return the relation and trigger that a clone comes from.

    Return None when a clone on the way has another name, which is possible before PostgreSQL 15.
    """
    for relation in catalog.above(leaf.name):
        found = relation.trigger(trigger.name)
        if found is None:
            return None
        if not found.inherited:
            return relation, found
    return None


def _obstacle(catalog: Catalog, relation: Relation, trigger: Trigger) -> str | None:
    if trigger.extension is not None:
        return f"it depends on extension {trigger.extension}"
    for below in catalog.family(relation.name):
        clone = below.trigger(trigger.name)
        if clone is not None and (clone.inherited or below is relation) and clone.enabled != trigger.enabled:
            return f"it is enabled differently on {relation.name} and on its partition {below.name}"
    return None
