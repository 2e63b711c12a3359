"""The command `planner queries`: list the application's statements that ignore the tenant."""

from __future__ import annotations

import logging
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from planner.cli.app import app
from planner.cli.files import read_text, write_file
from planner.cli.options import Dsn, NoValues, load, tell
from planner.cli.queries_source import COUNTED, Options, hear, plan_and_logs

if TYPE_CHECKING:
    from planner.application.baseline import Compared, Key
    from planner.application.verdicts import Verdicts
    from planner.report.queries import Asked


class QueriesFormat(StrEnum):
    """The output formats of `planner queries`."""

    HUMAN = "human"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"


@app.command()
def queries(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PLAN] [LOG]...", help="The plan's file (default: plans/tenancy.yaml); with --from log, the logs.",
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="SOURCE",
            help="The source: pg_stat_statements, log (LOG: server logs, folders of logs, or - for stdin), a file of SQL "
            "statements or a log, or - for SQL on stdin.",
        ),
    ] = COUNTED,
    dsn: Dsn = None,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help="Exit with 2 when there are findings other than `by key only` and `barred index`."),
    ] = False,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="Exit with 2 when there are findings that this file does not have."),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option("--write-baseline", metavar="FILE", help="Write the findings to this file. Its reasons stay."),
    ] = None,
    as_role: Annotated[
        str | None,
        typer.Option("--as-role", metavar="ROLE", help="Run the SELECTs as this role under policies, and compare."),
    ] = None,
    tenant: Annotated[
        str | None, typer.Option("--tenant", metavar="ID", help="The tenant of --as-role: its key.")
    ] = None,
    on_clone: Annotated[
        str | None,
        typer.Option("--on-clone", metavar="DSN", help="A copy of the database, whose policies --as-role uses instead."),
    ] = None,
    most: Annotated[
        int, typer.Option("--most", metavar="N", help="The number of SELECTs that --as-role runs.", min=1)
    ] = 200,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="NAME", help="The database whose statements count in a log; '*' is all."),
    ] = None,
    exclude_role: Annotated[
        list[str] | None, typer.Option("--exclude-role", metavar="ROLE", help="Leave out statements of this role.")
    ] = None,
    exclude_application: Annotated[
        list[str] | None,
        typer.Option("--exclude-application", metavar="NAME", help="Leave out statements of this application_name."),
    ] = None,
    log_prefix: Annotated[
        str | None,
        typer.Option("--log-prefix", metavar="TEXT", help="The log_line_prefix of the log, if it is not the server's."),
    ] = None,
    format: Annotated[QueriesFormat, typer.Option("--format", help="The output format.")] = QueriesFormat.HUMAN,
    no_values: NoValues = False,
) -> None:  # fmt: skip
    """List the application's statements that ignore the tenant. Read-only."""
    from planner.application.verdicts import judge
    from planner.report.queries import Asked
    from planner.run.project import look, open_reading

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # users can't act on sqlglot's warnings
    plan, logs = plan_and_logs(words or [], source)
    options = Options(source, logs, database, tuple(exclude_role or ()), tuple(exclude_application or ()), log_prefix)
    loaded = load(plan)
    accepted = _accepted(baseline, write_baseline)
    with open_reading(loaded, dsn) as connection:
        state = look(connection, loaded, tolerant=True).state
        heard = hear(connection, state, loaded.plan.schemas, options)
    verdicts = judge(heard.statements, state, loaded.plan.schemas[0])
    compared = _compared(verdicts, accepted, baseline)
    asked = Asked(verdicts, state, heard.hidden, tuple(heard.notes), compared, str(plan))
    _show(asked, format, 2 if _fails(verdicts, compared, exit_code=exit_code) else 0)
    if write_baseline is not None:
        _write(write_baseline, verdicts, accepted)
    elif _fails(verdicts, compared, exit_code=exit_code):
        raise typer.Exit(2)


def _accepted(baseline: Path | None, write_baseline: Path | None) -> dict[Key, str]:
    """Return the entries of the baseline: that of --baseline, else the file that is written anew."""
    from planner.application.baseline import read_baseline

    if baseline is not None:
        return read_baseline(read_text(baseline), str(baseline))
    if write_baseline is not None and write_baseline.exists():
        return read_baseline(read_text(write_baseline), str(write_baseline))
    return {}


def _compared(verdicts: Verdicts, accepted: dict[Key, str], baseline: Path | None) -> Compared | None:
    from planner.application.baseline import compare

    return compare(verdicts.urgent, accepted) if baseline is not None else None


def _fails(verdicts: Verdicts, compared: Compared | None, *, exit_code: bool) -> bool:
    return bool(compared.new) if compared is not None else exit_code and bool(verdicts.urgent)


def _write(file: Path, verdicts: Verdicts, accepted: dict[Key, str]) -> None:
    from planner.application.baseline import baseline_text, compare

    write_file(file, baseline_text(verdicts.urgent, accepted))
    compared = compare(verdicts.urgent, accepted)
    tell(f"Written to {file}: {len(compared.new)} new, {len(compared.known)} as before, {len(compared.gone)} gone.")


def _show(asked: Asked, format: QueriesFormat, exit_code: int) -> None:
    from planner.report import queries as report
    from planner.report import queries_ci

    match format:
        case QueriesFormat.HUMAN:
            print(report.queries_text(asked, terminal=sys.stdout.isatty()))
        case QueriesFormat.JSON:
            print(report.queries_json(asked))
        case QueriesFormat.SARIF:
            print(queries_ci.queries_sarif(asked, exit_code))
        case QueriesFormat.GITHUB:
            print(queries_ci.queries_github(asked))
        case QueriesFormat.MARKDOWN:
            print(queries_ci.queries_markdown(asked))
        case never:
            assert_never(never)
