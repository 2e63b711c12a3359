"""The command `planner test`: write the attempts of the probe as tests of the application's own suite."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.app import app
from planner.cli.files import write_file, write_new
from planner.cli.options import DEFAULT_PLAN, Dsn, PlanFile, load, tell
from planner.errors import PlannerError


class SuiteFormat(StrEnum):
    """The frameworks that planner writes tests for."""

    PGTAP = "pgtap"
    PYTEST = "pytest"
    VITEST = "vitest"


@app.command("test")
def suite(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The directory for the file.")],
    format: Annotated[SuiteFormat, typer.Option("--format", help="The framework that runs the tests.")],
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an earlier file.")] = False,
) -> None:
    """Write the attempts of the probe as tests for your own suite.

    Rolls back what it tries.
    """
    from planner.files.suites import FORMATS, written
    from planner.run.probe.suite import suite as make
    from planner.run.project import look, open_reading

    file = out / FORMATS[format][0]
    if file.exists() and not force:
        raise PlannerError(f"{file} exists; nothing was written", hint="--force writes it again")
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
    made = make(dsn, view)
    text = written(made, format, view.catalog.server.database)
    if force and file.exists():
        write_file(file, text)
    else:
        write_new(file, text)
    tables = len({case.table for case in made.cases})
    tell(f"{file}: {len(made.cases)} tests of {tables} tables, with {len(made.rows)} rows. They run in $DATABASE_URL.")
    for table, why in made.untested.items():
        tell(f"not tested: {table}: {why}")
