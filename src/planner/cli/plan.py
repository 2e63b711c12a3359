"""The commands for the plan itself: `check`, `schema-json`, `init`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.app import app
from planner.cli.files import write_new
from planner.cli.options import DEFAULT_PLAN, Dsn, PlanFile, tell
from planner.errors import Blocked
from planner.sql.spelling import shell_word


@app.command()
def check(plan: PlanFile = DEFAULT_PLAN) -> None:
    """Check the plan alone, without a database."""
    from planner.plan.load import load_plan
    from planner.plan.supported import refuse_unsupported

    loaded = load_plan(plan)
    refuse_unsupported(loaded)
    tables = loaded.plan.tables
    kinds = [str(t.kind) for t in tables.values()]
    words = ("scoped", "mixed", "shared", "reference", "exempt")
    counted = ", ".join(f"{kinds.count(kind)} {kind}" for kind in words if kind in kinds)
    print(f"{plan}: the plan is well formed: {len(tables)} tables ({counted or 'none listed'}).")
    tell("Next: planner diff")


@app.command("schema-json")
def schema_json() -> None:
    """Print the JSON Schema of the plan, for editors."""
    import json

    from planner.plan.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@app.command()
def init(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The plan's file; - for stdout.")
    ] = DEFAULT_PLAN,
    dsn: Dsn = None,
    schema: Annotated[
        list[str] | None,
        typer.Option("--schema", metavar="NAME", help="A schema to manage; repeatable. Default: public."),
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
) -> None:
    """Draft a plan from the live schema and its rows. Read-only.

    A comment on each line names the evidence; TODO marks the decisions that are left to you.
    """
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
            schema or ["public"],
            root,
            single=single,
            exact=exact,
            asking=lambda name, at, of: tell(f"[{at}/{of}] reading {name}") if terminal else None,
        )
    text = plan_yaml(drafted)
    if to_stdout:
        sys.stdout.write(text)
    else:
        write_new(output, text)
    tell(counts(drafted))
    named = "" if to_stdout or output == DEFAULT_PLAN else f" {shell_word(output)}"
    tell(f"Next: read {'it' if to_stdout else output}, then planner check{named} and planner diff{named}")
