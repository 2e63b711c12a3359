"""The options of `planner queries`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PLAN LOG",
        help="The plan's file (default: plans/tenancy.yaml); with --from log, the logs.",
        show_default=False,
    ),
]

Source = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="SOURCE",
        help="The source: pg_stat_statements; log, for LOG: server logs, folders of logs, or - for stdin; a file of SQL "
        "statements, or of a log; or - for SQL on stdin.",
    ),
]

ExitCode = Annotated[
    bool,
    typer.Option(
        "--exit-code", help="Exit with 2 when there are findings other than `by key only` and `barred index`."
    ),
]

Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline", metavar="FILE", help="Exit with 2 when there are findings that this file does not have."
    ),
]

WriteBaseline = Annotated[
    Path | None,
    typer.Option(
        "--write-baseline", metavar="FILE", help="Write the findings to this file. Its reasons stay. Exits with 0."
    ),
]

AsRole = Annotated[
    str | None,
    typer.Option(
        "--as-role",
        metavar="ROLE",
        help="Run the SELECTs as this role under policies, and without, and compare. A superuser is refused when other roles "
        "own code in the database.",
    ),
]

TenantOfRole = Annotated[
    str | None,
    typer.Option(
        "--tenant", metavar="ID", help="The tenant of --as-role, for calls whose tenant the log does not say."
    ),
]

OnClone = Annotated[
    str | None,
    typer.Option(
        "--on-clone",
        metavar="DSN",
        help="A copy of the database, for --as-role; the database itself is refused. "
        "Policies that it lacks are made in a transaction that is rolled back; "
        "it locks the tables of the copy.",
    ),
]

Most = Annotated[int, typer.Option("--most", metavar="N", help="The number of SELECTs that --as-role runs.", min=1)]

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="NAME",
        help="The database whose statements count in a log. Default: the one of --dsn. '*' is all.",
    ),
]

ExcludeRole = Annotated[
    list[str] | None,
    typer.Option("--exclude-role", metavar="ROLE", help="Leave out statements of this role. Repeat it for more."),
]

ExcludeApplication = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude-application", metavar="NAME", help="Leave out statements of this application_name in a log."
    ),
]

LogPrefix = Annotated[
    str | None,
    typer.Option(
        "--log-prefix", metavar="TEXT", help="The log_line_prefix of a log, if it is not that of the server of --dsn."
    ),
]
