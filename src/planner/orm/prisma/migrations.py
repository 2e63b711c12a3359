"""Two migrations for Prisma's folder: `<time>_<name>/migration.sql`, in the order of their names (Prisma 6.19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from planner.orm.migrations import Migrations, contents, missing
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted
from planner.tenancy.model import Tenancy

_TIME = "%Y%m%d%H%M%S"


def migrations(held: Sequence[str], stages: Mapping[Stage, Wanted], tenancy: Tenancy, now: datetime) -> Migrations:
    """Return the migrations. `held` has the names of the folders that exist. Raises Refused when these migrations
    exist already."""
    stages = missing(stages, held)
    files = {}
    names = []
    last = max((name for name in held if name[:14].isdigit()), default="")[:14]
    if last >= now.strftime(_TIME):
        now = datetime.strptime(last, _TIME) + timedelta(seconds=1)
    for number, (name, _, statements) in enumerate(contents(stages, tenancy)):
        folder = f"{(now + timedelta(seconds=number)).strftime(_TIME)}_{name}"
        files[f"{folder}/migration.sql"] = "\n\n".join(statements) + "\n"
        names.append(folder)
    return Migrations(files, tuple(f"npx prisma migrate resolve --applied {name}" for name in names), "a shell")
