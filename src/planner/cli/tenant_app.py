"""The group of commands `planner tenant`: a tenant as a unit."""

from __future__ import annotations

import typer

from planner.cli.app import app

tenant = typer.Typer(
    name="tenant",
    help="Work with one tenant: its row, and all rows that belong to it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(tenant)
