"""The command `planner tenant copy`: a second tenant with the rows of the first, in the same database."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from planner.cli.options import DEFAULT_PLAN, Confirm, Dsn, NoValues, PlanFile, TableFormat, load, tell
from planner.cli.tenant_add import pairs
from planner.cli.tenant_app import tenant_app
from planner.names import in_line


@tenant_app.command("copy")
def copy(
    tenant: Annotated[str, typer.Argument(metavar="ID", help="The tenant whose rows are copied.")],
    as_: Annotated[str, typer.Option("--as", metavar="NEW", help="The new tenant's key.")],
    plan: PlanFile = DEFAULT_PLAN,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--values", metavar="COLUMN=TEXT", help="Another value of the new tenant's row. Repeat the option for more."
        ),
    ] = None,
    dsn: Dsn = None,
    confirm: Confirm = False,
    format: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.HUMAN,
    no_values: NoValues = False,
) -> None:
    """Copy a tenant within its database, with new ids and every reference. In one transaction, verified."""
    from planner.execution.run_lock import letting_go
    from planner.report.tenant_moves import copy_json, copy_text
    from planner.run.project import look, open_locked, open_reading
    from planner.run.rights import refuse_foreign_code
    from planner.tenants.copy import Copy, prepare_copy
    from planner.tenants.copy import copy as run_copy

    loaded = load(plan)
    row = pairs(values or [])
    opened = letting_go(open_locked(loaded, dsn, "tenant copy")) if confirm else open_reading(loaded, dsn)
    with opened as connection:
        view = look(connection, loaded)
        run = Copy(connection, view, tenant, as_, row, lambda line: tell(in_line(line)))
        if confirm:
            refuse_foreign_code(loaded, view.tenancy, view.catalog, [view.tenancy.tenants.relation])
            made = run_copy(run)
        else:
            made = prepare_copy(run)
    if format is TableFormat.JSON:
        print(copy_json(made, run, confirmed=confirm))
    else:
        print("\n".join(copy_text(made, run, confirmed=confirm, terminal=sys.stdout.isatty())))
