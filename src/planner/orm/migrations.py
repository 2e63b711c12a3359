"""Migrations that an ORM's own runner accepts. Each stage has one, with the statements that make the stage on a new
database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from planner.errors import Refused
from planner.names import QName
from planner.orm.stage import Stage
from planner.orm.statements import statements
from planner.orm.wanted import Wanted
from planner.sql import build
from planner.tenancy.model import Tenancy

NAMES = {Stage.ADD: "tenancy_expand", Stage.TIGHTEN: "tenancy_contract"}


@dataclass(frozen=True, slots=True)
class Migrations:
    """The files for the migrations folder, and the lines that mark the migrations as run on the live database."""

    files: Mapping[str, str]
    tracking: tuple[str, ...]
    where: str
    """The program that runs the tracking lines, such as psql."""
    notes: tuple[str, ...] = ()
    """Where the ORM's record differed from the database before, which people must know first."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """planner's migrations in a folder: their files, and the lines that make the ORM's runner forget them."""

    files: tuple[str, ...]
    lines: tuple[str, ...]
    where: str
    """The program that runs the lines."""


def planners(names: Collection[str]) -> list[str]:
    """Return the names of planner's migrations among the names of files or folders, in order."""
    mine = tuple(NAMES.values())
    return sorted(name for name in names if name.split(".")[0].endswith(mine))


def forgetting(table: QName, column: str, value: str | int) -> str:
    """Return the DELETE of the row by which a runner remembers a migration."""
    row = exp.Delete(this=build.table(table))
    row.set("where", exp.Where(this=build.eq(build.column(column), build.literal(value))))
    return f"{build.render(row)};"


def contents(stages: Mapping[Stage, Wanted], tenancy: Tenancy) -> Iterator[tuple[str, Wanted, list[str]]]:
    """Return (name, purpose, statements) of each migration, in order."""
    for stage, wanted in stages.items():
        yield NAMES[stage], wanted, [f"{build.render(node)};" for node in statements(wanted, tenancy)]


def missing(stages: Mapping[Stage, Wanted], held: Collection[str], remedy: str = "") -> dict[Stage, Wanted]:
    """Return the stages of `stages` whose migration is not among the names in `held`. Raises Refused when all
    migrations exist."""
    there = {stage: name for stage in stages for name in held if name.endswith(NAMES[stage])}
    if there.keys() == stages.keys():
        raise Refused(
            f"the migration {next(iter(there.values()))} is there already; nothing was written",
            hint=f"each is made once: edit the files, or remove them{remedy}",
        )
    return {stage: wanted for stage, wanted in stages.items() if stage not in there}
