"""The root of the command line. Every module of commands registers its commands here; ORDER says how --help lists them.

A command parses its options, calls the work, prints the result and exits. A command imports its modules only when it
runs, so that --help is fast.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from planner import __version__

ORDER = (
    "init", "check", "schema-json", "graph", "diff", "rehearse", "apply", "status", "pause", "resume", "grant-read", "resolve",
    "verify", "test", "rollback", "render", "orm", "queries", "app", "tenant", "demo",
)  # fmt: skip
"""The commands, in the order in which you would use them."""


class _Group(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    name="planner",
    cls=_Group,
    help="Make a live single-tenant PostgreSQL database multi-tenant from one YAML plan.\n\n"
    "The phases are add, backfill, tighten. Nothing changes without --confirm: a command without it reads, or is a dry-run.",
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
