"""The command `planner demo`: run all commands on an embedded server."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.cli.app import app


@app.command()
def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Wait for Enter before the rollback, and print the DSN meanwhile.")
    ] = False,
) -> None:
    """Show all of this on an embedded PostgreSQL.

    Runs diff, render, apply, verify and rollback while a simulated application writes.
    """
    from planner.demo.walk import walk

    walk(keep=keep)
