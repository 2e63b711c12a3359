"""The command `planner rehearse`: the whole run on a clone, before the real one."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.files import try_file, write_file
from planner.cli.options import (
    DEFAULT_PLAN,
    Confirm,
    Dsn,
    Phases,
    PlanFile,
    TableFormat,
    chosen_phases,
    load,
    reporter_for_stderr,
    tell,
)
from planner.errors import PlannerError, Refused
from planner.sql.spelling import shell_word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.catalog.model import Catalog
    from planner.execution.connection import Connection
    from planner.plan.load import LoadedPlan
    from planner.rehearse.certificate import RehearsalCertificate
    from planner.rehearse.rehearsal import Rehearsal
    from planner.target.phase import Phase

EMBEDDED = "embedded"

RequireRehearsal = Annotated[
    Path | None,
    typer.Option(
        "--require-rehearsal",
        metavar="FILE",
        help="Refuse to run without this green certificate of planner rehearse, for this plan and this schema.",
    ),
]

MaxAge = Annotated[
    str, typer.Option("--max-age", metavar="AGE", help="The age up to which --require-rehearsal takes a certificate.")
]


def required(
    file: Path | None, max_age: str, loaded: LoadedPlan, phases: Sequence[Phase]
) -> Callable[[Catalog, Connection], None]:
    """Return the check of a database against the certificate that apply needs. Raises Refused when the file is no good."""
    if file is None:
        return lambda catalog, connection: None
    from planner.plan.units import age
    from planner.rehearse.certificate import check_required, read_required
    from planner.rehearse.rehearsal import Where
    from planner.run.identity import identity

    try:
        seconds = age(max_age)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--max-age") from None
    found = read_required(file, Path(loaded.file), seconds)

    def check(catalog: Catalog, connection: Connection) -> None:
        here = identity(connection)
        check_required(found, file, loaded, catalog, phases, Where(here.cluster, here.database))

    return check


def size(text: str) -> float:
    """Return the bytes of --limit. Raises BadParameter."""
    from planner.plan.units import size as parsed

    try:
        return parsed(text)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--limit") from None


Place = Annotated[
    str,
    typer.Option(
        "--on", metavar="PLACE", help="Where: embedded (a clone that is removed afterwards), or the DSN of a copy."
    ),
]

Limit = Annotated[
    str,
    typer.Option(
        "--limit",
        metavar="SIZE",
        help="Clone all rows of a database up to this size, and a sample of a larger one.",
    ),
]

LoadOption = Annotated[
    str | None,
    typer.Option(
        "--load",
        metavar="LOAD",
        help="The load: auto (pg_stat_statements of the source; the default of a clone), none (the default of --on DSN, "
        "where what the load writes stays), or a file of statements.",
    ),
]


@app.command()
def rehearse(
    plan: PlanFile = DEFAULT_PLAN,
    on: Place = EMBEDDED,
    dsn: Dsn = None,
    phase: Phases = None,
    limit: Limit = "20GB",
    load_: LoadOption = None,
    rate: Annotated[
        float, typer.Option("--rate", metavar="N", min=0.1, max=10_000, help="Statements of the load per second.")
    ] = 50.0,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate", metavar="FILE", help="Also write the result to this file, for apply --require-rehearsal."
        ),
    ] = None,
    format: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.HUMAN,
    confirm: Confirm = False,
) -> None:
    """Run everything on a clone first: apply under load, verify, rollback. Exits with 2 when it is not green.

    The source is only read. --on DSN writes into the copy that it names, and needs --confirm: the run is taken back there,
    and what a load writes stays.
    """
    if on != EMBEDDED and not confirm:
        raise Refused(
            "--on DSN writes into the copy that it names; nothing was changed",
            hint="the same command with --confirm; or --on embedded, which touches no database of yours",
        )
    bytes_ = size(limit)
    if certificate is not None:
        try_file(certificate)
    replayed = load_ or ("auto" if on == EMBEDDED else "none")
    try:
        found, result = _rehearsed(load(plan), dsn, on, chosen_phases(phase), bytes_, replayed, rate)
    except KeyboardInterrupt:
        rest = "the clone is gone" if on == EMBEDDED else "the copy was not changed"
        raise PlannerError(
            f"stopped on request; the source was only read, and {rest}",
            hint="the same command starts the rehearsal from its beginning",
        ) from None
    if format is TableFormat.JSON:
        print(result.model_dump_json(indent=2))
    else:
        from planner.rehearse.report import rehearsal_text

        print(rehearsal_text(found, terminal=sys.stdout.isatty()))
    if certificate is not None:
        write_file(certificate, result.model_dump_json(indent=2) + "\n")
        _tell_next(plan, certificate, green=found.green)
    if not found.green:
        raise typer.Exit(2)


def _rehearsed(
    loaded: LoadedPlan, dsn: str | None, on: str, phases: tuple[Phase, ...], limit: float, load: str, rate: float
) -> tuple[Rehearsal, RehearsalCertificate]:
    """Rehearse, and return what was found, with its certificate."""
    from planner.rehearse.certificate import certify
    from planner.rehearse.places import Job
    from planner.rehearse.places import rehearse as run

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # users can't act on sqlglot's warnings
    reporter = reporter_for_stderr()
    try:
        found, source = run(Job(loaded, dsn, on, phases, limit, load, rate, reporter, tell))
    finally:
        reporter.close()
    return found, certify(found, source.view)


def _tell_next(plan: Path, certificate: Path, *, green: bool) -> None:
    if green:
        required = f"--require-rehearsal {shell_word(certificate)}"
        tell(f"Certificate written to {certificate}. Next: planner apply {shell_word(plan)} {required} --confirm")
    else:
        tell(f"Certificate written to {certificate}: it is red, and apply --require-rehearsal refuses it")
