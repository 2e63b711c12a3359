"""The root of the command line, on which every module of commands puts its own."""

from __future__ import annotations

from typing import Annotated

import typer

from planner import __version__

app = typer.Typer(
    name="planner",
    help="Make a live single-tenant PostgreSQL database multi-tenant from one YAML plan.\n\n"
    "add, backfill, tighten: read-only and dry-run by default; nothing runs without --confirm.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False) -> None:
    if version:
        print(f"planner {__version__}")
        raise typer.Exit
