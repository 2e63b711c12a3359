"""The commands: parse, call, print, exit. Each imports what it needs when it runs, so that --help costs little."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.options import (
    DEFAULT_PLAN,
    Allow,
    Confirm,
    DiffFormat,
    Dsn,
    Phases,
    PictureFormat,
    PlanFile,
    TableFormat,
    Target,
    allowances,
    chosen_phases,
    load,
    picture_format,
    read_text,
    reporter_for_stderr,
    run_and_close,
    tell,
    write_file,
    write_new,
)
from planner.errors import Blocked

if TYPE_CHECKING:
    from planner.run.apply import Prepared
    from planner.run.session import Connection


@app.command()
def check(plan: PlanFile = DEFAULT_PLAN) -> None:
    """Check the plan alone, without a database."""
    from planner.plan.load import load_plan
    from planner.plan.supported import refuse_unsupported

    loaded = load_plan(plan)
    refuse_unsupported(loaded)
    tables = loaded.plan.tables
    kinds = [str(t.kind) for t in tables.values()]
    counted = ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("scoped", "reference", "exempt") if kind in kinds)
    print(f"{plan}: the plan is well formed: {len(tables)} tables ({counted or 'none listed'}).")
    tell("Next: planner diff")


@app.command("schema-json")
def schema_json() -> None:
    """Print the JSON Schema of the plan, for editors."""
    import json

    from planner.plan.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@app.command()
def diff(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    phase: Phases = None,
    format: Annotated[DiffFormat, typer.Option("--format", help="What to print.")] = DiffFormat.HUMAN,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 2 when something is missing.")] = False,
) -> None:
    """Show what is still missing in the live database. Read-only."""
    from datetime import UTC, datetime

    from planner.operations.drift import drift
    from planner.report import human
    from planner.run.project import look, open_reading

    phases = chosen_phases(phase)
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
    segments = view.diff(phases).segments
    match format:
        case DiffFormat.HUMAN:
            print(human.header(view.catalog, view.tenancy))
            print(human.summary(segments))
            sys.stdout.writelines(f"{line}\n" for line in human.diff_text(segments, terminal=sys.stdout.isatty()))
            if segments:
                print(f"\n{human.summary(segments)}")
                tell(
                    "Next: planner render --out DIR (files to review), or planner apply (a dry-run with a look at the rows)"
                )
        case DiffFormat.JSON:
            from planner.catalog.fingerprint import Fingerprint
            from planner.report import machine

            print(machine.diff_json(segments, view.catalog, Fingerprint.of(view.catalog).hex))
        case DiffFormat.SQL:
            print("\n".join(human.diff_sql(segments)))
    moved = [f"{check.relation}: {check.detail}" for check in drift(view.state, datetime.now(UTC).date())]
    for line in moved:
        tell(f"Moved since the plan was written: {line}")
    if exit_code and (segments or moved):
        raise typer.Exit(2)


@app.command()
def apply(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    phase: Phases = None,
    saved: Annotated[
        Path | None, typer.Option("--saved", metavar="plan.json", help="Run just what was rendered.")
    ] = None,
    confirm: Confirm = False,
    pg_dump: Annotated[Path | None, typer.Option("--pg-dump", metavar="DIR", help="Take a backup first.")] = None,
    allow: Allow = None,
) -> None:
    """Run what is missing, with the application running. A dry-run without --confirm."""
    from planner.report import human
    from planner.run.apply import Run, prepare_apply
    from planner.run.backup import pg_dump as back_up
    from planner.run.blockers import in_the_way
    from planner.run.project import open_reading
    from planner.run.saved import load_saved

    loaded = load(plan)
    phases = chosen_phases(phase)
    allowances(allow)
    reviewed = load_saved(saved) if saved is not None else None
    prepare = prepare_apply(loaded, phases, reviewed)

    def announce(prepared: Prepared, connection: Connection) -> None:
        tell(human.header(prepared.catalog, prepared.view.tenancy if prepared.view else None))
        tell(human.summary(prepared.segments))
        if not prepared.segments:
            return
        for line in human.rows_text(prepared.rows, terminal=sys.stderr.isatty()):
            tell(line)
        tell(human.estimates(prepared.segments, prepared.catalog))
        for blocker in in_the_way(connection, prepared.segments, loaded.plan.execution.lock_timeout):
            tell(f"In the way now: {blocker}")
        if pg_dump is None:
            tell("Hazard no-backup: no backup was taken by this command; --pg-dump DIR takes one first.")
        elif confirm:
            tell(f"Backup: {back_up(pg_dump, dsn, prepared.catalog.server.major)}")

    if not confirm:
        with open_reading(loaded, dsn) as connection:
            prepared = prepare(connection)
            announce(prepared, connection)
        for line in human.diff_text(prepared.segments, terminal=sys.stdout.isatty()):
            print(line)
        if prepared.segments:
            tell("\nDry-run: nothing was changed. The rows were looked at and none is in the way.")
            tell("Next: the same command with --confirm")
        return
    ran = run_and_close(Run(loaded, dsn, "apply", prepare, reporter := reporter_for_stderr(), announce), reporter)
    tell("Nothing to do." if ran == 0 else f"Done: {ran} segments. Next: planner verify")


@app.command()
def status(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    watch: Annotated[bool, typer.Option("--watch", help="Follow the run that is at work, until it ends.")] = False,
    every: Annotated[float, typer.Option("--every", metavar="S", help="Seconds between two looks.", min=0.1)] = 1.0,
    run: Annotated[int | None, typer.Option("--run", metavar="N", help="The journal of one run.")] = None,
    format: Annotated[TableFormat, typer.Option("--format", help="What to print.")] = TableFormat.HUMAN,
) -> None:
    """Show where each table stands, what runs now, and what was interrupted. --watch and --run read no plan."""
    from planner.report import human, live, machine, tables
    from planner.run.live import journal, now
    from planner.run.project import look, open_reading
    from planner.run.session import connect_reading
    from planner.run.status import status as read_status

    if watch or run is not None:
        with connect_reading(dsn) as connection:
            if run is None:
                live.watch(lambda: now(connection), every, terminal=sys.stdout.isatty())
                return
            found_run, steps = journal(connection, run)
        if format is TableFormat.JSON:
            print(live.run_json(found_run, steps))
        else:
            print("\n".join(live.run_text(found_run, steps)))
        return
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        found = read_status(connection, view)
    if format is TableFormat.JSON:
        print(machine.status_json(found, view.catalog))
        return
    print(human.header(view.catalog, view.tenancy))
    print(f"Running now: {found.running or 'nothing'}")
    headings = ("table", "tenant from", "column", "guard", "filled", "foreign key", "index", "not null", "behind it")
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
        ended = past.outcome or ("running" if found.running else "interrupted: run the same command again")
        print(
            f"run {past.run}: {past.command} by {past.client}, {past.started_at:%Y-%m-%d %H:%M:%S}, {past.steps} statements: {ended}"
        )
    left = ", ".join(f"{steps} {phase}" for phase, steps in found.missing.items() if steps)
    print(f"Missing: {left} steps. Next: planner apply" if left else "Nothing is missing. planner verify proves it.")


@app.command()
def graph(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help=".svg, .html, .mermaid or .mmd. Default: mermaid to stdout."
        ),
    ] = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="Also look for rows that break a rule; reads the tables.")
    ] = False,
) -> None:
    """Draw who owns what: tables by owner path, with their state, sizes and problems. Read-only."""
    from planner.report.graph.mermaid import mermaid
    from planner.report.graph.model import graph as build
    from planner.run.preflight import preflight
    from planner.run.project import look, open_reading
    from planner.run.status import status as read_status

    format = picture_format(output)
    if format is not PictureFormat.MERMAID:
        from planner.report.graph.layout import graphviz, lay_out

        graphviz()
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        found = read_status(connection, view)
        broken = [one for table in preflight(connection, view.state) for one in table.broken] if rows else None
    drawn = build(view, found, broken)
    match format:
        case PictureFormat.MERMAID:
            text = mermaid(drawn)
        case PictureFormat.SVG:
            from planner.report.graph.svg import svg

            text = svg(drawn, lay_out(drawn))
        case PictureFormat.HTML:
            from planner.report.graph.page import page

            text = page(drawn, lay_out(drawn))
    if output is None or str(output) == "-":
        sys.stdout.write(text)
        return
    write_file(output, text)
    tell(f"{drawn.title}. Written to {output}")


@app.command()
def pause(dsn: Dsn = None) -> None:
    """Ask the apply that is at work to pause after its batch in hand. planner resume goes on."""
    from planner.run.journal import client
    from planner.run.session import connect_writing
    from planner.run.watch.lease import pause as ask

    with connect_writing(dsn) as connection:
        holder = ask(connection, client())
    tell(f"Asked to pause: {holder}. It finishes the batch or segment in hand; planner resume goes on.")


@app.command()
def resume(dsn: Dsn = None) -> None:
    """Let a paused apply go on."""
    from planner.run.session import connect_writing
    from planner.run.watch.lease import pause as ask

    with connect_writing(dsn) as connection:
        holder = ask(connection, None)
    tell(f"Going on: {holder}. planner status --watch shows it.")


@app.command()
def resolve(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write the open rows to a CSV file.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Take the tenants that a CSV file names.")
    ] = None,
    confirm: Confirm = False,
) -> None:
    """List the rows in quarantine, write them to a CSV file, take the decisions back. --import is a dry-run without --confirm."""
    from planner.report import quarantine as report
    from planner.run.project import look, open_guarded, open_reading
    from planner.run.quarantine import check_decisions, open_quarantine, take

    if export is not None and decisions is not None:
        raise typer.BadParameter("give one of --export and --import", param_hint="--import")
    loaded = load(plan)
    if decisions is None:
        with open_reading(loaded, dsn) as connection:
            rows = open_quarantine(connection, look(connection, loaded).state)
        if export is not None:
            write_file(export, report.to_csv(rows))
            tell(
                f"{len(rows)} open rows in {export}: fill in the column `tenant`, then planner resolve --import {export}"
            )
        elif rows:
            print("\n".join(report.listing(rows, terminal=sys.stdout.isatty())))
            tell("Next: planner resolve --export FILE, and fill in the column `tenant`")
        else:
            tell("No row is in quarantine.")
        return
    given, undecided = report.from_csv(read_text(decisions), str(decisions))
    if not confirm:
        with open_reading(loaded, dsn) as connection:
            taken = check_decisions(connection, look(connection, loaded).state, given)
        tell(f"{len(taken)} decisions fit, {undecided} lines name no tenant.")
        tell("Dry-run: nothing was changed. Next: the same command with --confirm")
        return
    with open_guarded(loaded, dsn, "resolve") as connection:
        state = look(connection, loaded).state
        changed = take(connection, state, check_decisions(connection, state, given))
    tell(f"{changed} rows have their tenant, {undecided} lines name none. Next: planner apply --confirm goes on")


@app.command()
def verify(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    probe: Annotated[
        bool,
        typer.Option("--probe", help="Also try as the application, in a transaction rolled back."),
    ] = False,
    schema_file: Annotated[
        Path | None,
        typer.Option("--schema-file", metavar="FILE", help="Look at a schema dump instead, in an embedded server."),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="Also write what was found, and of which schema."),
    ] = None,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FILE", help="Only: is plan and schema what a certificate says?")
    ] = None,
    format: Annotated[TableFormat, typer.Option("--format", help="What to print.")] = TableFormat.HUMAN,
) -> None:
    """Prove the result, in the catalog and in the rows. Read-only; exit 2 on findings."""
    from contextlib import nullcontext

    from planner.report import human, results
    from planner.run.certificate import certify, read_certificate, still_holds
    from planner.run.probe import probe as run_probe
    from planner.run.project import look, open_reading
    from planner.run.schema_file import loaded_schema
    from planner.run.verify import verify as run_verify

    if schema_file is not None and dsn is not None:
        raise typer.BadParameter("give one of --dsn and --schema-file", param_hint="--schema-file")

    if schema_file is not None and (probe or certificate is not None):
        raise typer.BadParameter("a schema file has no rows", param_hint="--schema-file")
    if check is not None and (probe or certificate is not None):
        raise typer.BadParameter("it looks at the schema alone; leave the others out", param_hint="--check")
    loaded = load(plan)
    scratch = loaded_schema(schema_file, loaded.plan.target.database) if schema_file is not None else nullcontext(dsn)
    with scratch as target, open_reading(loaded, target) as connection:
        view = look(connection, loaded, tolerant=True)
        if check is not None:
            found = list(still_holds(read_certificate(check, read_text(check)), view))
        else:
            found = list(run_verify(connection, view, rows=schema_file is None))
        if probe:
            found += run_probe(dsn, view)
        if certificate is not None:
            write_file(certificate, certify(view, found, probed=probe).model_dump_json(indent=2) + "\n")
    if format is TableFormat.JSON:
        print(results.verify_json(found, view.catalog))
    else:
        print(human.header(view.catalog, view.tenancy))
        print(results.verify_text(found, terminal=sys.stdout.isatty()))
    if certificate is not None:
        tell(f"Written to {certificate}. Later: planner verify --check {certificate}")
    if any(result.finding for result in found):
        raise typer.Exit(2)


@app.command()
def rollback(
    to: Annotated[Target, typer.Option("--to", help="What to keep.")],
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    confirm: Confirm = False,
    allow: Allow = None,
) -> None:
    """Take phases back, newest first, from planner's own record. A dry-run without --confirm."""
    from planner.operations.step import Phase
    from planner.report import human
    from planner.run.apply import Run, losses, prepare_rollback
    from planner.run.blockers import in_the_way
    from planner.run.project import open_reading

    loaded = load(plan)
    allowed = allowances(allow)
    keep = None if to is Target.NONE else Phase(to.value)
    prepare = prepare_rollback(loaded, keep)

    def announce(prepared: Prepared, connection: Connection) -> None:
        tell(human.header(prepared.catalog))
        tell(human.summary(prepared.segments, undo=True))
        lost = losses(prepared.segments)
        for text in lost:
            tell(f"Hazard data-loss: {text}")
        for blocker in in_the_way(connection, prepared.segments, loaded.plan.execution.lock_timeout):
            tell(f"In the way now: {blocker}")
        if lost and confirm and "data-loss" not in allowed:
            raise Blocked("this rollback loses data; nothing was changed", hint="if that is meant: --allow data-loss")

    if not confirm:
        with open_reading(loaded, dsn) as connection:
            prepared = prepare(connection)
            announce(prepared, connection)
        for line in human.diff_text(prepared.segments, terminal=sys.stdout.isatty(), undo=True):
            print(line)
        if prepared.segments:
            more = " --allow data-loss" if losses(prepared.segments) else ""
            tell(f"\nDry-run: nothing was changed. Next: the same command with --confirm{more}")
        return
    ran = run_and_close(
        Run(loaded, dsn, f"rollback --to {to}", prepare, reporter := reporter_for_stderr(), announce), reporter
    )
    tell("Nothing to take back." if ran == 0 else f"Done: {ran} segments taken back.")


@app.command()
def init(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write the plan; - for stdout.")
    ] = DEFAULT_PLAN,
    dsn: Dsn = None,
    schema: Annotated[
        list[str] | None, typer.Option("--schema", metavar="NAME", help="A schema to manage; again for more.")
    ] = None,
    root: Annotated[
        str | None, typer.Option("--root", metavar="TABLE", help="The table that holds the tenants.")
    ] = None,
    single: Annotated[
        bool, typer.Option("--one-tenant", help="One default tenant owns today's rows, whatever tables there are.")
    ] = False,
    exact: Annotated[bool, typer.Option("--exact", help="Read every row of large tables, not a sample.")] = False,
) -> None:
    """Draft a plan from the live schema and its rows, with the evidence for each choice. Read-only."""
    from planner.report.plan_draft import counts, plan_yaml
    from planner.run.draft import draft
    from planner.run.session import connect_reading

    if root is not None and single:
        raise typer.BadParameter("--root and --one-tenant exclude each other", param_hint="--root")
    to_stdout = str(output) == "-"
    if not to_stdout and output.exists():
        raise Blocked(f"{output} is there already; nothing was written", hint="-o names another file, -o - is stdout")
    terminal = sys.stderr.isatty()
    with connect_reading(dsn) as connection:
        drafted = draft(
            connection,
            schema or ["public"],
            root,
            single=single,
            exact=exact,
            asking=lambda name, at, of: tell(f"[{at}/{of}] reading {name}") if terminal else None,
        )
    text = plan_yaml(drafted)
    if to_stdout:
        sys.stdout.write(text)
    else:
        write_new(output, text)
    tell(counts(drafted))
    tell(f"Next: read {'it' if to_stdout else output}, then planner check and planner diff")


@app.command()
def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the result there and wait for Enter before it goes.")
    ] = False,
) -> None:
    """Walk through diff, apply, verify and rollback on an embedded PostgreSQL, with an application writing all the time."""
    from planner.demo.walk import walk

    walk(keep=keep)
