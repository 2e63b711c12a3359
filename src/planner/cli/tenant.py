"""The commands `planner tenant list`, `show`, `export`, `delete` and `import`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.files import Access, write_file
from planner.cli.options import DEFAULT_PLAN, Confirm, Dsn, NoValues, PlanFile, TableFormat, load, tell
from planner.cli.tenant_app import tenant_app
from planner.cli.tenant_report import Begun, begin_report, begun_before, earlier_export, tenant_to_delete
from planner.names import in_line

if TYPE_CHECKING:
    from planner.execution.connection import Connection
    from planner.plan.load import LoadedPlan
    from planner.run.project import View
    from planner.tenants.closed import ClosedSet
    from planner.tenants.delete import Doomed
    from planner.tenants.manifest import Manifest
    from planner.tenants.removal import Deletion

TenantId = Annotated[str, typer.Argument(metavar="ID", help="The tenant: its key in the tenants table.")]
Format = Annotated[TableFormat, typer.Option("--format", help="The output format.")]


class Existing(StrEnum):
    """What happens when a row that the tenant uses is there with other values."""

    STOP = "stop"
    KEEP = "keep"


@tenant_app.command("list")
def list_(plan: PlanFile = DEFAULT_PLAN, dsn: Dsn = None, format: Format = TableFormat.HUMAN) -> None:
    """List the tenants with their rows and sizes. Read-only. Counts the rows of all scoped tables."""
    from planner.report.tenants import list_json, list_text
    from planner.run.project import look, open_reading
    from planner.tenants.closed import closed_set
    from planner.tenants.look import list_tenants

    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        found = list_tenants(connection, closed_set(look(connection, loaded)))
    print(list_json(found) if format is TableFormat.JSON else list_text(found, terminal=sys.stdout.isatty()))


@tenant_app.command()
def show(tenant: TenantId, plan: PlanFile = DEFAULT_PLAN, dsn: Dsn = None, format: Format = TableFormat.HUMAN) -> None:
    """Show one tenant: its rows by table, what they use, and what schema planner holds about it. Read-only."""
    from planner.report.tenants import show_json, show_text
    from planner.run.project import look, open_reading
    from planner.tenants.closed import closed_set, find_tenant
    from planner.tenants.look import show as look_at

    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        closed = closed_set(view)
        spelled = find_tenant(connection, view.state, tenant)
        found = look_at(connection, closed, spelled, _external(loaded, spelled))
    if format is TableFormat.JSON:
        print(show_json(found))
    else:
        print("\n".join(show_text(found, terminal=sys.stdout.isatty())))


@tenant_app.command()
def export(
    tenant: TenantId,
    plan: PlanFile = DEFAULT_PLAN,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR|FILE", help="A new or empty folder, or a new FILE.tar.zst or FILE.tar."),
    ] = None,
    dsn: Dsn = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", help="Connections that read at the same time.", min=1, max=100)
    ] = 1,
    format: Format = TableFormat.HUMAN,
    no_values: NoValues = False,
) -> None:
    """Export one tenant as of one moment: its rows, and the rows that they use. Read-only; without --out, a dry-run."""
    from planner.report.tenants import export_json, export_text, show_json, show_text
    from planner.run.project import look, open_reading
    from planner.tenants.export import prepare_export
    from planner.tenants.forms import check_out
    from planner.tenants.look import show as look_at

    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        if out is None:
            closed, spelled = prepare_export(connection, view, tenant)
            found = look_at(connection, closed, spelled, _external(loaded, spelled))
            if format is TableFormat.JSON:
                print(show_json(found))
            else:
                print("\n".join(show_text(found, terminal=sys.stdout.isatty())))
            tell("Nothing was written: --out DIR or --out FILE.tar.zst exports.")
            return
        check_out(out)
        manifest = _export(connection, view, dsn, tenant, out, workers)
    print(export_json(manifest, str(out)) if format is TableFormat.JSON else export_text(manifest, str(out)))


@tenant_app.command()
def delete(
    tenant: TenantId,
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    confirm: Confirm = False,
    export_first: Annotated[
        Path | None,
        typer.Option("--export-first", metavar="DIR|FILE", help="Export the tenant into this folder or file before."),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="The report. Default: tenant-ID-deleted.json, in this folder."),
    ] = None,
    format: Format = TableFormat.HUMAN,
    no_values: NoValues = False,
) -> None:
    """Delete all rows of one tenant, children first, in batches, and prove that nothing is left."""
    from planner.execution.run_lock import letting_go
    from planner.run.project import look, open_locked, open_reading
    from planner.run.rights import refuse_foreign_code
    from planner.tenants.closed import closed_set, refuse_ownerless
    from planner.tenants.delete import delete as run_delete
    from planner.tenants.delete import look_at, refuse
    from planner.tenants.forms import check_out
    from planner.tenants.guard import without_index

    loaded = load(plan)
    opened = letting_go(open_locked(loaded, dsn, "tenant delete")) if confirm else open_reading(loaded, dsn)
    with opened as connection:
        view = look(connection, loaded)
        closed = closed_set(view)
        file = report or Path(f"tenant-{file_name(tenant)}-deleted.json")
        spelled = tenant_to_delete(connection, view.state, tenant, file)
        refuse_ownerless(connection, closed)
        begun = begun_before(connection, file, spelled)
        manifest = earlier_export(connection, begun, export_first) if export_first is not None else None
        if export_first is not None and manifest is None:
            check_out(export_first)
        template = loaded.plan.tenant.template
        doomed = look_at(connection, closed, spelled, template.tenant if template is not None else None)
        external = _external(loaded, spelled)
        if not confirm:
            _show_doomed(doomed, without_index(closed), external, format)
            return
        refuse_foreign_code(loaded, view.tenancy, view.catalog, closed.used.keys())
        refuse(doomed)
        started = datetime.now(UTC)
        begin_report(file, begun)
        if export_first is not None and manifest is None:
            manifest = _export_before(loaded, dsn, spelled, export_first)
            begun = begun.of_export(manifest)
        run = _deletion(connection, closed, spelled, loaded, begun, manifest)
        run.journal.begin(connection)
        begin_report(file, begun.of_run(run.journal.run))
        run_delete(run)
        facts = _facts(connection, view, run, started, manifest, export_first, external)
    _tell_deleted(facts, file, run, format)


@tenant_app.command("import")
def import_(
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="The folder or the file of a finished export.")],
    plan: PlanFile = DEFAULT_PLAN,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="ID", help="The new tenant's key. Default: the exported one's.")
    ] = None,
    dsn: Dsn = None,
    confirm: Confirm = False,
    existing: Annotated[
        Existing,
        typer.Option(
            "--existing", help="Rows that the tenant uses, and that are there with other values: stop or keep."
        ),
    ] = Existing.STOP,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", metavar="N", help="Connections: one inserts, the others stage tables.", min=1, max=100
        ),
    ] = 2,
    format: Format = TableFormat.HUMAN,
    no_values: NoValues = False,
) -> None:
    """Import an exported tenant, under its key or a new one. All its rows become visible at once, verified."""
    from planner.execution.run_lock import letting_go
    from planner.report.tenants import import_json, import_text
    from planner.run.project import look, open_locked, open_reading, open_writing
    from planner.run.rights import refuse_foreign_code
    from planner.tenants.closed import closed_set
    from planner.tenants.forms import open_export
    from planner.tenants.load import Import, prepare_import
    from planner.tenants.load import load as run_import

    loaded = load(plan)
    source = open_export(export)
    manifest = source.manifest
    opened = letting_go(open_locked(loaded, dsn, "tenant import")) if confirm else open_reading(loaded, dsn)
    with opened as connection:
        view = look(connection, loaded)
        closed = closed_set(view)
        tenant = prepare_import(connection, closed, manifest, as_ if as_ is not None else manifest.tenant)
        run = None
        if confirm:
            refuse_foreign_code(loaded, view.tenancy, view.catalog, closed.used.keys())
            run = Import(connection, closed, source, manifest, tenant, existing is Existing.KEEP, _progress)
            run.sessions = tuple(lambda: open_writing(loaded, dsn, "tenant import") for _ in range(1, workers))
            run_import(run)
    if format is TableFormat.JSON:
        print(import_json(manifest, tenant, run))
    else:
        print("\n".join(import_text(manifest, tenant, run)))


def _show_doomed(doomed: Doomed, slow: list[str], external: tuple[str, ...], format: TableFormat) -> None:
    """Print what a delete would take, and what to know before."""
    from planner.report.tenants import doomed_json, doomed_text

    if format is TableFormat.JSON:
        print(doomed_json(doomed, slow, external))
    else:
        print("\n".join(doomed_text(doomed, terminal=sys.stdout.isatty())))
    for line in slow:
        tell(in_line(f"slow: no index serves {line}"))
    for line in external:
        tell(in_line(f"outside the database, and not deleted: {line}"))
    tell("Nothing was deleted: --confirm deletes.")


def _deletion(
    connection: Connection, closed: ClosedSet, tenant: str, loaded: LoadedPlan, begun: Begun, manifest: Manifest | None
) -> Deletion:
    """Return the run that deletes the tenant, and at most the rows that its export holds."""
    from planner.tenants.earlier import deleted_by, exported_rows
    from planner.tenants.removal import Deletion, Pace

    said = loaded.plan.execution
    pace = Pace(said.batch_seconds, said.batch_rows, said.pause, said.lock_deadline)
    exported = exported_rows(manifest) if manifest is not None else None
    earlier = deleted_by(connection, begun.runs) if manifest is not None else {}
    return Deletion(connection, closed, tenant, pace, _progress, exported, earlier)


def _tell_deleted(facts: dict[str, Any], file: Path, run: Deletion, format: TableFormat) -> None:
    """Write the report of a finished delete. Raise Unfinished when rows went that the export does not hold."""
    from planner.report.tenants import deleted_report
    from planner.tenants.earlier import refuse_loss

    text = deleted_report(facts)
    write_file(file, text + "\n", Access.PRIVATE)
    if format is TableFormat.JSON:
        print(text)
    else:
        rows = sum(run.deleted.values())
        print(in_line(f"Tenant {run.tenant}: {rows} rows are deleted, and nothing of it is left. The report: {file}"))
    refuse_loss(facts["beyond_export"])


def _progress(line: str) -> None:
    tell(in_line(line))


def _export(connection: Connection, view: View, dsn: str | None, tenant: str, out: Path, workers: int) -> Manifest:
    from planner.tenants.export import Export
    from planner.tenants.export import export as run_export

    return run_export(connection, Export(view, dsn, tenant, out, workers, _progress))


def _export_before(loaded: LoadedPlan, dsn: str | None, tenant: str, out: Path) -> Manifest:
    """Export in a session of its own, while this planner holds the run lock."""
    from planner.run.project import look, open_reading

    with open_reading(loaded, dsn) as connection:
        return _export(connection, look(connection, loaded), dsn, tenant, out, 1)


def _external(loaded: LoadedPlan, tenant: str) -> tuple[str, ...]:
    """Return the things outside the database that the plan names, for this tenant."""
    return tuple(text.replace("{id}", tenant) for text in loaded.plan.tenant.external)


def file_name(tenant: str) -> str:
    """Return a tenant's key as a part of a file's name."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in tenant)[:80] or "_"


def _facts(
    connection: Connection,
    view: View,
    run: Deletion,
    started: datetime,
    manifest: Manifest | None,
    folder: Path | None,
    external: tuple[str, ...],
) -> dict[str, Any]:
    """Return the report of a delete, with the proof. Raise Unfinished when something is left."""
    from planner.tenants.delete import prove
    from planner.tenants.earlier import beyond_export

    left = prove(connection, run.closed, run.tenant)
    gone = {name: run.gone(name) for name in run.closed.own}
    over = beyond_export(run.exported, gone) if run.exported is not None else {}
    return {
        "finished": True,
        "tenant": run.tenant,
        "database": view.catalog.server.database,
        "host": view.catalog.server.host,
        "role": view.catalog.server.role,
        "run": run.journal.run,
        "started_at": started.isoformat(timespec="seconds"),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "deleted": {str(name): rows for name, rows in run.deleted.items()},
        "left": left,
        "beyond_export": {str(name): rows for name, rows in over.items()},
        "export": {"folder": str(folder), "id": manifest.export, "rows": manifest.rows} if manifest else None,
        "outside_the_database": list(external),
    }
