"""How long steps are expected to take, and what they took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from planner.execution.values import keys_are_shown
from planner.report.columns import WORDS
from planner.report.estimates import seconds
from planner.report.review.model import Range, Taken
from planner.run.journaled import Measured, total
from planner.steps.step import Step, Work

BUSY = 3.0
"""A busy server takes this many times as long as a quiet one of docs/performance.md."""


def likely(quiet: float) -> Range:
    """Return the range of a time, from the seconds on a quiet server."""
    return Range(quiet, quiet * BUSY)


def quiet(steps: Iterable[Step], pause: float) -> float:
    """Return the seconds of these steps on a quiet server, without waits for locks."""
    return sum(expected for step in steps for _, expected in seconds(step, pause))


def taken(steps: Iterable[Step], measured: Mapping[str, Measured]) -> Taken | None:
    """Return what these steps took together; None when the journal has none of them."""
    found = [_of(step, measured[step.id]) for step in steps if step.id in measured]
    return shown(total(found)) if found else None


def _of(step: Step, one: Measured) -> Measured:
    """Return the measurement, with rows only of a step that fills rows. Other steps count the rows of planner's record."""
    return one if step.work is Work.ROWS else replace(one, rows=0)


def shown(one: Measured) -> Taken:
    """Return a measurement as the page shows it. An error may name the key of a row."""
    said = one.said if keys_are_shown() else ()
    return Taken(one.seconds, one.waited, one.held, one.rows, one.retries, one.errors, said)


def word(operation: str) -> str:
    """Return an operation in words."""
    return WORDS[operation][0] if operation in WORDS else operation.replace("_", " ")
