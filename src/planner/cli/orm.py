"""`planner orm`: edit the ORM's definition files to match the plan, or compare them with the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.app import app
from planner.cli.options import DEFAULT_PLAN, Confirm, Dsn, PlanFile, load, replace_file, tell
from planner.orm.stage import Stage


@app.command()
def orm(
    plan: PlanFile = DEFAULT_PLAN,
    drizzle: Annotated[
        list[Path] | None,
        typer.Option("--drizzle", metavar="PATH", help="Drizzle: a schema file or folder; repeatable."),
    ] = None,
    sqlalchemy: Annotated[
        list[Path] | None,
        typer.Option("--sqlalchemy", metavar="PATH", help="SQLAlchemy: a file or folder of models; repeatable."),
    ] = None,
    django: Annotated[
        list[Path] | None,
        typer.Option("--django", metavar="PATH", help="Django: the project's folder, or files of models; repeatable."),
    ] = None,
    prisma: Annotated[
        list[Path] | None,
        typer.Option("--prisma", metavar="PATH", help="Prisma: a schema file or folder; repeatable."),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--base", metavar="MODULE:BASE", help="With --check: SQLAlchemy's declarative base or its metadata."
        ),
    ] = None,
    settings: Annotated[
        str | None, typer.Option("--settings", metavar="MODULE", help="With --check: the settings of a Django project.")
    ] = None,
    python: Annotated[
        str, typer.Option("--python", metavar="PROGRAM", help="The application's Python, for --base and --settings.")
    ] = "python3",
    stage: Annotated[
        Stage, typer.Option("--stage", help="add: the tenant column may be NULL. tighten: the final state.")
    ] = Stage.TIGHTEN,
    property: Annotated[
        str | None,
        typer.Option(
            "--property",
            metavar="NAME",
            help="The tenant column's name in the files. Default: the ORM's usual spelling.",
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Compare the ORM's own definition with the database.")] = False,
    dsn: Dsn = None,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help="Exit with 2 when files would change or something is left for you to do."),
    ] = False,
    confirm: Confirm = False,
) -> None:
    """Edit the ORM's definition files to match the plan. A dry-run without --confirm; only reads the database."""
    from planner.run.orm import edits
    from planner.run.project import look, open_reading

    if check:
        if confirm or property is not None or sqlalchemy or django:
            raise typer.BadParameter(
                "it compares the files: use it with --drizzle, --prisma, --base or --settings", param_hint="--check"
            )
        _check(plan, dsn, drizzle, prisma, base, settings, python)
        return
    given = {"drizzle": drizzle, "sqlalchemy": sqlalchemy, "django": django, "prisma": prisma}
    named = [(name, paths) for name, paths in given.items() if paths]
    if len(named) != 1:
        raise typer.BadParameter("name the files: --drizzle, --sqlalchemy, --django or --prisma PATH", param_hint="orm")
    if sqlalchemy and property is not None:
        raise typer.BadParameter("SQLAlchemy's attributes have the names of their columns", param_hint="--property")
    if base or settings:
        raise typer.BadParameter("are only for --check", param_hint="--base and --settings")
    ((name, paths),) = named
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
    found, leftovers = edits(view, name, paths, stage, property)
    for edited in found:
        print(edited.diff(), end="")
        if confirm:
            replace_file(edited.file, edited.after)
    for leftover in leftovers:
        tell(f"left to do: {leftover}")
    _summary(len(found), len(leftovers), confirm)
    if exit_code and (found or leftovers):
        raise typer.Exit(2)


def _summary(files: int, left: int, confirm: bool) -> None:
    by_hand = f"{left} thing{'s' if left != 1 else ''} left to do by hand"
    if not files and not left:
        tell("Nothing to do: the files are as the plan says.")
    elif confirm:
        tell(f"{files} file{'s' if files != 1 else ''} written, {by_hand}.")
    else:
        tell(f"{files} file{'s' if files != 1 else ''} would change, {by_hand}.")
        tell("Dry-run: nothing was written. Next: the same command with --confirm")


def _check(
    plan: Path,
    dsn: str | None,
    drizzle: list[Path] | None,
    prisma: list[Path] | None,
    base: str | None,
    settings: str | None,
    python: str,
) -> None:
    from planner.run import definitions
    from planner.run.project import look, open_reading

    if sum(bool(one) for one in (drizzle, prisma, base, settings)) != 1:
        raise typer.BadParameter(
            "name one: --drizzle PATH, --prisma PATH, --base MODULE:BASE (SQLAlchemy) or --settings MODULE (Django)",
            param_hint="--check",
        )
    if drizzle:
        definition = definitions.drizzle(drizzle)
    elif prisma:
        definition = definitions.prisma(prisma)
    elif base:
        definition = definitions.sqlalchemy(base, python)
    else:
        definition = definitions.django(settings or "", python)
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view, installed = look(connection, loaded, tolerant=True), definitions.extensions(connection)
    found = definitions.check(view, definition, installed)
    for difference in found.tenants:
        print(f"{difference.relation}: {difference}")
    for difference in found.others:
        tell(f"not about tenants: {difference.relation}: {difference}")
    if found.tenants:
        tell(f"{len(found.tenants)} difference{'s' if len(found.tenants) != 1 else ''} about tenants.")
        raise typer.Exit(2)
    tell("Files and database agree about tenants.")
