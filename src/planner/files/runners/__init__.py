"""The segments as files for migration tools: `render --format`.

`pieces` makes statements that each stand alone in a file. `changes` adds the statements that take each of them back.
One module for each tool names, orders and writes that tool's files. A new tool needs a module with `files`, and a line
in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from planner.files.runners import dbmate, flyway, golang_migrate, rails, sqitch
from planner.files.runners.changes import Migration
from planner.files.runners.versions import Versions


class Format(NamedTuple):
    """How planner writes the files of one migration tool."""

    files: Callable[[Sequence[Migration], Versions], dict[str, str]]
    """Returns the text of each file, by the file's name with its folder."""
    run: str
    """The command that runs the files. {out} is the folder."""
    tracking: Callable[[Iterable[str], str], list[str]] | None = None
    """Returns the statements that mark the files of these names as run, in a database that `planner apply` has changed.
    The second argument is the schema of the tool's table. None for a tool whose files are rendered into a folder of
    their own, and reviewed and copied from there."""


FORMATS = {
    "flyway": Format(flyway.files, flyway.RUN),
    "sqitch": Format(sqitch.files, sqitch.RUN),
    "golang-migrate": Format(golang_migrate.files, golang_migrate.RUN),
    "dbmate": Format(dbmate.files, dbmate.RUN),
}

OF_ORMS = {"rails": Format(rails.files, rails.RUN, rails.tracking)}
"""The formats of ORMs whose migrations are made of segments."""
