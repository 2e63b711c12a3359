"""What a run has done, as a value: returned at its end, and carried by the exception that ends it before."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import PlannerError
from planner.execution.interrupt import Interrupted


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command has done until now, on all its connections."""

    committed: bool = False
    """Something has been changed for good: from here on the exit code is 0 or 4."""
    segments: int = 0
    """How many were finished."""


NOTHING = Outcome()


class Halted(Exception):
    """The run ended before its last segment."""

    def __init__(self, why: PlannerError | Interrupted, outcome: Outcome) -> None:
        super().__init__(str(why))
        self.why = why
        self.outcome = outcome
