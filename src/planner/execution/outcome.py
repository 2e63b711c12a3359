"""Describe what a run has done.

The run returns this value at its end; an exception that ends the run early carries it.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import PlannerError, unexpected
from planner.execution.interrupt import Interrupted


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command has done so far, on all its connections."""

    committed: bool = False
    """Whether a change has been committed. If so, the exit code is 0 or 4."""
    segments: int = 0
    """The number of finished segments."""


NOTHING = Outcome()


class Halted(Exception):
    """The run ended before its last segment."""

    def __init__(self, why: PlannerError | Interrupted, outcome: Outcome) -> None:
        super().__init__(str(why))
        self.why = why
        self.outcome = outcome


def halting(error: BaseException) -> PlannerError | Interrupted:
    """Return why a run ends early. The third Ctrl-C is a KeyboardInterrupt; any exception that is not planner's is a bug.

    The exit code follows what is committed, also after a bug.
    """
    match error:
        case Halted():
            return error.why
        case PlannerError() | Interrupted():
            return error
        case KeyboardInterrupt():
            return Interrupted()
        case _:
            return unexpected(error)
