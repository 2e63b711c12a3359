"""Every error that a user can see, as one tree. Each class has its exit code.

PlannerError             1   something is wrong; nothing was changed
├── PlanError            1   the plan is wrong: file, line, column, what is allowed
├── DatabaseError        1   the database does not answer, or answers with an error
├── Bug                  1   planner itself has failed
├── Refused              3   a precondition does not hold; nothing was changed
│   ├── NotSupported     3   the plan asks for something that planner does not do yet
│   ├── Blocked          3   the rows or the catalog forbid what the plan asks
│   │   └── Obstructed    3   several things stand in the way: all are told at once
│   └── Stale            3   the database has changed since a saved plan was written
└── Unfinished           4   steps were committed and work remains: run the same command again
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.names import in_line


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file. Lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class PlannerError(Exception):
    """An error for people: what happened (`message`), where (`place`), and what to do next (`hint`).

    `details` are the lines below the message. Each text but the hint is one line, whatever names it contains.
    """

    exit_code = 1

    def __init__(
        self, message: str, *, hint: str | None = None, place: Place | None = None, details: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place
        self.details = tuple(details)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return "\n".join([in_line(f"{where}{self.message}"), *(f"  {in_line(detail)}" for detail in self.details)])


MOST_TOLD = 50
"""The number of mistakes that are told at once. The others are only counted."""


class PlanError(PlannerError):
    """The plan is wrong. When there are several mistakes, `problems` holds the first ones, at most `MOST_TOLD`.

    `more` is the number of the others.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        place: Place | None = None,
        details: Sequence[str] = (),
        problems: tuple[PlannerError, ...] = (),
        more: int = 0,
    ) -> None:
        super().__init__(message, hint=hint, place=place, details=details)
        self.problems = problems
        self.more = more


class DatabaseError(PlannerError):
    """The database does not answer, or a statement failed before anything was changed."""


class Refused(PlannerError):
    """A precondition does not hold, so planner refuses. Nothing was changed."""

    exit_code = 3


class NotSupported(Refused):
    """The plan asks for something that this version does not do."""


class Blocked(Refused):
    """The catalog or the rows forbid what the plan asks."""


class Obstructed(Blocked):
    """Several things stand in the way. `problems` holds them all, each with its place and its remedy."""

    def __init__(
        self, message: str, problems: Sequence[PlannerError], *, hint: str | None = None, place: Place | None = None
    ) -> None:
        told = [f"{str(one).replace(chr(10), ' ')} → {one.hint}" for one in problems[:MOST_TOLD]]
        more = [f"and {len(problems) - MOST_TOLD} more"] if len(problems) > MOST_TOLD else []
        super().__init__(message, hint=hint, place=place, details=[*told, *more])
        self.problems = tuple(problems)


class Stale(Refused):
    """The database has changed since the saved plan was written."""


class Bug(PlannerError):
    """planner itself has failed. `cause` is the exception."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(
            f"{type(cause).__name__}: {cause}", hint="this is a bug: PLANNER_DEBUG=1 shows where; please report it"
        )
        self.cause = cause


def unexpected(error: BaseException) -> PlannerError:
    """Return planner's error for an exception that is not planner's own."""
    if isinstance(error, BrokenPipeError):
        return PlannerError("nobody reads the output any more", hint="write it into a file, or read it to its end")
    return Bug(error)


class Unfinished(PlannerError):
    """Steps were committed and work remains. The same command continues it."""

    exit_code = 4
