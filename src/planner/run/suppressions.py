"""Apply the suppressions of the plan to the results of `planner verify`, and say where in the plan a result belongs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from planner.errors import Place
from planner.names import QName, named
from planner.plan.defaults import first_match
from planner.plan.model import Plan
from planner.plan.verify import Suppression
from planner.rules import RULES
from planner.run.project import View
from planner.steps.checks import Result, Suppressed, Weight


def suppress(results: Sequence[Result], view: View, tried: Collection[str], today: date) -> Iterator[Result]:
    """Yield the results, with the reason of its suppression on each result that a suppression matches.

    A suppression that has ended leaves the finding, and adds to its detail. Then yield a note for each suppression of
    a rule of `tried` that matches nothing.
    """
    loaded, tenants = view.loaded, view.tenancy.tenants.relation
    plan = loaded.plan
    used: set[int] = set()
    for result in results:
        at = next((n for n, one in enumerate(plan.verify.suppress) if _matches(one, result, plan)), None)
        if at is None:
            yield result
            continue
        used.add(at)
        one = plan.verify.suppress[at]
        if one.until < today:
            ended = f"its suppression ended on {one.until} ({one.reason})"
            yield replace(result, detail="; ".join(part for part in (result.detail, ended) if part))
        else:
            yield replace(result, suppressed=Suppressed(one.reason, one.until))
    for at, one in enumerate(plan.verify.suppress):
        if at not in used and one.rule in tried:
            yield Result(
                "suppression", _relation(one, plan) or tenants, f"a finding of rule {one.rule} matches the suppression",
                False, "there is none: remove it from verify.suppress", Weight.NOTE,
                place=loaded.place("verify", "suppress", at),
            )  # fmt: skip


def _matches(one: Suppression, result: Result, plan: Plan) -> bool:
    return (
        not result.ok
        and one.rule == result.id
        and (one.table is None or _relation(one, plan) == result.relation)
        and (one.check is None or one.check == result.title)
        and (one.says is None or one.says in result.detail)
    )


def _relation(one: Suppression, plan: Plan) -> QName | None:
    return named(one.table, plan.schemas[0]) if one.table is not None else None


def located(results: Sequence[Result], view: View) -> Iterator[Result]:
    """Yield the results, each with its line in the plan."""
    places: dict[tuple[QName, bool], Place] = {}
    entries = _entries(view.loaded.plan)
    for result in results:
        key = (result.relation, RULES[result.id].of_roles)
        if result.place is None and key not in places:
            places[key] = _place(result, view, entries)
        yield result if result.place is not None else replace(result, place=places[key])


def _entries(plan: Plan) -> dict[QName, str]:
    """Return the tables of the plan as the plan spells them."""
    return {named(text, plan.schemas[0]): text for text in plan.tables}


def _place(result: Result, view: View, entries: dict[QName, str]) -> Place:
    loaded, relation = view.loaded, result.relation
    if relation == view.tenancy.tenants.relation:
        return loaded.place("rls") if RULES[result.id].of_roles else loaded.place("tenant", "table")
    if relation not in entries and relation in view.catalog.relations:
        relation = view.catalog.root(relation).name
    if relation in entries:
        return loaded.place("tables", entries[relation])
    pattern = first_match(loaded.plan.defaults, relation, loaded.plan.schemas[0])
    return loaded.place("defaults", pattern) if pattern is not None else loaded.place("tables")
