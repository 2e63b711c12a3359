"""Notice triggers and rules that somebody makes while a table is filled, before they run for planner's updates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.errors import Blocked
from planner.names import QName
from planner.operations.guard_sql import is_guard
from planner.rows.batches import Leaf


@dataclass(slots=True)
class Newcomers:
    """The rules of each table as the run has found them; planner knows the triggers from the catalog."""

    _rules: dict[QName, frozenset[str]] = field(default_factory=dict)

    def check(self, leaf: Leaf, triggers: Sequence[str], rules: Sequence[str]) -> None:
        """Raise Blocked for a trigger or a rule that an UPDATE of the table runs now, and that is new.

        Called within a batch's transaction, before its UPDATE and after it. The UPDATE holds a lock on the table until
        the transaction ends, so what is not there after the UPDATE has not run. A climb commits by itself: it is called
        before each window of the climb.
        """
        known = self._rules.setdefault(leaf.name, frozenset(rules))
        for name in triggers:
            if name not in leaf.triggers and not is_guard(name):
                raise _new(
                    f"trigger {name}", leaf.name, "write `suppress` or `fire` for it under `triggers` of the table"
                )
        for name in rules:
            if name not in known:
                raise _new(f"rule {name}", leaf.name, "drop the rule until the backfill is done")


def _new(what: str, leaf: QName, remedy: str) -> Blocked:
    return Blocked(
        f"{what} of {leaf} came while the table was filled, and planner's updates would run it; nothing was changed",
        hint=f"{remedy}; then run the same command again",
    )
