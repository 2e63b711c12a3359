"""`planner demo`: the walk on an embedded server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app

if TYPE_CHECKING:
    pass


@app.command()
def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the result there and wait for Enter before it goes.")
    ] = False,
) -> None:
    """Walk through diff, apply, verify and rollback on an embedded PostgreSQL, with an application writing all the time."""
    from planner.demo.walk import walk

    walk(keep=keep)
