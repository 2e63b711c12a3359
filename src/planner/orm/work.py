"""The work of an ORM's package, and what the package gets and returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner.tenancy.naming import Naming

if TYPE_CHECKING:
    from planner.catalog.compare import Words
    from planner.orm.edit import Edited, Leftover
    from planner.orm.migrations import Migrations, Tracked
    from planner.orm.stage import Stage
    from planner.orm.wanted import Wanted
    from planner.tenancy.model import Tenancy


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
class Work:
    """The functions of an ORM's package. Each function imports the modules that it needs when planner calls it."""

    naming: Callable[[str], Naming]
    """Returns the names that the ORM gives. The argument is the schema of tables that name no schema."""
    edit: Callable[[Sequence[Path], Wanted, str, str | None], tuple[list[Edited], list[Leftover]]]
    """Returns the edits of the files, and the edits that are left to people. Raises PlanError.

    The arguments are the files, the content that they must have, the schema of tables that name no schema, and the
    tenant column's name in code. That name is None unless the user gives one.
    """
    tracked: Callable[[Path], Tracked]
    """Returns planner's migrations in a folder, and what makes the ORM's runner forget them. Raises PlanError."""
    migrations: Callable[[Goals, Path, Stage], Migrations] | None
    """Returns the migrations for a folder, up to a stage. Raises PlanError, Refused. None for an ORM whose migrations
    are made of segments (`planner.files.runners`)."""
    definition: Callable[[Source], Definition]
