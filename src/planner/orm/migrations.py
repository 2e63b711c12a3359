"""Migrations that an ORM's own runner takes for its own: one for each stage, of the statements that make it on a new database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from planner.errors import Refused
from planner.orm.stage import Stage
from planner.orm.statements import statements
from planner.orm.wanted import Wanted
from planner.sql import build
from planner.tenancy.model import Tenancy

NAMES = {Stage.ADD: "tenancy_expand", Stage.TIGHTEN: "tenancy_contract"}


@dataclass(frozen=True, slots=True)
class Migrations:
    """Files of the migrations folder, and what tells the runner of the live database that they have run."""

    files: Mapping[str, str]
    tracking: tuple[str, ...]
    where: str
    """The tracking lines are for this, such as psql."""


def contents(stages: Mapping[Stage, Wanted], tenancy: Tenancy) -> Iterator[tuple[str, Wanted, list[str]]]:
    """(name, what it makes, its statements) in their order."""
    for stage, wanted in stages.items():
        yield NAMES[stage], wanted, [f"{build.render(node)};" for node in statements(wanted, tenancy)]


def missing(stages: Mapping[Stage, Wanted], held: Collection[str], remedy: str = "") -> dict[Stage, Wanted]:
    """Those of `stages` whose migration is not among the names in `held`. Raises Refused where all are there."""
    there = {stage: name for stage in stages for name in held if name.endswith(NAMES[stage])}
    if there.keys() == stages.keys():
        raise Refused(
            f"the migration {next(iter(there.values()))} is there already; nothing was written",
            hint=f"each is made once: edit the files, or remove them{remedy}",
        )
    return {stage: wanted for stage, wanted in stages.items() if stage not in there}
