"""`planner orm`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.app import app
from planner.cli.options import DEFAULT_PLAN, Confirm, Dsn, PlanFile, load, tell
from planner.errors import PlannerError


class StageChoice(StrEnum):
    ADD = "add"
    TIGHTEN = "tighten"


@app.command()
def orm(
    plan: PlanFile = DEFAULT_PLAN,
    drizzle: Annotated[
        list[Path] | None,
        typer.Option("--drizzle", metavar="PATH", help="Drizzle: a schema file or folder; again for more."),
    ] = None,
    stage: Annotated[
        StageChoice, typer.Option("--stage", help="add: the column may be NULL. tighten: the end.")
    ] = StageChoice.TIGHTEN,
    property: Annotated[
        str | None,
        typer.Option("--property", metavar="NAME", help="The column's name in the files. Default: camelCase of it."),
    ] = None,
    dsn: Dsn = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 2 when files would change or something is left to do.")
    ] = False,
    confirm: Confirm = False,
) -> None:
    """Bring the ORM's schema files after the plan: a diff of the files. --confirm writes them; the database is only read."""
    from planner.orm.wanted import Stage
    from planner.run import orm as run
    from planner.run.project import look, open_reading

    if not drizzle:
        raise typer.BadParameter("name the files: --drizzle PATH", param_hint="--drizzle")
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
    outcome = run.drizzle(view, drizzle, Stage(stage.value), property)
    for edited in outcome.edited:
        print(edited.diff(), end="")
        if confirm:
            try:
                edited.file.write_bytes(edited.after)
            except OSError as error:
                raise PlannerError(
                    f"{edited.file} can't be written: {error.strerror}", hint="check its rights"
                ) from None
    for leftover in outcome.leftovers:
        tell(f"left to do: {leftover}")
    count = len(outcome.edited)
    if not count and not outcome.leftovers:
        tell("Nothing to do: the files are as the plan says.")
    elif confirm:
        tell(f"{count} file{'s' if count != 1 else ''} written, {len(outcome.leftovers)} things left to do.")
    else:
        tell(
            f"{count} file{'s' if count != 1 else ''} would change, {len(outcome.leftovers)} things are left to do by hand."
        )
        tell("Dry-run: nothing was written. Next: the same command with --confirm")
    if exit_code and (count or outcome.leftovers):
        raise typer.Exit(2)
