"""`diff` shows the missing steps: a table first, and the statements on request."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli import pager
from planner.cli.app import app
from planner.cli.options import DEFAULT_PLAN, DiffFormat, Dsn, Phases, PlanFile, chosen_phases, load, plan_word, tell
from planner.names import in_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.diff import Diff
    from planner.execution.connection import Connection
    from planner.names import QName
    from planner.run.project import View
    from planner.run.rehearsal.distribution import Ahead
    from planner.steps.step import Segment


@app.command()
def diff(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    phase: Phases = None,
    format: Annotated[DiffFormat, typer.Option("--format", help="The output format.")] = DiffFormat.HUMAN,
    full: Annotated[bool, typer.Option("--full", help="Show every step: its SQL, locks, hazards and undo.")] = False,
    table: Annotated[
        str | None, typer.Option("--table", metavar="TABLE", help="Show every step of this table alone.")
    ] = None,
    step: Annotated[str | None, typer.Option("--step", metavar="ID", help="Show the step with this id alone.")] = None,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help="Exit with 2 when something is missing or has drifted."),
    ] = False,
) -> None:
    """Show what the live database still lacks, one line for each table. Read-only."""
    from datetime import UTC, datetime

    from planner.run.project import look, open_reading
    from planner.run.rehearsal.distribution import look_ahead
    from planner.run.rehearsal.hazards import hazards as of_the_run
    from planner.verification.drift import drift

    phases = chosen_phases(phase)
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        found = view.diff(phases)
        ways = [*whole_database(connection, view, found.segments), *of_the_run(connection, view)]
        ahead = look_ahead(connection, view)
    wanted = _wanted(view, found.segments, table, step)
    _print(view, found, format, wanted, ahead, full=full)
    for line in (*(ways if found.segments else ()), *ahead.lines()):
        tell(in_line(line))
    moved = [f"{check.relation}: {check.detail}" for check in drift(view.state, datetime.now(UTC).date())]
    for line in moved:
        tell(in_line(f"Drift since the plan was written: {line}"))
    if exit_code and (found.segments or moved):
        raise typer.Exit(2)


def _print(
    view: View, found: Diff, format: DiffFormat, wanted: frozenset[str] | None, ahead: Ahead, *, full: bool
) -> None:
    from planner.diff.back import ways_back
    from planner.diff.segments import only
    from planner.report import human

    segments = found.segments if wanted is None else only(found.segments, wanted)
    match format:
        case DiffFormat.SQL:
            print("\n".join(human.diff_sql(segments)))
        case DiffFormat.JSON:
            from planner.catalog.fingerprint import Fingerprint
            from planner.report import machine

            back = ways_back(found.segments, view.catalog, found.ended)
            print(machine.diff_json(segments, back, view.catalog, Fingerprint.of(view.catalog).hex, ahead.obstacles))
        case DiffFormat.HUMAN if full or wanted is not None:
            pager.show(_steps(view, found, wanted))
        case DiffFormat.HUMAN:
            _print_table(view, segments)


def _print_table(view: View, segments: Sequence[Segment]) -> None:
    """Print the overview: the tables and the sums. stderr says which database it is, and what to read next."""
    from planner.report import human

    tell(human.header_line(view.catalog, view.tenancy, pager.width(PIPE)))
    if not segments:
        print(human.summary(segments))
        return
    lines = list(overview_lines(view, segments))
    pager.show(lines)
    if any(line.endswith("…") and line[1:2] == " " for line in lines):
        tell("A line that ends in … is whole in planner diff --full; see docs/hazards.md, too.")
    note = human.without_statistics(view.catalog.relations[name] for name in view.tenancy.tables)
    if note:
        tell(note.removeprefix("; "))
    tell_limit(view, segments)
    plan = plan_word(Path(view.loaded.file))
    tell(f"Next: planner diff{plan} --table NAME (SQL); planner render{plan} --out DIR; planner apply{plan}")


def tell_limit(view: View, segments: Sequence[Segment]) -> None:
    """Say how long the application waits for planner at most, and for which copies it waits longer."""
    from planner.files.psql import limit_text
    from planner.names import few
    from planner.steps.step import Mode, Work

    limit = limit_text(view.loaded.plan.execution.lock_timeout)
    copied = {
        step.relation: None
        for segment in segments
        for step in segment.steps
        if step.work is Work.COPY and step.mode is Mode.TRANSACTION
    }
    if not copied:
        tell(f"Nobody waits longer than {limit}: planner then lets go, and tries again.")
        return
    tell(f"Nobody waits longer than {limit} for a lock that planner waits for: planner then lets go, and tries again.")
    tell(in_line(f"Writes to {few(copied)} wait until phase distribute has copied the table; reads go on."))


PIPE = 120
"""The width of a line where there is no terminal."""


def overview_lines(view: View, segments: Sequence[Segment]) -> Iterator[str]:
    """Yield the table that `diff` and the dry-run of `apply` show."""
    from planner.report.columns import overview_text
    from planner.report.overview import overview

    execution = view.loaded.plan.execution
    return overview_text(
        overview(segments, view.catalog, view.tenancy, execution.pause),
        segments,
        width=pager.width(PIPE),
        lock_timeout=execution.lock_timeout,
        terminal=pager.in_colour(),
    )


def _steps(view: View, found: Diff, wanted: frozenset[str] | None) -> Iterator[str]:
    """Yield every step with its statements, or the wanted steps."""
    from planner.diff.back import ways_back
    from planner.files.psql import limit_text
    from planner.report import human

    yield human.header(view.catalog, view.tenancy)
    yield human.summary(found.segments)
    back = ways_back(found.segments, view.catalog, found.ended)
    limit = limit_text(view.loaded.plan.execution.lock_timeout)
    yield from human.diff_text(found.segments, back, limit=limit, wanted=wanted, terminal=pager.in_colour())
    if wanted is not None:
        of = sum(len(segment.steps) for segment in found.segments)
        yield f"\n{len(wanted) or 'None'} of the {of} missing steps."
    elif found.segments:
        yield f"\n{human.summary(found.segments)}"


def _wanted(view: View, segments: Sequence[Segment], table: str | None, step: str | None) -> frozenset[str] | None:
    """Return the ids of the steps that --table and --step choose, or None for all. Raise BadParameter for other names."""
    if table is None and step is None:
        return None
    steps = [one for segment in segments for one in segment.steps]
    wanted = frozenset(one.id for one in steps)
    if table is not None:
        tops = {
            view.catalog.root(name).name if name in view.catalog.relations else name for name in _named(view, table)
        }
        wanted = frozenset(
            one.id
            for one in steps
            for name in (one.relation, *(batches.relation for batches in one.batches))
            if name in tops or (name in view.catalog.relations and view.catalog.root(name).name in tops)
        )
    if step is not None:
        if step not in wanted:
            near = get_close_matches(step, wanted, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "planner diff --full shows the ids"
            where = f" of {table}" if table is not None else ""
            raise typer.BadParameter(f"no missing step{where} has the id {step!r}; {hint}", param_hint="--step")
        wanted = frozenset({step})
    return wanted


def _named(view: View, text: str) -> list[QName]:
    """Return the tables that a name means, with or without its schema. Raise BadParameter when there is none."""
    known = dict.fromkeys([*view.tenancy.tables, view.tenancy.tenants.relation, *view.catalog.relations])
    found = [name for name in known if text in (str(name), name.name)]
    if not found:
        near = get_close_matches(text, [name.name for name in known], n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "planner status lists the tables of the plan"
        raise typer.BadParameter(f"there is no table {text!r}; {hint}", param_hint="--table")
    return found


def whole_database(connection: Connection, view: View, segments: Sequence[Segment]) -> Iterator[str]:
    """Yield the hazards of the whole database: code that would run as planner, and what crosses tenants."""
    from planner.run import rights

    yield from rights.hazards(view.loaded, view.tenancy, view.catalog)
    if view.tenancy.rls is not None:
        from planner.run import crossing

        yield from crossing.hazards(connection, view.state, segments)
