"""Compare the write guard in the catalog with the guard that planner makes: triggers, conditions, functions, order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from planner.catalog.fingerprint import constant_of
from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKind
from planner.catalog.parts import Trigger
from planner.catalog.words import TriggerFiring
from planner.operations.guard_firing import firing_words, words_found
from planner.operations.guard_late import is_hold, is_settle
from planner.operations.guard_messages import telling
from planner.operations.guard_sql import acts_as_its_owner, guard_names, guard_source, guard_triggers, is_guard
from planner.operations.tenant_column import default_text
from planner.sql.wrap import Folded, squeezed
from planner.steps.conditions import AllOf, ColumnDefaultIs, Condition, TriggerRuns
from planner.steps.record import codec
from planner.steps.record.entries import recorded
from planner.tenancy.model import Constant, Existing, ScopedTable, State

PATH = "search_path=pg_catalog, pg_temp"
"""The only setting of a guard's function."""


def flaws_of(table: ScopedTable, state: State) -> list[str]:
    """Return what is wrong with the guard in the catalog, in words; empty when the guard is complete."""
    relation = state.relation(table)
    if not guard_names(relation):
        return ["missing: planner apply --phase add"]
    flaws = []
    for wanted, found in _compared(table, state):
        if found is None:
            flaws.append(
                f"its trigger {wanted.timing} {' OR '.join(wanted.events)} is missing: planner apply --phase add"
            )
        elif not _is_planners(found.source, wanted.source, table, state):
            flaws.append(f"the function of {found.name} was changed: planner apply --phase add")
        elif not found.enabled.fires_for_clients:
            flaws.append(f"disabled: {found.name}; ALTER TABLE … ENABLE TRIGGER")
        elif found.definition:
            flaws += [f"{changed}: planner apply --phase add" for changed in _changed(found, wanted, table, state)]
    column = relation.column(table.column)
    if (
        isinstance(table.strategy, Constant)
        and fills_by_default(table)
        and (column is None or column.default is None or constant_of(column.default) != table.strategy.tenant)
    ):
        flaws.append(f"the default of {table.column} is not {table.strategy.tenant!r}: planner apply --phase add")
    return flaws


def fills_by_default(table: ScopedTable) -> bool:
    """Return whether the guard's constant is the default of the column. With `assign: setting` the default is not the
    guard's.
    """
    return isinstance(table.strategy, Constant) and table.transition.setting is None


def _compared(table: ScopedTable, state: State) -> Iterator[tuple[Trigger, Trigger | None]]:
    """Yield each trigger that the guard shall have, with the trigger in its place.

    Guards that planner made up to 0.1 do not take children along, and count as complete all the same.
    """
    relation = state.relation(table)
    names = guard_names(relation)
    there = {(t.timing, t.events, is_hold(t)): t for t in relation.triggers if t.name in names}
    record = recorded(state.catalog, OwnedKind.GUARD, table.relation, table.column)
    old = record is not None and codec.is_format_1(record)
    for wanted in guard_triggers(table, state):
        found = there.get((wanted.timing, wanted.events, is_hold(wanted)))
        if found is not None or not (old and (wanted.timing == "AFTER" or is_hold(wanted))):
            yield wanted, found


def complete(table: ScopedTable, state: State) -> Condition:
    """Return the condition that the guard is complete. A guard that 0.1 made has the text that it had then."""
    conditions: list[Condition] = []
    for wanted, found in _compared(table, state):
        kept = found is not None and _is_planners(found.source, wanted.source, table, state)
        made = found if found is not None and kept else wanted
        conditions.append(TriggerRuns(table.relation, found.name if found is not None else wanted.name, made.source))
    if isinstance(table.strategy, Constant) and fills_by_default(table):
        text = default_text(table.strategy.tenant, state.tenancy.tenants.type)
        conditions.append(ColumnDefaultIs(table.relation, table.column, text))
    return AllOf(tuple(conditions))


def _is_planners(found: str, wanted: str, table: ScopedTable, state: State) -> bool:
    """Return whether a function has the text that planner makes, or made once. Up to 0.1 lines were longer."""
    if found == wanted:
        return True
    texts = _accepted(_raw(wanted), table, state)
    return found in texts or squeezed(found) in {squeezed(text) for text in texts}


def _raw(text: str) -> str:
    return text.raw if isinstance(text, Folded) else text


_WAITS = re.compile(r"\n[^\n]*\bplanner_waits\b[^\n]*\n")
_QUALIFIED = re.compile(r"OPERATOR\(pg_catalog\.([^)]+)\)")
_ESCAPED = re.compile(r"\bE'((?:[^'\\]|''|\\\\)*)'")


def _accepted(wanted: str, table: ScopedTable, state: State) -> tuple[str, ...]:
    """Return the texts of a guard's function that count as what planner makes.

    Up to 0.1 planner wrote operators without their schema (the function's own search_path closes them as well), and
    a backslash in a value as `'\\'` without the E. Its guards lock no parents, and do not wait for parents without a
    tenant: there are none where the column is NOT NULL. Their messages name the tenant of a row, which is right only
    where no policies are. A schema dump has no record, so that a column that planner made looks like one that was there
    before: the guard of both counts.
    """
    column = state.relation(table).column(table.column)
    texts = [wanted]
    if table.adopted and recorded(state.catalog, OwnedKind.GUARD, table.relation, table.column) is None:
        texts.append(_raw(guard_source(replace(table, adopted=False), state)))
    if state.tenancy.rls is None and not isinstance(table.strategy, (Constant, Existing)):
        texts.append(telling(wanted, table, state))
    if column is not None and column.not_null:
        texts += [_WAITS.sub("", text) for text in texts]
    plain = [_ESCAPED.sub(lambda match: "'" + match[1].replace("\\\\", "\\") + "'", text) for text in texts]
    plain += [text.replace(" FOR KEY SHARE", "") for text in (*texts, *plain)]
    return (*texts, *(_QUALIFIED.sub(r"\1", text) for text in (*texts, *plain)))


def _changed(found: Trigger, wanted: Trigger, table: ScopedTable, state: State) -> Iterator[str]:
    """Yield in words what somebody has changed in a trigger of the guard, or in its function, beside the body."""
    if found.columns or not found.row:
        fires = f"for changes of ({', '.join(found.columns)}) alone" if found.columns else "once for each statement"
        yield f"{found.name} fires {fires}"
    if is_settle(wanted) and not found.deferred:
        yield f"{found.name} fires at once, and not at the end of the transaction"
    when = _when(found.definition)
    if words_found(when) != firing_words(wanted, table, state):
        yield f"{found.name} fires WHEN {' '.join(when.split()) or 'always'}"
    if found.language != wanted.language:
        yield f"the function of {found.name} is written in {found.language}"
    if found.definer is not acts_as_its_owner(wanted, table):
        yield f"the function of {found.name} is SECURITY {'DEFINER' if found.definer else 'INVOKER'}"
    if tuple(setting.replace('"', "") for setting in found.config) != (PATH,):  # quote_all_identifiers adds quotes
        settings = ", ".join(f"SET {setting}" for setting in found.config)
        yield f"the function of {found.name} has {settings or 'no SET search_path'}"


def _when(definition: str) -> str:
    """Return the condition in a trigger's definition; empty without one."""
    _, there, rest = definition.partition(" FOR EACH ROW WHEN (")
    return rest.rpartition(") EXECUTE FUNCTION ")[0] if there else ""


_WHOLE = re.compile(
    r"\b(?:begin|then|else|loop)\s+new\s*:?=|;\s*new\s*:?=|\binto\s+new\b"
    r"|\breturn\s+(?!(?:new|old|null|coalesce\s*\(\s*new\s*,\s*old\s*\))\s*;)",
    re.IGNORECASE,
)
"""Code that may change any column of the new row: it replaces NEW as a whole, or returns another row."""


def first_guard(relation: Relation) -> str | None:
    """Return the name of the guard's trigger that fires first before a row is written."""
    return min((t.name for t in relation.triggers if is_guard(t.name) and t.timing == "BEFORE"), default=None)


def after_the_guard(table: ScopedTable, state: State) -> Iterator[str]:
    """Yield the triggers that fire after the guard and that may change the tenant, or what it is derived from.

    Triggers of one timing fire in the order of their names (PostgreSQL documentation, 39.1).
    """
    relation = state.relation(table)
    first = first_guard(relation)
    if first is None:
        return
    columns = {table.column, *(name for path in table.paths for name in path.reads)}
    names = "|".join(re.escape(name) for name in sorted(columns))
    said = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
    named = re.compile(rf'\bnew\s*\.\s*"?(?:{names})(?!\w)', re.IGNORECASE)
    for trigger in relation.triggers:
        before = trigger.timing == "BEFORE" and trigger.row and trigger.enabled is not TriggerFiring.DISABLED
        writes = {"INSERT", "UPDATE"} & {*trigger.events}
        if not (before and writes and trigger.name > first) or is_guard(trigger.name):
            continue
        if _may_write(trigger, named, said):
            yield trigger.name


def _may_write(trigger: Trigger, named: re.Pattern[str], said: re.Pattern[str]) -> bool:
    """Return whether a trigger may change one of the columns that the patterns name."""
    match trigger.language:
        case "plpgsql":
            return bool(named.search(trigger.source) or _WHOLE.search(trigger.source))
        case "c" | "internal":  # Its arguments name the columns that it writes.
            return bool(said.search(trigger.definition))
        case _:
            return True
