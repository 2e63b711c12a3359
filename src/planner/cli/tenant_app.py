"""The commands `planner tenant …`: a tenant as a unit. Every module of such commands registers them here."""

from __future__ import annotations

import typer

from planner.cli.app import app
from planner.cli.help import WholeSentences

tenant_app = typer.Typer(
    name="tenant",
    cls=WholeSentences,
    help="A tenant as a unit: look at it, take it out, put it in, copy, move, delete it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(tenant_app, name="tenant")
