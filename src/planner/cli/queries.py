"""The command `planner queries`: list the application's statements that ignore the tenant."""

from __future__ import annotations

import logging
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from planner.cli.app import app
from planner.cli.files import append_text, read_text, write_file
from planner.cli.options import Dsn, NoValues, Summary, load, tell
from planner.cli.queries_options import (
    AsRole,
    Baseline,
    Database,
    ExcludeApplication,
    ExcludeRole,
    ExitCode,
    LogPrefix,
    Most,
    OnClone,
    Source,
    TenantOfRole,
    Words,
    WriteBaseline,
)
from planner.cli.queries_source import COUNTED, Options, hear, plan_and_logs
from planner.cli.queries_trial import trial_of

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
    words: Words = None,
    source: Source = COUNTED,
    dsn: Dsn = None,
    exit_code: ExitCode = False,
    baseline: Baseline = None,
    write_baseline: WriteBaseline = None,
    as_role: AsRole = None,
    tenant: TenantOfRole = None,
    on_clone: OnClone = None,
    most: Most = 200,
    database: Database = None,
    exclude_role: ExcludeRole = None,
    exclude_application: ExcludeApplication = None,
    log_prefix: LogPrefix = None,
    format: Annotated[QueriesFormat, typer.Option("--format", help="The output format.")] = QueriesFormat.HUMAN,
    summary: Summary = None,
    no_values: NoValues = False,
) -> None:
    """List the application's statements that ignore the tenant. Read-only."""
    from planner.application.verdicts import judge
    from planner.report.queries import Asked
    from planner.report.queries_ci import queries_markdown
    from planner.run.project import look, open_reading

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # users can't act on sqlglot's warnings
    plan, logs = plan_and_logs(words or [], source)
    options = Options(source, logs, database, tuple(exclude_role or ()), tuple(exclude_application or ()), log_prefix)
    trial = trial_of(as_role, tenant, on_clone, most)
    loaded = load(plan)
    accepted = _accepted(baseline, write_baseline)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded, tolerant=True)
        heard = hear(connection, view.state, loaded.plan.schemas, options)
        verdicts = judge(heard.statements, view.state, loaded.plan.schemas[0], loaded.plan.target.dialect)
        notes = heard.notes
        if trial is not None:
            verdicts, more = trial.run(connection, view, verdicts, dsn)
            notes = [*notes, *more]
    compared = _compared(verdicts, accepted, baseline)
    asked = Asked(verdicts, view.state, heard.hidden, tuple(notes), compared, str(plan))
    fails = _fails(verdicts, compared, exit_code=exit_code)
    _show(asked, format, 2 if fails else 0)
    if summary is not None:
        append_text(summary, queries_markdown(asked) + "\n\n")
    if write_baseline is not None:
        _write(write_baseline, verdicts, accepted)
    elif fails:
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
