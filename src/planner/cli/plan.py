"""The commands for the plan itself: `check`, `schema-json`, `init`."""

from __future__ import annotations

import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.files import write_new
from planner.cli.options import DEFAULT_PLAN, Dsn, PlanFile, TableFormat, load, plan_word, tell
from planner.errors import Blocked, NotSupported, PlanError

if TYPE_CHECKING:
    from planner.plan.load import LoadedPlan


class Dialect(StrEnum):
    """The kinds of databases that a plan can be for."""

    POSTGRES = "postgres"
    CITUS = "citus"


@app.command()
def check(
    plan: PlanFile = DEFAULT_PLAN,
    format: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.HUMAN,
) -> None:
    """Check the plan alone, without a database."""
    from planner.plan.distribution import needed, refuse_undistributable
    from planner.report.plan_check import check_json, check_text

    if format is TableFormat.JSON:
        try:
            loaded = load(plan)
            refuse_undistributable(loaded)
        except (PlanError, NotSupported, Blocked) as error:
            print(check_json(plan, {}, error))
            raise typer.Exit(error.exit_code) from None
        print(check_json(plan, _counted(loaded)))
        return
    loaded = load(plan)
    refuse_undistributable(loaded)
    print(check_text(plan, _counted(loaded)))
    for one in needed(loaded):
        tell(f"Before phase distribute: {one}")
    tell(f"Next: planner diff{plan_word(plan)}")


def _counted(loaded: LoadedPlan) -> Counter[str]:
    """Return the number of tables of each kind."""
    return Counter(str(table.kind) for table in loaded.plan.tables.values())


@app.command("schema-json")
def schema_json(
    command: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COMMAND",
            help="The command whose JSON the schema describes, such as diff or tenant list. Default: the plan.",
            show_default=False,
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the schemas.")] = False,
) -> None:
    """Print the JSON Schema of the plan, for editors, or of a command's JSON output."""
    import json

    from planner.cli.schemas import named, names, schema

    if list_:
        width = max(map(len, names()))
        print("\n".join(f"{name:<{width}}  {schema(name)['title']}" for name in names()))
        return
    wanted = named(command or ())
    if wanted not in names():
        raise typer.BadParameter(f"{' '.join(command or ())!r} has no schema; schemas are {', '.join(names())}")
    print(json.dumps(schema(wanted), indent=2, ensure_ascii=False))


@app.command()
def init(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The plan's file; - for stdout.")
    ] = DEFAULT_PLAN,
    dsn: Dsn = None,
    schema: Annotated[
        list[str] | None,
        typer.Option(
            "--schema",
            metavar="NAME",
            help="A schema to manage; repeatable. Default: schema= of a URL of Prisma's, or public.",
        ),
    ] = None,
    root: Annotated[
        str | None,
        typer.Option(
            "--root", metavar="TABLE", help="The table that holds the tenants. Default: planner looks for it."
        ),
    ] = None,
    single: Annotated[
        bool, typer.Option("--one-tenant", help="Let one default tenant own today's rows, whatever tables there are.")
    ] = False,
    exact: Annotated[bool, typer.Option("--exact", help="Read every row of large tables instead of a sample.")] = False,
    target: Annotated[
        Dialect, typer.Option("--target", help="The kind of database. citus: the plan also says what Citus needs.")
    ] = Dialect.POSTGRES,
) -> None:
    """Draft a plan from the live schema and its rows. Read-only.

    A comment on each line names the evidence; TODO marks the decisions that are left to you.
    """
    from planner.execution.dsn import prisma_schema
    from planner.execution.session import connect_reading
    from planner.report.plan_draft import counts, plan_yaml
    from planner.run.draft import draft

    if root is not None and single:
        raise typer.BadParameter("--root and --one-tenant exclude each other", param_hint="--root")
    to_stdout = str(output) == "-"
    if not to_stdout and output.exists():
        raise Blocked(
            f"{output} is there already; nothing was written", hint="name another file with -o, or use -o - for stdout"
        )
    terminal = sys.stderr.isatty()
    with connect_reading(dsn) as connection:
        drafted = draft(
            connection,
            schema or [prisma_schema(dsn) or "public"],
            root,
            single=single,
            exact=exact,
            asking=lambda name, at, of: tell(f"[{at}/{of}] reading {name}") if terminal else None,
        )
    text = plan_yaml(drafted, target)
    if to_stdout:
        sys.stdout.write(text)
    else:
        write_new(output, text)
    tell(counts(drafted))
    named = "" if to_stdout else plan_word(output)
    tell(f"Next: read {'it' if to_stdout else output}, then planner check{named} and planner diff{named}")
