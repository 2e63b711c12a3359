"""The root of the command line. Every module of commands registers its commands here; help.GROUPS says how --help
lists them.

A command parses its options, calls the work, prints the result and exits. A command imports its modules only when it
runs, so that --help is fast.
"""

from __future__ import annotations

from typing import Annotated

import typer

from planner import __version__
from planner.cli.help import Grouped
from planner.cli.options import DEFAULT_PLAN, tell

START = (
    f"Start here: planner init drafts {DEFAULT_PLAN} from your database, and only reads.\n"
    "Without a database: planner demo shows the whole job, planner docs tutorial explains it step by step."
)
"""What bare `planner` says where there is no plan."""
NEXT = f"The plan {DEFAULT_PLAN} is here. Next: planner check, then planner diff."
WRONG_USAGE = 64
"""The exit code of a command line without a command."""

app = typer.Typer(
    name="planner",
    cls=Grouped,
    help="Make a live single-tenant PostgreSQL database multi-tenant from one YAML plan.\n\n"
    "The phases are add, backfill, tighten, and on Citus distribute. Nothing changes without --confirm: a command without "
    "it reads, or is a dry-run.",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        print(f"planner {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        tell(f"{context.get_help()}\n")
        tell(NEXT if DEFAULT_PLAN.exists() else START)
        raise typer.Exit(WRONG_USAGE)
