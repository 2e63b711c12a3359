"""The root of the command line, on which every module of commands puts its own, and the order in which they are listed.

Commands parse, call, print and exit. Each imports what it needs when it runs, so that --help costs little.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from planner import __version__

ORDER = (
    "init", "check", "schema-json", "graph", "diff", "apply", "status", "pause", "resume", "resolve", "verify", "rollback",
    "render", "orm", "queries", "demo",
)  # fmt: skip
"""As one comes by them."""


class _Group(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    name="planner",
    cls=_Group,
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
