"""The key `verify` of the plan: the findings of `planner verify` that somebody has decided to accept for a time."""

from __future__ import annotations

from pydantic import model_validator

from planner.plan.entry import Entry
from planner.plan.fields import Day, RuleId, TableName, Text
from planner.plan.wrong import WrongValue


class Suppression(Entry):
    rule: RuleId
    """The rule of the finding, as `planner verify --format json` names it."""
    table: TableName | None = None
    """The relation of the finding, as the finding's line names it."""
    check: Text | None = None
    """The check of the finding, as the finding's line spells it: `policies bind role app`."""
    says: Text | None = None
    """A part of the finding's detail. A finding with another detail stays a finding."""
    reason: Text
    """Why you accept the finding."""
    until: Day
    """The last day of the suppression. After it the finding is a finding again."""

    @model_validator(mode="after")
    def _of_something(self) -> Suppression:
        if self.table is None and self.check is None:
            raise WrongValue(
                "a suppression of a whole rule would hide what comes later", "give the finding's `table` or its `check`"
            )
        return self


class Verify(Entry):
    suppress: tuple[Suppression, ...] = ()
    """Findings that you accept until a day, each with a reason."""
