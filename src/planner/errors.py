"""Every error that a user can see, as one tree; each class carries its exit code.

PlannerError             1   something is wrong; nothing was changed
├── PlanError            1   the plan is wrong: file, line, column, what is allowed
├── DatabaseError        1   the database does not answer, or answers with an error
├── Refused              3   a precondition does not hold; nothing was changed
│   ├── NotSupported     3   the plan asks for something that does not exist yet
│   ├── Blocked          3   the rows or the catalog forbid what the plan asks
│   └── Stale            3   a saved plan meets a database that has moved since
└── Unfinished           4   committed a step and is not finished: run the same command again
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file a text stands; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class PlannerError(Exception):
    """What happened, where, and what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}"


class PlanError(PlannerError):
    """The plan is wrong. `problems` holds every finding when there are several."""

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        place: Place | None = None,
        problems: tuple[PlannerError, ...] = (),
    ) -> None:
        super().__init__(message, hint=hint, place=place)
        self.problems = problems


class DatabaseError(PlannerError):
    """The database does not answer, or a statement failed before anything was changed."""


class Refused(PlannerError):
    """planner will not do this; nothing was changed."""

    exit_code = 3


class NotSupported(Refused):
    """The plan asks for something that this version does not do."""


class Blocked(Refused):
    """The catalog or the rows forbid what the plan asks."""


class Stale(Refused):
    """A saved plan meets a database that has moved since."""


class Unfinished(PlannerError):
    """Steps were committed and the job is not finished; the same command goes on."""

    exit_code = 4
