"""One ORM, as everything else sees it. Every list of ORMs, of options, formats and conventions comes from these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from planner.tenancy.naming import Naming

if TYPE_CHECKING:
    from planner.catalog.compare import Words
    from planner.orm.edit import Edited, Leftover
    from planner.orm.migrations import Migrations
    from planner.orm.stage import Stage
    from planner.orm.wanted import Wanted
    from planner.tenancy.model import Tenancy


class Telling(StrEnum):
    """The objects whose names no other convention gives: where most have them, the database is of this ORM's."""

    FOREIGN_KEYS = "foreign keys"
    UNIQUE_INDEXES = "unique indexes"
    INDEXES = "indexes"


@dataclass(frozen=True, slots=True)
class Target:
    """What `planner orm --check` loads, where that is no path: an option of its own."""

    option: str
    metavar: str
    help: str


@dataclass(frozen=True, slots=True)
class Goals:
    """What definitions and migrations are made for."""

    schema: str
    """Of tables that name none."""
    tenancy: Tenancy
    of: Callable[[Iterable[Stage]], Mapping[Stage, Wanted]]
    """What the definition must say at each of the stages."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an application's own definition is: paths, or what its target names."""

    paths: Sequence[Path]
    target: str
    python: str
    """The application's Python."""


@dataclass(frozen=True, slots=True)
class Definition:
    """An application's own definition, made by the ORM itself."""

    script: Callable[[Mapping[str, str]], str]
    """SQL that makes it in a database, whose address comes in libpq's words; nothing where the ORM has made it there already."""
    words: Words


@dataclass(frozen=True, slots=True)
class Orm:
    """The work is in functions of its package, which are imported when they are called."""

    name: str
    """Its one name: of its package, of the option that names its files, and everywhere in code."""
    title: str
    """As people write it."""
    convention: str
    """The word for its names in a plan (`naming`) and for its migrations (`render --format`): the ORM's name, or that of the
    tool that runs its migrations. Both words are part of what plans and scripts say, so they stay."""
    naming: Callable[[str], Naming]
    """The names that it gives; takes the schema of tables that name none."""
    telling: Telling
    migrations_table: str
    """Where its runner records what has run, in lower case."""
    files: str
    """What the option of its name takes, for --help."""
    edit: Callable[[Sequence[Path], Wanted, str, str | None], tuple[list[Edited], list[Leftover]]]
    """Of the files: what changes, and what is left to people. Takes the schema of tables that name none, and what the column is
    called in code, where somebody says it. Raises PlanError."""
    migrations: Callable[[Goals, Path, Stage], Migrations]
    """For a folder, up to a stage. Raises PlanError, Refused."""
    definition: Callable[[Source], Definition]
    target: Target | None = None
    renames: bool = True
    """A column may be called otherwise in code (`--property`)."""
