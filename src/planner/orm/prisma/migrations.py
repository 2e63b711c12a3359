"""Two migrations for Prisma's folder: `<time>_<name>/migration.sql`, in the order of their names (Prisma 6.19)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from planner.errors import Refused
from planner.orm.migrations import Migrations, contents, missing
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted
from planner.tenancy.model import Tenancy

_TIME = "%Y%m%d%H%M%S"
_DIGITS = re.compile(r"[0-9]{14}")


def migrations(held: Sequence[str], stages: Mapping[Stage, Wanted], tenancy: Tenancy, now: datetime) -> Migrations:
    """Return the migrations. `held` has the names of the folders that exist. Raises Refused when these migrations
    exist already."""
    stages = missing(stages, held)
    files = {}
    names = []
    last = max((name[:14] for name in held if _DIGITS.match(name)), default="")
    if last >= now.strftime(_TIME):
        now = _after(last)
    for number, (name, _, statements) in enumerate(contents(stages, tenancy)):
        folder = f"{(now + timedelta(seconds=number)).strftime(_TIME)}_{name}"
        files[f"{folder}/migration.sql"] = "\n\n".join(statements) + "\n"
        names.append(folder)
    return Migrations(files, tuple(f"npx prisma migrate resolve --applied {name}" for name in names), "a shell")


def _after(last: str) -> datetime:
    """Return the second after the time of a folder. Raises Refused for digits that are no time."""
    try:
        return datetime.strptime(last, _TIME) + timedelta(seconds=1)
    except (ValueError, OverflowError):
        raise Refused(
            f"the migration {last}… begins with no time, and comes after every time; nothing was written",
            hint="rename its folder to a time that has passed, here and in _prisma_migrations of each database",
        ) from None
