"""The command `planner verify`: prove the result, and certify it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from planner.cli.app import app
from planner.cli.files import append_text, read_text, write_file
from planner.cli.options import DEFAULT_PLAN, Dsn, NoValues, PlanFile, Summary, VerifyFormat, load, tell
from planner.names import in_line
from planner.sql.spelling import shell_word
from planner.target.phase import Phase

if TYPE_CHECKING:
    from planner.execution.connection import Connection
    from planner.plan.load import LoadedPlan
    from planner.run.project import View
    from planner.steps.checks import Result


SchemaFile = Annotated[
    Path | None,
    typer.Option("--schema-file", metavar="FILE", help="Check a schema dump instead of a live database."),
]

Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="RULE", help="Check this rule alone (planner docs rules). Repeat it for more."),
]


@app.command()
def verify(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    probe: Annotated[
        bool,
        typer.Option("--probe", help="Also try to reach another tenant's rows, in a transaction that is rolled back."),
    ] = False,
    schema_file: SchemaFile = None,
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
    format: Annotated[VerifyFormat, typer.Option("--format", help="The output format.")] = VerifyFormat.HUMAN,
    only: Only = None,
    phase: Annotated[
        Phase | None,
        typer.Option("--phase", metavar="P", help="Check what holds after this phase: what later phases do is a note."),
    ] = None,
    findings: Annotated[bool, typer.Option("--findings", help="Show the findings alone.")] = False,
    summary: Summary = None,
    no_values: NoValues = False,
) -> None:
    """Prove the result, in the catalog and in the rows. Read-only. Exits with 2 on findings."""
    _refuse_mixed(dsn, schema_file, certificate, check, probe=probe)
    _refuse_phase(phase, certificate, check, probe=probe)
    wanted = _wanted(only or [], certificate, check, probe=probe)
    loaded = load(plan)
    with _source(loaded, dsn, schema_file) as (connection, view):
        found = _found(connection, view, dsn, wanted, check, rows=schema_file is None, probe=probe)
        if phase is not None:
            from planner.run.so_far import so_far

            found = list(so_far(connection, view, found, phase))
        untried = [result for result in found if result.untried]
        if certificate is not None and not untried:
            from planner.run.certificate import certify

            write_file(certificate, certify(connection, view, found, probed=probe).model_dump_json(indent=2) + "\n")
    exit_code = 2 if any(result.finding for result in found) or (untried and certificate is not None) else 0
    shown = [result for result in found if result.finding] if findings else found
    _show(found, shown, view, format, exit_code, of_file=schema_file is not None)
    if summary is not None:
        from planner.report.markdown import verify_markdown

        append_text(summary, verify_markdown(found, shown, view.catalog.server.database) + "\n\n")
    for result in untried if certificate is not None else ():
        tell(in_line(f"No certificate is written: {result.relation}: {result.title}: {result.detail}"))
    if certificate is not None and not untried:
        tell(f"Certificate written to {certificate}. Later: planner verify --check {shell_word(certificate)}")
    if exit_code:
        raise typer.Exit(exit_code)


@contextmanager
def _source(loaded: LoadedPlan, dsn: str | None, schema_file: Path | None) -> Iterator[tuple[Connection, View]]:
    """Open the live database, or a database that is loaded from a schema file."""
    from planner.run.project import look, open_reading
    from planner.run.schema_file import loaded_schema

    plan = loaded.plan
    roles = [*plan.rls.roles, *plan.rls.ignore_roles] if plan.rls is not None else []
    roles += [plan.execution.role] if plan.execution.role is not None else []
    scratch = loaded_schema(schema_file, plan.target.database, roles) if schema_file is not None else nullcontext(dsn)
    with scratch as target, open_reading(loaded, target) as connection:
        yield connection, look(connection, loaded, tolerant=True)


def _found(
    connection: Connection,
    view: View,
    dsn: str | None,
    wanted: frozenset[str],
    check: Path | None,
    *,
    rows: bool,
    probe: bool,
) -> list[Result]:
    """Return the results of the wanted rules, with their suppressions and their lines in the plan."""
    from datetime import UTC, datetime

    from planner.rules import RULES
    from planner.run.certificate import read_certificate, still_holds
    from planner.run.probe.probe import probe as run_probe
    from planner.run.suppressions import located, suppress
    from planner.run.verify import verify as run_verify

    live = rows and any(RULES[rule].live for rule in wanted)
    if check is not None:
        found = list(still_holds(connection, read_certificate(check, read_text(check)), view))
    else:
        found = list(run_verify(connection, view, rows=live))
    if probe:
        found += run_probe(dsn, view)
    tried = {rule for rule in wanted if check is None and (live or not RULES[rule].live)}
    tried -= set() if probe else {"probe"}
    found = list(suppress(found, view, tried, datetime.now(UTC).date()))
    return list(located([result for result in found if result.id in wanted], view))


def _wanted(only: list[str], certificate: Path | None, check: Path | None, *, probe: bool) -> frozenset[str]:
    """Return the rules to check: those of --only, or all. Raise BadParameter for what is no rule, or can't be tried."""
    from planner.rules import FIXED, RULES, near

    for rule in only:
        if rule not in RULES:
            raise typer.BadParameter(f"{rule!r} is no rule of planner verify; {near(rule)}", param_hint="--only")
        if rule in FIXED:
            raise typer.BadParameter(f"{rule!r} is no rule of the database: leave it out", param_hint="--only")
    if only and (certificate is not None or check is not None):
        raise typer.BadParameter("a certificate is about all rules: leave out --only", param_hint="--only")
    if "probe" in only and not probe:
        raise typer.BadParameter("rule probe is tried with --probe alone", param_hint="--only")
    if probe and only and "probe" not in only:
        raise typer.BadParameter("--probe tries rule probe: name it too, or leave out --probe", param_hint="--only")
    return frozenset({*only, "suppression"} if only else RULES)


def _refuse_mixed(
    dsn: str | None, schema_file: Path | None, certificate: Path | None, check: Path | None, *, probe: bool
) -> None:
    """Raise BadParameter for options that exclude each other."""
    if schema_file is not None and dsn is not None:
        raise typer.BadParameter("use either --dsn or --schema-file", param_hint="--schema-file")
    if schema_file is not None and (probe or certificate is not None):
        raise typer.BadParameter("a schema file has no rows to probe or to certify", param_hint="--schema-file")
    if schema_file is not None and check is not None:
        raise typer.BadParameter(
            "a certificate holds owners and roles, which a schema file has not: check it with --dsn",
            param_hint="--check",
        )
    if check is not None and (probe or certificate is not None):
        raise typer.BadParameter("it checks only the schema: leave out --probe and --certificate", param_hint="--check")


def _refuse_phase(phase: Phase | None, certificate: Path | None, check: Path | None, *, probe: bool) -> None:
    """Raise BadParameter for options about the finished database beside an earlier phase."""
    if phase is None or phase not in (Phase.ADD, Phase.BACKFILL):
        return
    if certificate is not None or check is not None:
        raise typer.BadParameter(
            "a certificate is about the finished database: leave out --phase", param_hint="--phase"
        )
    if probe:
        raise typer.BadParameter("--probe tries policies, which come with the last phase", param_hint="--phase")


def _show(
    found: list[Result], shown: list[Result], view: View, format: VerifyFormat, exit_code: int, *, of_file: bool
) -> None:
    """Print the results to stdout: those of `shown`, with the verdict on all.

    A schema file has no rows, so the header does not count them.
    """
    from planner.report import results

    match format:
        case VerifyFormat.JSON:
            print(results.verify_json(found, shown, view.catalog))
        case VerifyFormat.SARIF:
            from planner.report import sarif

            print(sarif.verify_sarif(shown, exit_code))
        case VerifyFormat.JUNIT:
            from planner.report import junit

            print(junit.verify_junit(shown, view.catalog.server.database))
        case VerifyFormat.GITHUB:
            from planner.report import github

            print(github.verify_github(shown))
        case VerifyFormat.MARKDOWN:
            from planner.report import markdown

            print(markdown.verify_markdown(found, shown, view.catalog.server.database))
        case VerifyFormat.HUMAN:
            from planner.report import human

            print(human.header(view.catalog, None if of_file else view.tenancy))
            print(results.verify_text(found, shown, terminal=sys.stdout.isatty()))
        case never:
            assert_never(never)
