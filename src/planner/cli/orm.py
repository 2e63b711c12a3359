"""`planner orm`: edit the ORM's definition files to match the plan, or compare them with the database."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.app import app
from planner.cli.files import replace_file, write_file, write_new
from planner.cli.options import DEFAULT_PLAN, Confirm, Dsn, PlanFile, load, tell
from planner.errors import PlannerError, Unfinished
from planner.names import in_line
from planner.orm.orm import Orm, Target, Variant
from planner.orm.registry import BY_NAME, ORMS
from planner.orm.stage import Edits, Stage

if TYPE_CHECKING:
    from planner.orm.edit import Edited


def with_definitions(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of every ORM that name its definition: `--drizzle PATH`, `--base` for --check, and
    `--acts-as-tenant`.

    The command receives the options as `files` and `targets`, by the ORM's name, and `variants`, by the ORM's name.
    """
    signature = inspect.signature(command, eval_str=True)
    own = [one for one in signature.parameters.values() if one.name not in ("files", "targets", "variants")]
    files = {orm.name: _files(orm) for orm in ORMS}
    flags = {variant: _flag(orm, variant) for orm in ORMS for variant in orm.variants}
    targets = {orm.name: _target(target) for orm in ORMS if (target := orm.target) is not None}
    options = {option.name: name for name, option in targets.items()}

    @wraps(command)
    def called(**said: Any) -> None:
        paths = {name: said.pop(name) for name in files}
        named = {name: said.pop(option) for option, name in options.items()}
        chosen = [variant for variant, flag in flags.items() if said.pop(flag.name)]
        command(
            files={n: p for n, p in paths.items() if p},
            targets={n: t for n, t in named.items() if t},
            variants=chosen,
            **said,
        )

    parameters = [own[0], *files.values(), *targets.values(), *flags.values(), *own[1:]]
    called.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    return called


def _files(orm: Orm) -> inspect.Parameter:
    option = typer.Option(f"--{orm.name}", metavar="PATH", help=f"{orm.title}: {orm.files}; repeatable.")
    return _parameter(orm.name, Annotated[list[Path] | None, option])


def _target(target: Target) -> inspect.Parameter:
    option = typer.Option(f"--{target.option}", metavar=target.metavar, help=f"With --check: {target.help}.")
    return _parameter(target.option.replace("-", "_"), Annotated[str | None, option])


def _flag(orm: Orm, variant: Variant) -> inspect.Parameter:
    option = typer.Option(f"--{variant.option}", help=f"With --{orm.name}: {variant.help}.")
    return _parameter(variant.option.replace("-", "_"), Annotated[bool, option], default=False)


def _parameter(name: str, annotation: object, default: object = None) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=annotation)


def _path(orm: Orm) -> str:
    return f"--{orm.name} PATH"


def _checked(orm: Orm) -> str:
    """Return the options that --check needs for one ORM, as --help shows them."""
    target = orm.target
    return _path(orm) if target is None else f"--{target.option} {target.metavar} ({orm.title})"


def _listed(options: Sequence[str]) -> str:
    return f"{', '.join(options[:-1])} and {options[-1]}"


def _spoken(options: Sequence[str]) -> str:
    return f"{', '.join(options[:-1])} or {options[-1]}"


_TARGETS = _listed([f"--{orm.target.option}" for orm in ORMS if orm.target is not None])

_OF_PYTHON = _listed([f"--{orm.target.option}" for orm in ORMS if orm.target is not None and orm.target.python])


@app.command()
@with_definitions
def orm(
    files: dict[str, list[Path]],
    targets: dict[str, str],
    variants: list[Variant],
    plan: PlanFile = DEFAULT_PLAN,
    python: Annotated[
        str, typer.Option("--python", metavar="PROGRAM", help=f"The application's Python, for {_OF_PYTHON}.")
    ] = "python3",
    stage: Annotated[
        Edits,
        typer.Option(
            "--stage", help="add: the tenant column may be NULL. tighten: the final state. none: as before planner."
        ),
    ] = Edits.TIGHTEN,
    migrations: Annotated[
        Path | None,
        typer.Option(
            "--migrations", metavar="DIR", help="With --stage none: the ORM's migrations, to say what its runner holds."
        ),
    ] = None,
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
    if check:
        if confirm or property is not None or variants:
            raise typer.BadParameter("it compares the files, and changes nothing", param_hint="--check")
        _check(plan, dsn, files, targets, python)
        return
    if targets:
        raise typer.BadParameter("are only for --check", param_hint=_TARGETS)
    named, paths = _chosen(files, variants, property)
    if stage is Edits.NONE:
        from planner.cli.orm_back import take_back

        if take_back(named, paths, plan, migrations, confirm=confirm) and exit_code:
            raise typer.Exit(2)
        return
    if migrations is not None:
        raise typer.BadParameter("is only for --stage none", param_hint="--migrations")
    from planner.run.orm import edits
    from planner.run.project import look, open_reading

    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
    found, leftovers = edits(view, named, paths, Stage(stage), property)
    for edited in found:
        print(edited.diff(), end="")
    if confirm:
        _recorded(plan, named, found)
        _write(found)
    for leftover in leftovers:
        tell(in_line(f"left to do: {leftover}"))
    _summary(len(found), len(leftovers), confirm)
    if exit_code and (found or leftovers):
        raise typer.Exit(2)


def _chosen(files: dict[str, list[Path]], variants: Sequence[Variant], property: str | None) -> tuple[Orm, list[Path]]:
    """Return the ORM whose files are named, with the work of its variants, and the files. Raise BadParameter."""
    if len(files) != 1:
        raise typer.BadParameter(f"name the files: {_spoken([_path(o) for o in ORMS])}", param_hint="orm")
    ((name, paths),) = files.items()
    named = BY_NAME[name]
    if property is not None and not named.renames:
        raise typer.BadParameter(f"{named.title}'s attributes have the names of their columns", param_hint="--property")
    for variant in variants:
        if variant not in named.variants:
            raise typer.BadParameter(f"is not for {named.title}", param_hint=f"--{variant.option}")
        named = replace(named, work=variant.work)
    return named, paths


def _recorded(plan: Path, orm: Orm, found: Sequence[Edited]) -> None:
    """Write the edits into the record beside the plan, from which --stage none takes them back."""
    from planner.orm import record

    place = record.place(plan)
    made = [record.entry(orm.name, edited, place) for edited in found]
    if made:
        write_file(place, record.written([*record.read(place), *made]))
        tell(f"{place} records the edits: planner orm --stage none takes them back. Commit it with the files.")


def _write(found: Sequence[Edited]) -> None:
    """Replace the files. Raise PlannerError; the error is Unfinished if a file before it was replaced."""
    written = 0
    try:
        for edited in found:
            if edited.file.exists():
                replace_file(edited.file, edited.content)
            else:
                write_new(edited.file, edited.content.decode())
            written += 1
    except (PlannerError, KeyboardInterrupt) as error:
        if not written:
            raise
        why = error.message if isinstance(error, PlannerError) else "stopped on request"
        again = "run the same command again: it edits the files that are left"
        hint = f"{error.hint}\n{again}" if isinstance(error, PlannerError) and error.hint else again
        raise Unfinished(f"{why}; {written} of {len(found)} files are written", hint=hint) from error


def _summary(files: int, left: int, confirm: bool) -> None:
    by_hand = f"{left} thing{'s' if left != 1 else ''} left to do by hand"
    if not files and not left:
        tell("Nothing to do: the files are as the plan says.")
    elif confirm:
        tell(f"{files} file{'s' if files != 1 else ''} written, {by_hand}.")
    else:
        tell(f"{files} file{'s' if files != 1 else ''} would change, {by_hand}.")
        tell("Dry-run: nothing was written. Next: the same command with --confirm")


def _check(plan: Path, dsn: str | None, files: dict[str, list[Path]], targets: dict[str, str], python: str) -> None:
    from planner.orm.work import Source
    from planner.run import definitions
    from planner.run.project import look, open_reading

    given = [*files, *targets]
    if len(given) != 1 or (files and BY_NAME[given[0]].target is not None):
        raise typer.BadParameter(f"name one: {_spoken([_checked(o) for o in ORMS])}", param_hint="--check")
    orm = BY_NAME[given[0]]
    source = Source(files.get(orm.name, ()), targets.get(orm.name, ""), python)
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view, installed = look(connection, loaded, tolerant=True), definitions.extensions(connection)
    found = definitions.check(view, orm.work().definition(source), installed)
    for difference in found.tenants:
        print(in_line(f"{difference.relation}: {difference}"))
    for difference in found.others:
        tell(in_line(f"not about tenants: {difference.relation}: {difference}"))
    if found.tenants:
        tell(f"{len(found.tenants)} difference{'s' if len(found.tenants) != 1 else ''} about tenants.")
        raise typer.Exit(2)
    tell("Files and database agree about tenants.")
