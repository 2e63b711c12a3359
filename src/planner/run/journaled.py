"""Read from the journal what the steps have taken: seconds, waits, attempts, rows, and how long they held their locks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.execution.connection import Connection
from planner.sql.queries import queries
from planner.target.phase import PHASES, Phase

_SQL = queries("planner.run")


@dataclass(frozen=True, slots=True)
class Measured:
    """What the runs of `apply` took for one step, or for several. Durations are in seconds."""

    seconds: float = 0.0
    waited: float = 0.0
    """Seconds of waiting for locks."""
    held: float | None = None
    """The longest time that the locks of its transaction were held; None where that was not measured."""
    rows: int = 0
    wal: float = 0.0
    attempts: int = 0
    """The attempts of the step that was tried most often."""
    errors: int = 0
    """Attempts that ended with an error."""
    said: tuple[str, ...] = ()
    """The errors, each once."""

    @property
    def retries(self) -> int:
        """Return the number of attempts after the first."""
        return max(self.attempts - 1, 0)

    def plus(self, other: Measured) -> Measured:
        """Return the sum of two measurements."""
        holds = [held for held in (self.held, other.held) if held is not None]
        return Measured(
            self.seconds + other.seconds,
            self.waited + other.waited,
            max(holds, default=None),
            self.rows + other.rows,
            self.wal + other.wal,
            max(self.attempts, other.attempts),
            self.errors + other.errors,
            tuple(dict.fromkeys((*self.said, *other.said))),
        )


def total(parts: Iterable[Measured]) -> Measured:
    """Return the sum of measurements."""
    found = Measured()
    for part in parts:
        found = found.plus(part)
    return found


def measured(connection: Connection) -> Mapping[str, Measured]:
    """Return what each step took, by its id. What a later rollback has taken back does not count.

    The caller knows that schema planner is there.
    """
    if not connection.value(_SQL["journal_there"]):
        return {}
    found: dict[str, Measured] = {}
    undone = _undone(connection.fetch(_SQL["rollbacks"]))
    for run, step, *numbers in connection.fetch(_SQL["journal_by_step"]):
        if run < undone.get(step.partition(".")[0], 0):
            continue
        one = _one(*numbers)
        found[step] = found[step].plus(one) if step in found else one
    return found


def _one(
    duration: float, wait: float | None, hold: float | None, rows: Any, wal: Any, attempts: int, errors: int, said: Any
) -> Measured:
    return Measured(
        duration / 1000,
        (wait or 0.0) / 1000,
        hold / 1000 if hold is not None else None,
        int(rows or 0),
        float(wal or 0),
        attempts,
        errors,
        tuple(said or ()),
    )


def _undone(rollbacks: Iterable[tuple[int, str]]) -> Mapping[str, int]:
    """Return for each phase the number of the last run that took it back."""
    found: dict[str, int] = {}
    for run, command in rollbacks:
        for phase in _after(command.removeprefix("rollback --to ")):
            found[phase.value] = max(run, found.get(phase.value, 0))
    return found


def _after(kept: str) -> Iterator[Phase]:
    names = [phase.value for phase in PHASES]
    yield from PHASES[names.index(kept) + 1 :] if kept in names else PHASES
