"""The segments as files for migration tools: `render --format`.

`pieces` makes statements that each stand alone in a file, `changes` gives each its way back, and one module for each tool
knows how that tool names, orders and runs its files. A new tool is a module with `files` and its line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from planner.files.runners import dbmate, flyway, golang_migrate, sqitch
from planner.files.runners.changes import Migration
from planner.files.runners.versions import Versions


class Format(NamedTuple):
    files: Callable[[Sequence[Migration], Versions], dict[str, str]]
    """File name, with its folder → text."""
    run: str
    """What runs them; {out} is the folder."""


FORMATS = {
    "flyway": Format(flyway.files, flyway.RUN),
    "sqitch": Format(sqitch.files, sqitch.RUN),
    "golang-migrate": Format(golang_migrate.files, golang_migrate.RUN),
    "dbmate": Format(dbmate.files, dbmate.RUN),
}
