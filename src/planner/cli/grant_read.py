"""The command `planner grant-read`: let a role read what planner did, without the right to change anything."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.cli.app import app
from planner.cli.options import Confirm, Dsn, tell


@app.command("grant-read")
def grant_read(
    role: Annotated[str, typer.Argument(metavar="ROLE", help="The role that shall read schema planner.")],
    dsn: Dsn = None,
    confirm: Confirm = False,
) -> None:
    """Let a role read schema planner, for status, diff and verify. A dry-run without --confirm."""
    from planner.execution.session import connect_reading, connect_writing
    from planner.files.psql import statement
    from planner.run.grant_read import grant, grants, refuse_ungrantable

    with connect_writing(dsn) if confirm else connect_reading(dsn) as connection:
        refuse_ungrantable(connection, role)
        if confirm:
            grant(connection, role)
    if confirm:
        tell(f"{role} may read schema planner. verify needs SELECT on the tables of the plan, too.")
        return
    for node in grants(role):
        print(statement(node))
    tell("Dry-run: nothing was changed. Next: the same command with --confirm")
