"""Refuse a backfill that is not ready: the plan must name each trigger that would fire, and updates must work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from planner.catalog.model import Catalog
from planner.errors import Blocked
from planner.operations.firing import Firing, firing
from planner.operations.guard_terms import BACKFILL_SETTING
from planner.sql.spelling import sql_name
from planner.steps.step import Segment
from planner.tenancy.model import ScopedTable, Tenancy

_CHOICES = (
    "suppress: planner's updates do not fire it, all others do, and it is restored after the backfill",
    "fire: it runs for each row that is filled, as for any other update",
)


def refuse_unready(segments: Iterable[Segment], tenancy: Tenancy, catalog: Catalog) -> None:
    """Raise Blocked when the plan or the database is not ready for a backfill among the segments."""
    filled = (batches.relation for segment in segments for step in segment.steps for batches in step.batches)
    tables = [tenancy.tables[relation] for relation in filled]
    for table in tables:
        _refuse_unpublishable(table, catalog)
    found = [(table, firing(table, catalog)) for table in tables]
    for table, triggers in found:
        _refuse_obstacle(table, triggers)
    unsaid = [(table, [one for one in triggers if one.word is None]) for table, triggers in found]
    _refuse_unsaid([(table, triggers) for table, triggers in unsaid if triggers])


def _refuse_unpublishable(table: ScopedTable, catalog: Catalog) -> None:
    for leaf in catalog.leaves(table.relation):
        publications = catalog.publications(leaf.name)
        if publications and not leaf.identifies_rows():
            raise Blocked(
                f"{leaf.name} can't be updated: publication {', '.join(publications)} publishes its updates, and it has "
                f"no replica identity; nothing was changed",
                place=table.place,
                hint=f"ALTER TABLE {sql_name(leaf.name)} REPLICA IDENTITY USING INDEX … (unique, its columns NOT NULL), or "
                f"REPLICA IDENTITY FULL; then run the same command again",
            )


def _refuse_obstacle(table: ScopedTable, triggers: Iterable[Firing]) -> None:
    for one in triggers:
        if one.word == "suppress" and one.obstacle is not None:
            raise Blocked(
                f"trigger {one.trigger.name} of {one.relation} can't be suppressed: {one.obstacle}; nothing was changed",
                place=table.place,
                hint="write `fire`; if the trigger must not run, let its function return at once when "
                f"current_setting('{BACKFILL_SETTING}', true) = 'on'",
            )
        if one.word == "fire" and one.before_statement and not one.trigger.own_path:
            raise Blocked(
                f"trigger {one.trigger.name} of {one.relation} runs before the statement, and so without the application's "
                "search_path; nothing was changed",
                place=table.place,
                hint=f"write `suppress`; or ALTER FUNCTION {sql_name(one.trigger.function)}() SET search_path = …, so that the function "
                "finds its tables",
            )


def _refuse_unsaid(unsaid: list[tuple[ScopedTable, list[Firing]]]) -> None:
    if not unsaid:
        return
    triggers = [one for _, several in unsaid for one in several]
    many = len(triggers) > 1
    lines = ["add it to the plan:", "tables:", *(line for entry in unsaid for line in _yaml(*entry)), *_CHOICES]
    raise Blocked(
        f"the backfill would fire {len(triggers)} trigger{'s' if many else ''}, and the plan does not say what shall "
        f"happen to {'them' if many else 'it'}; nothing was changed",
        details=[str(one) for one in triggers],
        place=unsaid[0][0].place,
        hint="\n".join(lines),
    )


def _yaml(table: ScopedTable, triggers: Iterable[Firing]) -> Iterator[str]:
    """Yield the YAML lines to add under the table."""
    yield f"  {_key(table.spelled)}:"
    yield "    triggers:"
    for name in dict.fromkeys(one.trigger.name for one in triggers):
        yield f"      {_key(name)}: suppress  # or fire"


_PLAIN = re.compile(r"[^\W\d][\w$]*(?:\.[^\W\d][\w$]*)?")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML may read as something other than text."""


def _key(name: str) -> str:
    plain = _PLAIN.fullmatch(name) and name.lower() not in _WORDS
    return name if plain else json.dumps(name, ensure_ascii=False)
