"""The command `planner tenant add`: open a tenant, with the rows that every tenant begins with."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.cli.options import DEFAULT_PLAN, Confirm, Dsn, PlanFile, load, tell
from planner.cli.tenant_app import tenant_app


@tenant_app.command("add")
def add(
    tenant: Annotated[str, typer.Argument(metavar="ID", help="The key of the new tenant.")],
    plan: PlanFile = DEFAULT_PLAN,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--values", metavar="COLUMN=TEXT", help="A value of the tenant's row. Repeat the option for more."
        ),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            "--like", metavar="TENANT", help="Copy this tenant's rows. Default: `tenant.template` of the plan."
        ),
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Copy no rows.")] = False,
    dsn: Dsn = None,
    confirm: Confirm = False,
) -> None:
    """Add a tenant, and copy the rows of the plan's template for it. A dry-run without --confirm."""
    from planner.execution.run_lock import letting_go
    from planner.files.psql import statement
    from planner.run.project import look, open_locked, open_reading
    from planner.run.rights import refuse_foreign_code
    from planner.tenants.add import New, add_tenant, opening

    if empty and like is not None:
        raise typer.BadParameter("--empty copies no rows, and --like names whose to copy", param_hint="--like")
    new = New(tenant, pairs(values or []), like, copies=not empty)
    loaded = load(plan)
    if confirm:
        with letting_go(open_locked(loaded, dsn, "tenant add")) as connection:
            view = look(connection, loaded)
            refuse_foreign_code(loaded, view.tenancy, view.catalog, [view.tenancy.tenants.relation])
            done = add_tenant(connection, view, new)
        tell(
            f"{done.tenant} is a tenant"
            + (f", with {done.total} rows like those of {done.template}" if done.rows else "")
        )
    else:
        with open_reading(loaded, dsn) as connection:
            done = opening(connection, look(connection, loaded), new)
        for node in done.statements:
            print(statement(node))
    for table, rows in done.rows.items():
        tell(f"  {table}: {rows} {'row' if rows == 1 else 'rows'}")
    for note in done.notes:
        tell(f"note: {note}")
    if not confirm:
        tell("Dry-run: nothing was changed. Next: the same command with --confirm")


def pairs(given: list[str]) -> dict[str, str]:
    """Return the values by column. Raise BadParameter for a value without a name, and for a name that is given twice."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise typer.BadParameter(f"{text!r} is not COLUMN=TEXT", param_hint="--values")
        if name in found:
            raise typer.BadParameter(f"{name} is given twice", param_hint="--values")
        found[name] = value
    return found
