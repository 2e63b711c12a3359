"""One ORM as the rest of planner sees it. Every list of ORMs, options, formats and conventions is made from these
objects.

Every command imports this module, so it imports no module that does work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.orm.work import Work


class Telling(StrEnum):
    """The objects whose names no other convention gives. If most of them have the ORM's names, the database belongs
    to this ORM."""

    FOREIGN_KEYS = "foreign keys"
    UNIQUE_INDEXES = "unique indexes"
    INDEXES = "indexes"


@dataclass(frozen=True, slots=True)
class Target:
    """The option that tells `planner orm --check` what to load, for an ORM whose definition is not given by a path."""

    option: str
    metavar: str
    help: str
    python: bool = True
    """Whether the application's Python loads it."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to declare the tenant in an ORM's files, by a library: the option that chooses it."""

    option: str
    help: str
    work: Callable[[], Work]


@dataclass(frozen=True, slots=True)
class Orm:
    """One ORM: its words. `work` imports its package, which does the work."""

    name: str
    """The ORM's name in code: the name of its package, and of the option that names its files."""
    title: str
    """The ORM's name as people write it."""
    convention: str
    """The word for the ORM's naming convention in a plan (`naming`) and for its migrations (`render --format`). It
    is the ORM's name, or the name of the tool that runs its migrations. Plans and scripts use both words, so they
    stay."""
    telling: Telling
    migrations_table: str
    """The table in which the ORM's runner records what has run, in lower case."""
    files: str
    """The kind of path that the ORM's option accepts, for --help."""
    work: Callable[[], Work]
    """Returns the functions of the ORM's package."""
    target: Target | None = None
    tracked_in: str | None = None
    """The table whose rows name what has run, if another table tells that a database belongs to the ORM."""
    shared_table: bool = False
    """Whether other tools call their table so, too. Then the table does not tell that a database belongs to the ORM."""
    renames: bool = True
    """Whether a column may have another name in code (`--property`)."""
    variants: tuple[Variant, ...] = ()

    @property
    def tracking_table(self) -> str | None:
        """The table whose rows name what has run; None if the table's name does not tell that the rows are this ORM's."""
        return None if self.shared_table else self.tracked_in or self.migrations_table
