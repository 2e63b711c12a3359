"""`diff` shows the missing steps; `apply`, `resolve` and `rollback` change the database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.files import Access, read_text, write_file
from planner.cli.options import (
    DEFAULT_PLAN,
    Allow,
    Confirm,
    DiffFormat,
    Dsn,
    NoValues,
    Phases,
    PlanFile,
    Target,
    allowances,
    chosen_phases,
    load,
    reporter_for_stderr,
    run_and_close,
    tell,
)
from planner.errors import Blocked
from planner.names import in_line
from planner.sql.spelling import shell_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.execution.connection import Connection
    from planner.run.prepare import Prepared
    from planner.run.project import View
    from planner.steps.step import Segment


@app.command()
def diff(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    phase: Phases = None,
    format: Annotated[DiffFormat, typer.Option("--format", help="The output format.")] = DiffFormat.HUMAN,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help="Exit with 2 when something is missing or has drifted."),
    ] = False,
) -> None:
    """Show the steps that the live database still lacks. Read-only."""
    from datetime import UTC, datetime

    from planner.diff.back import ways_back
    from planner.report import human
    from planner.run.project import look, open_reading
    from planner.run.rehearsal.hazards import hazards as of_the_run
    from planner.verification.drift import drift

    phases = chosen_phases(phase)
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        found = view.diff(phases)
        segments = found.segments
        ways = list(_ways(connection, view, segments))
        ways += of_the_run(connection, view)
    match format:
        case DiffFormat.HUMAN:
            print(human.header(view.catalog, view.tenancy))
            print(human.summary(segments))
            back = ways_back(segments, view.catalog, found.ended)
            lines = human.diff_text(segments, back, terminal=sys.stdout.isatty())
            sys.stdout.writelines(f"{line}\n" for line in lines)
            if segments:
                print(f"\n{human.summary(segments)}")
                tell(
                    "Next: planner render --out DIR writes files to review; planner apply is a dry-run that also checks the rows"
                )
        case DiffFormat.JSON:
            from planner.catalog.fingerprint import Fingerprint
            from planner.report import machine

            back = ways_back(segments, view.catalog, found.ended)
            print(machine.diff_json(segments, back, view.catalog, Fingerprint.of(view.catalog).hex))
        case DiffFormat.SQL:
            print("\n".join(human.diff_sql(segments)))
    for line in ways if segments else ():
        tell(in_line(line))
    moved = [f"{check.relation}: {check.detail}" for check in drift(view.state, datetime.now(UTC).date())]
    for line in moved:
        tell(in_line(f"Drift since the plan was written: {line}"))
    if exit_code and (segments or moved):
        raise typer.Exit(2)


def _ways(connection: Connection, view: View, segments: Sequence[Segment]) -> Iterator[str]:
    """Yield the hazards of the whole database: code that would run as planner, and what crosses tenants."""
    from planner.run import rights

    yield from rights.hazards(view.loaded, view.tenancy, view.catalog)
    if view.tenancy.rls is not None:
        from planner.run import crossing

        yield from crossing.hazards(connection, view.state, segments)


@app.command()
def apply(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    phase: Phases = None,
    saved: Annotated[
        Path | None,
        typer.Option("--saved", metavar="plan.json", help="Run only the steps that render saved in this file."),
    ] = None,
    confirm: Confirm = False,
    pg_dump: Annotated[
        Path | None, typer.Option("--pg-dump", metavar="DIR", help="Run pg_dump first, into this directory.")
    ] = None,
    allow: Allow = None,
    no_final_check: Annotated[
        bool, typer.Option("--no-final-check", help="Leave out the check of all rows at the end. Run verify yourself.")
    ] = False,
    no_values: NoValues = False,
) -> None:
    """Run the missing steps while the application keeps running. A dry-run without --confirm."""
    from planner.execution.blockers import in_the_way
    from planner.report import human
    from planner.run.apply import Run
    from planner.run.backup import pg_dump as back_up
    from planner.run.final_check import check_rows
    from planner.run.prepare import prepare_apply, rehearse
    from planner.run.project import open_reading
    from planner.run.saved import load_saved

    loaded = load(plan)
    allowances(allow)
    prepare = prepare_apply(loaded, chosen_phases(phase), load_saved(saved) if saved is not None else None)

    def announce(prepared: Prepared, connection: Connection) -> None:
        tell(human.header(prepared.catalog, prepared.view.tenancy if prepared.view else None))
        tell(human.summary(prepared.segments))
        if not prepared.segments:
            return
        if prepared.view is not None:
            for line in (*_ways(connection, prepared.view, prepared.segments), *prepared.hazards):
                tell(in_line(line))
        for line in human.rows_text(prepared.rows):
            tell(line)
        tell(human.estimates(prepared.segments, prepared.catalog))
        for blocker in in_the_way(connection, prepared.segments, loaded.plan.execution.lock_timeout):
            tell(in_line(f"In the way now: {blocker}"))
        if pg_dump is None:
            tell("Hazard no-backup: this command took no backup; --pg-dump DIR takes one first.")
        elif confirm:
            tell(f"Backup: {back_up(pg_dump, dsn, prepared.catalog.server.major)}")

    if not confirm:
        with open_reading(loaded, dsn) as connection:
            prepared = rehearse(connection, loaded, prepare)
            announce(prepared, connection)
        _show_dry_run(prepared, final_check=not no_final_check)
        return
    run = Run(loaded, dsn, "apply", prepare, reporter := reporter_for_stderr(), announce)
    run.last = None if no_final_check else check_rows
    ran = run_and_close(run, reporter)
    tell("Nothing to do." if ran == 0 else f"Done: {ran} segments. Next: planner verify")


def _show_dry_run(prepared: Prepared, *, final_check: bool) -> None:
    """Print the steps that `apply --confirm` would run, and what comes after them."""
    from planner.diff.back import ways_back
    from planner.report import human

    if prepared.found is not None:
        back = ways_back(prepared.segments, prepared.catalog, prepared.found.ended)
        for line in human.diff_text(prepared.segments, back, terminal=sys.stdout.isatty()):
            print(line)
    if prepared.segments:
        if final_check and prepared.completes and prepared.view is not None:
            tell(f"\nLast step: a check of the rows of {len(prepared.view.tenancy.tables)} tables, one scan each")
        tell("\nDry-run: nothing was changed. The rows were checked: none is in the way.")
        tell("Next: the same command with --confirm")


@app.command()
def resolve(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write the rows in quarantine to this CSV file.")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Give the rows of this CSV file the tenants that it names."),
    ] = None,
    confirm: Confirm = False,
) -> None:
    """List the rows in quarantine, and give them a tenant. --import is a dry-run without --confirm."""
    from planner.execution.run_lock import letting_go
    from planner.report import quarantine as report
    from planner.run.project import look, open_locked, open_reading
    from planner.run.quarantine import check_decisions, open_quarantine, take
    from planner.run.rights import refuse_foreign_code

    if export is not None and decisions is not None:
        raise typer.BadParameter("use either --export or --import", param_hint="--import")
    loaded = load(plan)
    if decisions is None:
        with open_reading(loaded, dsn) as connection:
            rows = open_quarantine(connection, look(connection, loaded).state)
        if export is not None:
            write_file(export, report.to_csv(rows), Access.PRIVATE)
            again = f"planner resolve --import {shell_word(export)}"
            tell(f"{len(rows)} rows written to {export}. Next: fill in the column `tenant`, then {again}")
        elif rows:
            print("\n".join(report.listing(rows, terminal=sys.stdout.isatty())))
            tell("Next: planner resolve --export FILE, then fill in the column `tenant`")
        else:
            tell("No row is in quarantine.")
        return
    given, undecided = report.from_csv(read_text(decisions, errors="surrogateescape"), str(decisions))
    if not confirm:
        with open_reading(loaded, dsn) as connection:
            taken = check_decisions(connection, look(connection, loaded).state, given)
        tell(f"{len(taken)} decisions fit, {undecided} lines name no tenant.")
        tell("Dry-run: nothing was changed. Next: the same command with --confirm")
        return
    with letting_go(open_locked(loaded, dsn, "resolve")) as connection:
        view = look(connection, loaded)
        refuse_foreign_code(loaded, view.tenancy, view.catalog)
        state = view.state
        changed = take(connection, state, check_decisions(connection, state, given))
    tell(f"{changed} rows have their tenant now, {undecided} lines name no tenant. Next: planner apply --confirm")


@app.command()
def rollback(
    to: Annotated[Target, typer.Option("--to", help="The last phase to keep: backfill, add, or none.")],
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    confirm: Confirm = False,
    allow: Allow = None,
    no_values: NoValues = False,
) -> None:
    """Take phases back, the newest first, by planner's own record. A dry-run without --confirm."""
    from planner.execution.blockers import in_the_way
    from planner.report import human
    from planner.run.apply import Run
    from planner.run.prepare import losses, prepare_rollback, rehearse
    from planner.run.project import open_reading
    from planner.target.phase import Phase

    loaded = load(plan)
    allowed = allowances(allow)
    keep = None if to is Target.NONE else Phase(to.value)
    prepare = prepare_rollback(loaded, keep)

    def announce(prepared: Prepared, connection: Connection) -> None:
        tell(human.header(prepared.catalog))
        tell(human.summary(prepared.segments, undo=True))
        lost = losses(prepared.segments)
        for text in lost:
            tell(in_line(f"Hazard data-loss: {text}"))
        for text in prepared.exposed:
            tell(in_line(f"Hazard isolation: this takes away {text}"))
        for blocker in in_the_way(connection, prepared.segments, loaded.plan.execution.lock_timeout):
            tell(in_line(f"In the way now: {blocker}"))
        if not confirm:
            return
        needed = _needed(prepared)
        if needed - allowed:
            does = " and ".join(_DOES[name] for name in sorted(needed - allowed))
            raise Blocked(
                f"this rollback {does}; nothing was changed",
                hint=f"to accept that, add --allow {','.join(sorted(needed))}",
            )

    if not confirm:
        with open_reading(loaded, dsn) as connection:
            prepared = rehearse(connection, loaded, prepare)
            announce(prepared, connection)
        for line in human.rollback_text(prepared.segments, terminal=sys.stdout.isatty()):
            print(line)
        if prepared.segments:
            needed = ",".join(sorted(_needed(prepared)))
            more = f" --allow {needed}" if needed else ""
            tell(f"\nDry-run: nothing was changed. Next: the same command with --confirm{more}")
        return
    ran = run_and_close(
        Run(loaded, dsn, f"rollback --to {to}", prepare, reporter := reporter_for_stderr(), announce), reporter
    )
    tell("Nothing to take back." if ran == 0 else f"Done: {ran} segments taken back.")


_DOES = {"data-loss": "loses data", "isolation": "lets tenants see each other"}


def _needed(prepared: Prepared) -> set[str]:
    """Return the hazards that a rollback needs to be accepted."""
    from planner.run.prepare import losses

    found = {"data-loss"} if losses(prepared.segments) else set()
    return found | ({"isolation"} if prepared.exposed else set())
