"""The interface of one ORM for the rest of planner. Every list of ORMs, options, formats and conventions is made
from these objects."""

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


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of definitions and migrations."""

    schema: str
    """The schema of tables that name no schema."""
    tenancy: Tenancy
    of: Callable[[Iterable[Stage]], Mapping[Stage, Wanted]]
    """Returns what the definition must contain at each of the stages."""


@dataclass(frozen=True, slots=True)
class Source:
    """The place of an application's own definition: its paths, or the value of the ORM's target option."""

    paths: Sequence[Path]
    target: str
    python: str
    """The Python interpreter of the application."""


@dataclass(frozen=True, slots=True)
class Definition:
    """An application's own definition, made by the ORM itself."""

    script: Callable[[Mapping[str, str]], str]
    """Returns SQL that creates the definition in a database. The argument holds the database's address in libpq's
    words. The SQL is empty if the ORM has already created it there."""
    words: Words


@dataclass(frozen=True, slots=True)
class Orm:
    """One ORM. The functions of its package do the work, and planner imports them only when it calls them."""

    name: str
    """The ORM's name in code: the name of its package, and of the option that names its files."""
    title: str
    """The ORM's name as people write it."""
    convention: str
    """The word for the ORM's naming convention in a plan (`naming`) and for its migrations (`render --format`). It
    is the ORM's name, or the name of the tool that runs its migrations. Plans and scripts use both words, so they
    stay."""
    naming: Callable[[str], Naming]
    """Returns the names that the ORM gives. The argument is the schema of tables that name no schema."""
    telling: Telling
    migrations_table: str
    """The table in which the ORM's runner records what has run, in lower case."""
    files: str
    """The kind of path that the ORM's option accepts, for --help."""
    edit: Callable[[Sequence[Path], Wanted, str, str | None], tuple[list[Edited], list[Leftover]]]
    """Returns the edits of the files, and the edits that are left to people. Raises PlanError.

    The arguments are the files, the content that they must have, the schema of tables that name no schema, and the
    tenant column's name in code. That name is None unless the user gives one.
    """
    migrations: Callable[[Goals, Path, Stage], Migrations]
    """Returns the migrations for a folder, up to a stage. Raises PlanError, Refused."""
    definition: Callable[[Source], Definition]
    target: Target | None = None
    renames: bool = True
    """Whether a column may have another name in code (`--property`)."""
