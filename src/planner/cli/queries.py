"""The command `planner queries`: list the application's statements that ignore the tenant."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.app import app
from planner.cli.files import read_text
from planner.cli.options import DEFAULT_PLAN, Dsn, PlanFile, TableFormat, load

COUNTED = "pg_stat_statements"


@app.command()
def queries(
    plan: PlanFile = DEFAULT_PLAN,
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="SOURCE", help="The source: pg_stat_statements, a file of SQL statements, or - for stdin."
        ),
    ] = COUNTED,
    dsn: Dsn = None,
    exit_code: Annotated[
        bool,
        typer.Option(
            "--exit-code", help="Exit with 2 when there are findings other than `by key only` and `barred index`."
        ),
    ] = False,
    format: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.HUMAN,
) -> None:
    """List the application's statements that ignore the tenant. Read-only."""
    from planner.application.statements import Statement, split
    from planner.application.verdicts import judge
    from planner.report.queries import queries_json, queries_text
    from planner.run.application import pg_stat_statements
    from planner.run.project import look, open_reading

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # users can't act on sqlglot's warnings
    loaded = load(plan)
    hidden = 0
    with open_reading(loaded, dsn) as connection:
        state = look(connection, loaded, tolerant=True).state
        if source == COUNTED:
            counted = pg_stat_statements(connection)
            statements, hidden = list(counted.statements), counted.hidden
        else:
            text = sys.stdin.read() if source == "-" else read_text(Path(source))
            statements = [Statement(str(number), one) for number, one in enumerate(split(text), 1)]
    verdicts = judge(statements, state, loaded.plan.schemas[0])
    if format is TableFormat.JSON:
        print(queries_json(verdicts, state, hidden=hidden))
    else:
        print(queries_text(verdicts, state, hidden=hidden, terminal=sys.stdout.isatty()))
    if exit_code and verdicts.urgent:
        raise typer.Exit(2)
