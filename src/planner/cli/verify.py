"""The command `planner verify`: prove the result, and certify it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.files import read_text, write_file
from planner.cli.options import DEFAULT_PLAN, Dsn, NoValues, PlanFile, TableFormat, load, tell
from planner.names import in_line
from planner.sql.spelling import shell_word

if TYPE_CHECKING:
    from planner.run.project import View
    from planner.steps.checks import Result


@app.command()
def verify(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    probe: Annotated[
        bool,
        typer.Option("--probe", help="Also try to reach another tenant's rows, in a transaction that is rolled back."),
    ] = False,
    schema_file: Annotated[
        Path | None,
        typer.Option("--schema-file", metavar="FILE", help="Check a schema dump instead of a live database."),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            metavar="FILE",
            help="Also write the result to this file, with checksums of plan and schema.",
        ),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check", metavar="FILE", help="Check only that the plan and the schema still match this certificate."
        ),
    ] = None,
    format: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.HUMAN,
    no_values: NoValues = False,
) -> None:
    """Prove the result, in the catalog and in the rows. Read-only. Exits with 2 on findings."""
    from contextlib import nullcontext

    from planner.run.certificate import certify, read_certificate, still_holds
    from planner.run.probe.probe import probe as run_probe
    from planner.run.project import look, open_reading
    from planner.run.schema_file import loaded_schema
    from planner.run.verify import verify as run_verify

    _refuse_mixed(dsn, schema_file, certificate, check, probe=probe)
    loaded = load(plan)
    plan_ = loaded.plan
    roles = [*plan_.rls.roles, *plan_.rls.ignore_roles] if plan_.rls is not None else []
    roles += [plan_.execution.role] if plan_.execution.role is not None else []
    scratch = loaded_schema(schema_file, plan_.target.database, roles) if schema_file is not None else nullcontext(dsn)
    with scratch as target, open_reading(loaded, target) as connection:
        view = look(connection, loaded, tolerant=True)
        if check is not None:
            found = list(still_holds(connection, read_certificate(check, read_text(check)), view))
        else:
            found = list(run_verify(connection, view, rows=schema_file is None))
        if probe:
            found += run_probe(dsn, view)
        untried = [result for result in found if result.untried]
        if certificate is not None and not untried:
            write_file(certificate, certify(connection, view, found, probed=probe).model_dump_json(indent=2) + "\n")
    _show(found, view, format, of_file=schema_file is not None)
    for result in untried if certificate is not None else ():
        tell(in_line(f"No certificate is written: {result.relation}: {result.title}: {result.detail}"))
    if certificate is not None and not untried:
        tell(f"Certificate written to {certificate}. Later: planner verify --check {shell_word(certificate)}")
    if any(result.finding for result in found):
        raise typer.Exit(2)


def _refuse_mixed(
    dsn: str | None, schema_file: Path | None, certificate: Path | None, check: Path | None, *, probe: bool
) -> None:
    """Raise BadParameter for options that exclude each other."""
    if schema_file is not None and dsn is not None:
        raise typer.BadParameter("use either --dsn or --schema-file", param_hint="--schema-file")
    if schema_file is not None and (probe or certificate is not None):
        raise typer.BadParameter("a schema file has no rows to probe or to certify", param_hint="--schema-file")
    if check is not None and (probe or certificate is not None):
        raise typer.BadParameter("it checks only the schema: leave out --probe and --certificate", param_hint="--check")


def _show(found: list[Result], view: View, format: TableFormat, *, of_file: bool) -> None:
    """Print the results to stdout. A schema file has no rows, so the header does not count them."""
    from planner.report import human, results

    if format is TableFormat.JSON:
        print(results.verify_json(found, view.catalog))
    else:
        print(human.header(view.catalog, None if of_file else view.tenancy))
        print(results.verify_text(found, terminal=sys.stdout.isatty()))
