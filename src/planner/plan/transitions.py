"""Check what `transition` of the plan and of its tables say together: the setting that `assign: setting` reads."""

from __future__ import annotations

from collections.abc import Iterator

from planner.errors import PlanError
from planner.plan.document import Document, Keys, nearest
from planner.plan.model import Plan

SETTING = "setting"


def transition_problems(plan: Plan, document: Document) -> Iterator[PlanError]:
    """Yield the mistakes in the setting that `transition` reads."""

    def problem(message: str, hint: str, *keys: str) -> PlanError:
        key = nearest(document.keys, keys)
        return PlanError(message, hint=hint, place=document.at(key) if key is not None else None)

    said, rls = plan.transition, plan.rls
    using = list(_using(plan))
    if using and said.setting is None and rls is None:
        yield problem(
            "`assign: setting` needs the name of the setting that holds the session's tenant",
            "write `transition: { setting: app.client_id }`, or `rls` with its `setting`",
            *map(str, using[0]),
        )
    if said.setting is not None and not using:
        yield problem(
            f"transition.setting: {said.setting} is read by `assign: setting` alone, and nothing says that",
            "write `assign: setting`, or remove it",
            "transition",
            "setting",
        )
    if said.setting is not None and rls is not None and said.setting.lower() != rls.setting.lower():
        yield problem(
            f"transition.setting is {said.setting}, and rls.setting is {rls.setting}: rows would go to another tenant than the "
            "one whose rows the session sees",
            "name one setting; with `rls`, transition.setting can be left out",
            "transition",
            "setting",
        )


def _using(plan: Plan) -> Iterator[Keys]:
    """Yield the paths of each `assign: setting`."""
    if plan.transition.assign == SETTING:
        yield ("transition", "assign")
    for part, entries in (("tables", plan.tables), ("defaults", plan.defaults)):
        for name, entry in entries.items():
            if entry.transition is not None and entry.transition.assign == SETTING:
                yield (part, name, "transition", "assign")
