"""The command `planner tenant move`: a tenant goes to another database, while the others go on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.options import DEFAULT_PLAN, Confirm, Dsn, NoValues, PlanFile, TableFormat, load, tell
from planner.cli.tenant import Existing, file_name
from planner.cli.tenant_app import tenant_app
from planner.names import in_line

if TYPE_CHECKING:
    from planner.execution.connection import Connection
    from planner.plan.load import LoadedPlan
    from planner.tenants.movable import Database, MoveRun
    from planner.tenants.removal import Pace


class Then(StrEnum):
    """What happens to the rows on the source after the move."""

    KEEP = "keep"
    DELETE = "delete"


@tenant_app.command("move")
def move(
    tenant: Annotated[str, typer.Argument(metavar="ID", help="The tenant: its key in the tenants table.")],
    to: Annotated[str, typer.Option("--to", metavar="DSN", help="The database that the tenant goes to.")],
    plan: PlanFile = DEFAULT_PLAN,
    then: Annotated[
        Then, typer.Option("--then", help="The rows on the source after the move: keep, or delete.")
    ] = Then.KEEP,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="Where the rows wait on their way. Default: tenant-ID-move."),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", help="Connections that export at the same time.", min=1, max=100)
    ] = 1,
    existing: Annotated[
        Existing,
        typer.Option("--existing", help="Rows that the tenant uses, and that the target has with other values."),
    ] = Existing.STOP,
    blocked_at_most: Annotated[
        float,
        typer.Option("--blocked-at-most", metavar="SECONDS", help="The longest block of the tenant's writes.", min=0.1),
    ] = 30.0,
    abort: Annotated[bool, typer.Option("--abort", help="End a move that is under way.")] = False,
    dsn: Dsn = None,
    confirm: Confirm = False,
    format: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.HUMAN,
    no_values: NoValues = False,
) -> None:
    """Move a tenant to another database. Its writes wait only while its last changes go over. A dry-run without --confirm."""
    from planner.report.tenant_moves import move_json, move_text
    from planner.run.rights import refuse_foreign_code
    from planner.tenants.movable import Wish, prepare_move
    from planner.tenants.move import abort as run_abort
    from planner.tenants.rights import refuse_not_owner

    loaded = load(plan)
    out = folder or Path(f"tenant-{file_name(tenant)}-move")
    wish = Wish(out, workers, existing is Existing.KEEP, blocked_at_most, loaded.plan.execution.lock_deadline)
    left: dict[str, int] | None = None
    with _databases(loaded, dsn, to, confirm=confirm) as (source, target):
        run = prepare_move(source, target, tenant, wish, lambda line: tell(in_line(line)))
        if confirm:
            for one in (source, target):
                refuse_foreign_code(loaded, one.view.tenancy, one.view.catalog, one.closed.used.keys())
                refuse_not_owner(one.closed)
        if confirm and abort:
            run_abort(run, _pace(loaded))
        elif confirm:
            left = _moved(run, loaded, then)
        elif not abort:
            _check_delete(run, loaded, then)
    if format is TableFormat.JSON:
        print(move_json(run, confirmed=confirm, aborted=abort and confirm, left=left))
    else:
        lines = move_text(run, confirmed=confirm, abort=abort, left=left, terminal=sys.stdout.isatty())
        print("\n".join(lines))


def _moved(run: MoveRun, loaded: LoadedPlan, then: Then) -> dict[str, int] | None:
    """Move the tenant. Return what a delete on the source has left of it, by table; None for rows that are kept."""
    from planner.tenants.move import finished
    from planner.tenants.move import move as run_move

    _check_delete(run, loaded, then)
    run_move(run)
    left = _deleted(run, loaded) if then is Then.DELETE else None
    finished(run)
    return left


@contextmanager
def _databases(loaded: LoadedPlan, dsn: str | None, to: str, *, confirm: bool) -> Iterator[tuple[Database, Database]]:
    """Open both databases: to write, under the run lock of each, with --confirm; else to read."""
    from planner.execution.dsn import given_by
    from planner.execution.run_lock import letting_go
    from planner.run.project import look, open_locked, open_reading
    from planner.tenants.earlier import database_identity
    from planner.tenants.movable import database, refuse_one_database

    there = replace(loaded, plan=loaded.plan.model_copy(update={"target": _anywhere(loaded)}))
    if not to.strip():
        raise typer.BadParameter("name the database that the tenant goes to", param_hint="--to")

    def reading() -> Connection:
        with given_by("--to"):
            return open_reading(there, to)

    with open_reading(loaded, dsn) as one, reading() as other:
        refuse_one_database(database_identity(one), database_identity(other))
        if not confirm:
            yield database(one, look(one, loaded), dsn), database(other, look(other, there), to)
            return
    with (
        letting_go(open_locked(loaded, dsn, "tenant move")) as one,
        letting_go(open_locked(there, to, "tenant move")) as other,
    ):
        yield database(one, look(one, loaded), dsn), database(other, look(other, there), to)


def _anywhere(loaded: LoadedPlan) -> object:
    """Return the plan's target without the name of the database: the tenant's new database may have any."""
    return loaded.plan.target.model_copy(update={"database": None})


def _pace(loaded: LoadedPlan) -> Pace:
    from planner.tenants.removal import Pace

    said = loaded.plan.execution
    return Pace(said.batch_seconds, said.batch_rows, said.pause, said.lock_deadline)


def _check_delete(run: MoveRun, loaded: LoadedPlan, then: Then) -> None:
    """Raise Blocked before the move when the delete after it would be refused."""
    from planner.tenants.delete import look_at, refuse

    if then is Then.DELETE:
        template = loaded.plan.tenant.template
        doomed = look_at(run.source.connection, run.source.closed, run.tenant, template.tenant if template else None)
        refuse(replace(doomed, moving=None))


def _deleted(run: MoveRun, loaded: LoadedPlan) -> dict[str, int]:
    """Delete the tenant's rows on the source, and return what is left: nothing."""
    from planner.tenants.delete import delete, prove
    from planner.tenants.removal import Deletion

    source = run.source
    deletion = Deletion(source.connection, source.closed, run.tenant, _pace(loaded), run.tell)
    delete(deletion)
    return prove(source.connection, source.closed, run.tenant)
