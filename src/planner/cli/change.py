"""`apply`, `resolve` and `rollback` change the database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli import pager
from planner.cli.app import app
from planner.cli.diff import overview_lines, tell_limit, whole_database
from planner.cli.files import Access, read_text, write_file
from planner.cli.options import (
    DEFAULT_PLAN,
    Allow,
    Confirm,
    Dsn,
    NoValues,
    Phases,
    PlanFile,
    TableFormat,
    Target,
    allowances,
    chosen_phases,
    load,
    plan_word,
    reporter_for_stderr,
    run_and_close,
    tell,
)
from planner.cli.rehearse import MaxAge, RequireRehearsal, required
from planner.errors import Blocked
from planner.names import in_line
from planner.sql.spelling import shell_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.execution.connection import Connection
    from planner.run.prepare import Prepared
    from planner.target.phase import Phase


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
    require_rehearsal: RequireRehearsal = None,
    max_age: MaxAge = "7d",
    no_values: NoValues = False,
) -> None:
    """Run the missing steps while the application keeps running. A dry-run without --confirm."""
    from planner.run.apply import Run
    from planner.run.backup import pg_dump as back_up
    from planner.run.final_check import check_rows
    from planner.run.prepare import prepare_apply, rehearse
    from planner.run.project import open_reading
    from planner.run.saved import load_saved

    loaded = load(plan)
    allowances(allow)
    prepare = prepare_apply(loaded, chosen_phases(phase), load_saved(saved) if saved is not None else None)
    rehearsed = required(require_rehearsal, max_age, loaded, chosen_phases(phase))

    seen: list[Prepared] = []

    def announce(prepared: Prepared, connection: Connection) -> None:
        seen.append(prepared)
        if prepared.segments:
            rehearsed(prepared.catalog, connection)
        _announce(prepared, connection, loaded.plan.execution.lock_timeout)
        if not prepared.segments:
            return
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
    run = Run(loaded, dsn, _command(chosen_phases(phase)), prepare, reporter := reporter_for_stderr(), announce)
    run.last = None if no_final_check else check_rows
    ran = run_and_close(run, reporter)
    done = "Nothing to do" if ran == 0 else f"Done: {ran} segments"
    tell(f"{done}. Next: {_next(seen[0], chosen_phases(phase), plan_word(plan))}")


def _command(phases: Sequence[Phase]) -> str:
    """Return the command as the journal names it."""
    from planner.target.phase import PHASES

    return "apply" if phases == PHASES else f"apply --phase {','.join(phases)}"


def _announce(prepared: Prepared, connection: Connection, lock_timeout: float) -> None:
    """Tell what `apply` is about to do: where, how much, its hazards, and who is in the way."""
    from planner.execution.blockers import in_the_way
    from planner.report import human

    tell(human.header(prepared.catalog, prepared.view.tenancy if prepared.view else None))
    tell(human.summary(prepared.segments))
    if not prepared.segments:
        return
    if prepared.view is not None:
        for line in (*whole_database(connection, prepared.view, prepared.segments), *prepared.hazards):
            tell(in_line(line))
    for line in human.rows_text(prepared.rows, pager.width_of(sys.stderr)):
        tell(line)
    tell(human.estimates(prepared.segments, prepared.catalog))
    for blocker in in_the_way(connection, prepared.segments, lock_timeout):
        tell(in_line(f"In the way now: {blocker}"))


def _next(prepared: Prepared, ran: Sequence[Phase], plan: str) -> str:
    """Return the commands that are right after these phases have run."""
    from planner.target.phase import PHASES

    missing = {step.phase for step in prepared.view.diff().steps} if prepared.view is not None else set()
    left = [phase for phase in PHASES if phase in missing and phase not in ran]
    if not left:
        return f"planner verify{plan}"
    before = PHASES[: PHASES.index(left[0])]
    check = f"planner verify{plan} --phase {before[-1]}; then " if before else ""
    return f"{check}planner apply{plan} --phase {left[0]} --confirm"


def _show_dry_run(prepared: Prepared, *, final_check: bool) -> None:
    """Print the steps that `apply --confirm` would run, and what comes after them."""
    if prepared.segments and prepared.view is not None:
        pager.show(overview_lines(prepared.view, prepared.segments))
        tell_limit(prepared.view, prepared.segments)
        if final_check and prepared.completes and prepared.view is not None:
            tell(f"\nLast step: a check of the rows of {len(prepared.view.tenancy.tables)} tables, one scan each")
        tell("\nDry-run: nothing was changed. The rows were checked: none is in the way.")
        tell("Next: the same command with --confirm; planner diff --full shows every statement")


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
    format: Annotated[TableFormat, typer.Option("--format", help="The format of the list.")] = TableFormat.HUMAN,
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
            state = look(connection, loaded).state
            rows = open_quarantine(connection, state)
        if export is not None:
            write_file(export, report.to_csv(rows), Access.PRIVATE)
            again = f"planner resolve --import {shell_word(export)}"
            tell(f"{len(rows)} rows written to {export}. Next: fill in the column `tenant`, then {again}")
        elif format is TableFormat.JSON:
            print(report.to_json(rows, state.catalog.server.database))
        elif rows:
            print("\n".join(report.listing(rows, terminal=sys.stdout.isatty())))
            tell(f"Next: planner resolve{plan_word(plan)} --export FILE, then fill in the column `tenant`")
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
    tell(
        f"{changed} rows have their tenant now, {undecided} lines name no tenant. Next: planner apply{plan_word(plan)} --confirm"
    )


@app.command()
def rollback(
    to: Annotated[Target, typer.Option("--to", help="The last phase to keep: tighten, backfill, add, or none.")],
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
        if keep is None:
            _tell_trackers(connection)
        for blocker in in_the_way(connection, prepared.segments, loaded.plan.execution.lock_timeout):
            tell(in_line(f"In the way now: {blocker}"))
        if not confirm:
            return
        _refuse_losses(_needed(prepared), allowed)

    if not confirm:
        from planner.files.psql import limit_text

        with open_reading(loaded, dsn) as connection:
            prepared = rehearse(connection, loaded, prepare)
            announce(prepared, connection)
        limit = limit_text(loaded.plan.execution.lock_timeout)
        pager.show(human.rollback_text(prepared.segments, limit=limit, terminal=pager.in_colour()))
        if prepared.segments:
            needed = ",".join(sorted(_needed(prepared)))
            more = f" --allow {needed}" if needed else ""
            tell(f"\nDry-run: nothing was changed. Next: the same command with --confirm{more}")
        return
    ran = run_and_close(
        Run(loaded, dsn, f"rollback --to {to}", prepare, reporter := reporter_for_stderr(), announce), reporter
    )
    word = plan_word(plan)
    again = f"planner diff{word} shows what apply would make again"
    after = f"planner verify{word} --phase {keep}" if keep is not None else again
    tell("Nothing to take back." if ran == 0 else f"Done: {ran} segments taken back. Next: {after}")


def _tell_trackers(connection: Connection) -> None:
    """Name the tables in which runners of ORMs keep the migrations that people marked as run."""
    from planner.run.orm import trackers

    for table, orm in trackers(connection):
        back = f"planner orm --{orm.name} PATH --stage none --migrations DIR takes them out"
        tell(in_line(f"{table} keeps the migrations that you marked as run: {back}"))


def _refuse_losses(needed: set[str], allowed: frozenset[str]) -> None:
    """Raise Blocked for hazards that nobody has accepted."""
    if needed - allowed:
        does = " and ".join(_DOES[name] for name in sorted(needed - allowed))
        raise Blocked(
            f"this rollback {does}; nothing was changed",
            hint=f"to accept that, add --allow {','.join(sorted(needed))}",
        )


_DOES = {"data-loss": "loses data", "isolation": "lets tenants see each other"}


def _needed(prepared: Prepared) -> set[str]:
    """Return the hazards that a rollback needs to be accepted."""
    from planner.run.prepare import losses

    found = {"data-loss"} if losses(prepared.segments) else set()
    return found | ({"isolation"} if prepared.exposed else set())
