"""One entry of a server log, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from planner.errors import Place

ERRORS = ("ERROR", "FATAL", "PANIC")
TOLD = 3
"""The number of places that are kept of broken lines."""


@dataclass(slots=True)
class Entry:
    """One message of the server. Empty text stands for what the log does not say."""

    line: int
    """The number of its first line in the file."""
    severity: str
    message: str
    session: str = ""
    """The session's id, or its process id."""
    user: str = ""
    database: str = ""
    application: str = ""
    detail: str = ""
    statement: str = ""
    """The statement that an error is about."""
    context: str = ""
    first: bool = False
    """The first entry of its session."""


@dataclass(slots=True)
class Broken:
    """The lines that are no entries: half lines at the end of a log, and lines of other programs."""

    number: int = 0
    places: list[Place] = field(default_factory=list)

    def add(self, file: str, line: int) -> None:
        self.number += 1
        if len(self.places) < TOLD:
            self.places.append(Place(file, line, 1))


Lines = Iterator[str]
"""The lines of a file, each with its line feed: the last one may lack it."""

Reader = Callable[[Lines, Callable[[int], None]], Iterator[Entry]]
"""A reader of a format. It calls the function with the number of each line that it can't read."""
