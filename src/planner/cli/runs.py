"""The commands about the state and the run at work: `status`, `pause`, `resume`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.options import (
    DEFAULT_PLAN,
    Dsn,
    PlanFile,
    TableFormat,
    load,
    tell,
)
from planner.names import in_line

if TYPE_CHECKING:
    from planner.run.project import View
    from planner.run.status import Status


@app.command()
def status(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    watch: Annotated[bool, typer.Option("--watch", help="Follow the run at work until it ends.")] = False,
    every: Annotated[
        float, typer.Option("--every", metavar="S", help="With --watch: seconds between two looks.", min=0.1)
    ] = 1.0,
    run: Annotated[int | None, typer.Option("--run", metavar="N", help="Show the journal of run N.")] = None,
    format: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.HUMAN,
) -> None:
    """Show the state of each table and the runs. Read-only. --watch and --run read no plan."""
    from planner.execution.session import connect_reading
    from planner.report import live, machine
    from planner.run.live import journal, now
    from planner.run.own_schema import refuse_strangers
    from planner.run.project import look, open_reading
    from planner.run.status import status as read_status

    if watch or run is not None:
        with connect_reading(dsn) as connection:
            refuse_strangers(connection)
            if run is None:
                live.watch(lambda: now(connection), every, terminal=sys.stdout.isatty())
                return
            found_run, steps = journal(connection, run)
        if format is TableFormat.JSON:
            print(live.run_json(found_run, steps))
        else:
            print("\n".join(in_line(line) for line in live.run_text(found_run, steps)))
        return
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        found = read_status(connection, view)
    if format is TableFormat.JSON:
        print(machine.status_json(found, view.catalog))
        return
    _show(found, view)


def _show(found: Status, view: View) -> None:
    """Print the state of each table, the runs, and the number of missing steps."""
    from planner.report import human, live, tables

    print(human.header(view.catalog, view.tenancy))
    print(in_line(f"Running now: {found.running or 'nothing'}"))
    for line in live.at_work(found):
        print(in_line(line))
    headings = ("table", "tenant from", "column", "guard", "filled", "foreign key", "index", "not null", "finished")
    yes = {True: "yes", False: "-"}
    rows = [
        (
            str(t.relation),
            t.source,
            yes[t.column],
            yes[t.guarded],
            t.filled,
            t.foreign_key,
            yes[t.index],
            yes[t.not_null],
            t.phase,
        )
        for t in found.tables
    ]
    print(tables.table(headings, rows, terminal=sys.stdout.isatty()))
    for past in found.runs:
        line = f"run {past.run}: {past.command} by {past.client}, {past.started_at.astimezone():%Y-%m-%d %H:%M:%S}"
        print(in_line(f"{line}, {past.steps} statements: {live.ended(past, found)}"))
    left = ", ".join(f"{steps} {phase}" for phase, steps in found.missing.items() if steps)
    print(f"Missing: {left} steps. Next: planner apply" if left else "Nothing is missing. planner verify proves it.")


@app.command()
def pause(dsn: Dsn = None) -> None:
    """Ask the run at work to pause. It first finishes its batch or segment."""
    from planner.execution.journal import client
    from planner.execution.session import connect_writing
    from planner.execution.watch.lease import pause as ask
    from planner.run.own_schema import refuse_strangers

    with connect_writing(dsn) as connection:
        refuse_strangers(connection)
        holder = ask(connection, client())
    tell(in_line(f"Asked to pause: {holder}. It first finishes its batch or segment. planner resume lets it continue."))


@app.command()
def resume(dsn: Dsn = None) -> None:
    """Let a paused run continue."""
    from planner.execution.session import connect_writing
    from planner.execution.watch.lease import pause as ask
    from planner.run.own_schema import refuse_strangers

    with connect_writing(dsn) as connection:
        refuse_strangers(connection)
        holder = ask(connection, None)
    tell(in_line(f"Continues: {holder}. planner status --watch shows it."))
