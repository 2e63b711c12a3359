"""The triggers that a backfill's UPDATE fires, and what the plan says of each.

The UPDATE names each leaf table by itself, ONLY: its row triggers fire, clones of a partitioned parent's among them, and
its own statement triggers, not the parent's (CREATE TRIGGER, Notes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Trigger
from planner.names import QName
from planner.operations.guard_sql import guard_names
from planner.tenancy.model import ScopedTable


@dataclass(frozen=True, slots=True)
class Firing:
    """One trigger, where it is defined: a clone on a partition counts with its parent's."""

    relation: QName
    trigger: Trigger
    word: str | None
    """What the plan says: fire, suppress, or nothing."""
    obstacle: str | None
    """Why it can't be suppressed."""

    def __str__(self) -> str:
        trigger = self.trigger
        level = "ROW" if trigger.row else "STATEMENT"
        events = " OR ".join(trigger.events)
        return f"{self.relation}: {trigger.name}, {trigger.timing} {events} FOR EACH {level}, runs {trigger.function}()"

    @property
    def suppressible(self) -> bool:
        """The plan says suppress, and nothing is in the way."""
        return self.word == "suppress" and self.obstacle is None

    def describe(self) -> str:
        """What becomes of it, for the hazard."""
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
    """By relation and name."""
    found: dict[tuple[QName, str], Firing] = {}
    for leaf in catalog.leaves(table.relation):
        guards = guard_names(leaf)
        for trigger in leaf.triggers:
            if trigger.name in guards or not _fires(trigger, table.column):
                continue
            home = _home(catalog, leaf, trigger)
            relation, definer = home or (leaf, trigger)
            obstacle = (
                _obstacle(catalog, relation, definer) if home else f"its parent's has another name on {leaf.name}"
            )
            key = (relation.name, definer.name)
            found[key] = Firing(relation.name, definer, table.triggers.get(definer.name), obstacle)
    return tuple(found[key] for key in sorted(found))


def family(table: QName, catalog: Catalog) -> Iterator[Relation]:
    """A table and everything below it."""
    yield catalog.relations[table]
    for part in catalog.partitions(table):
        yield from family(part.name, catalog)


def _fires(trigger: Trigger, column: str) -> bool:
    listed = not trigger.columns or column in trigger.columns
    return "UPDATE" in trigger.events and listed and trigger.enabled.fires_for_clients


def _home(catalog: Catalog, leaf: Relation, trigger: Trigger) -> tuple[Relation, Trigger] | None:
    """Where a trigger that is a clone is defined; None where a clone on the way was given another name (before 15)."""
    for relation in catalog.above(leaf.name):
        found = relation.trigger(trigger.name)
        if found is None:
            return None
        if not found.inherited:
            return relation, found
    return None


def _obstacle(catalog: Catalog, relation: Relation, trigger: Trigger) -> str | None:
    if trigger.extension is not None:
        return f"it goes with extension {trigger.extension}"
    for below in family(relation.name, catalog):
        clone = below.trigger(trigger.name)
        if clone is not None and (clone.inherited or below is relation) and clone.enabled != trigger.enabled:
            return f"it is not enabled alike on {relation.name} and on its partition {below.name}"
    return None
