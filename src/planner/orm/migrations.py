"""Migrations that an ORM's own runner takes for its own: two, of the statements that each stage makes of a new database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planner.errors import Refused
from planner.operations.tenancy import Tenancy
from planner.orm.statements import statements
from planner.orm.wanted import Stage, Wanted
from planner.sql import build

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


def refuse_twice(held: Iterable[str], remedy: str) -> None:
    """Raises Refused where one of the names in `held` is one of these two."""
    for name in held:
        if any(name.endswith(mine) for mine in NAMES.values()):
            raise Refused(
                f"the migration {name} is there already; nothing was written",
                hint=f"they are made once: edit the files, or remove both{remedy}",
            )
