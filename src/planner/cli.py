"""The command line: parse, call, print, exit. Commands import what they need when they run: --help costs little."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from planner import __version__
from planner.errors import Blocked, PlanError, PlannerError, Refused

if TYPE_CHECKING:
    from planner.operations.step import Phase
    from planner.report.progress import Bars, Lines
    from planner.run.apply import Prepared

app = typer.Typer(
    name="planner",
    help="Make a live single-tenant PostgreSQL database multi-tenant from one YAML plan.\n\n"
    "add, backfill, tighten: read-only and dry-run by default; nothing runs without --confirm.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DEFAULT_PLAN = Path("plans/tenancy.yaml")

PlanFile = Annotated[Path, typer.Argument(metavar="[PLAN]", help="The plan.", show_default=str(DEFAULT_PLAN))]
Dsn = Annotated[
    str | None,
    typer.Option("--dsn", metavar="DSN", help="The database. Default: $PLANNER_DSN, $DATABASE_URL, libpq's variables."),
]
Phases = Annotated[
    str | None,
    typer.Option("--phase", metavar="P", help="add, backfill, tighten, or a comma list. Default: all three."),
]
Confirm = Annotated[bool, typer.Option("--confirm", help="Do it. Without this nothing is changed.")]
Allow = Annotated[
    str | None, typer.Option("--allow", metavar="NAME,…", help="Accept what can't be undone: data-loss, no-return.")
]


class DiffFormat(StrEnum):
    HUMAN = "human"
    JSON = "json"
    SQL = "sql"


class TableFormat(StrEnum):
    HUMAN = "human"
    JSON = "json"


class Target(StrEnum):
    NONE = "none"
    ADD = "add"
    BACKFILL = "backfill"


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False) -> None:
    if version:
        print(f"planner {__version__}")
        raise typer.Exit


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
    _tell("Next: planner diff")


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
    from planner.report import human
    from planner.run.project import look, open_reading

    phases = _phases(phase)
    loaded = _load(plan)
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
                _tell(
                    "Next: planner render --out DIR (files to review), or planner apply (a dry-run with a look at the rows)"
                )
        case DiffFormat.JSON:
            from planner.catalog.fingerprint import Fingerprint
            from planner.report import machine

            print(machine.diff_json(segments, view.catalog, Fingerprint.of(view.catalog).hex))
        case DiffFormat.SQL:
            print("\n".join(human.diff_sql(segments)))
    if exit_code and segments:
        raise typer.Exit(2)


@app.command()
def render(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write the files.")],
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    phase: Phases = None,
) -> None:
    """Write SQL files for psql, and plan.json for `apply --saved`. Read-only for the database."""
    from planner.report.psql import Timeouts
    from planner.report.scripts import index_of, scripts
    from planner.run.project import look, open_reading
    from planner.run.render import rollback_after
    from planner.run.saved import save

    loaded = _load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
    segments = view.diff(_phases(phase)).segments
    saved = save(segments, view.catalog)
    final, undo = rollback_after(segments, view.catalog)
    fingerprints = [saved.before, *(segment.after for segment in saved.segments)]
    execution = loaded.plan.execution
    timeouts = Timeouts(execution.lock_timeout, execution.lock_deadline)
    files = scripts(segments, undo, view.tenancy, view.catalog, final, view.facts, fingerprints, timeouts)
    files["plan.json"] = saved.model_dump_json(indent=2) + "\n"
    _write(out, files)
    _tell(f"{len(files)} files in {out}. Run them in the order of their numbers:")
    names = index_of(files)
    for name in [*names[:3], *(["…"] if len(names) > 4 else []), *names[3:][-1:], "verify.sql"]:
        _tell(f"  psql -f {out / name}" if name != "…" else "  …")


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
    from planner.run.project import open_reading
    from planner.run.saved import load_saved

    loaded = _load(plan)
    phases = _phases(phase)
    _allowed(allow)
    reviewed = load_saved(saved) if saved is not None else None
    prepare = prepare_apply(loaded, phases, reviewed)

    def announce(prepared: Prepared) -> None:
        _tell(human.header(prepared.catalog, prepared.view.tenancy if prepared.view else None))
        _tell(human.summary(prepared.segments))
        if not prepared.segments:
            return
        _tell(human.estimates(prepared.segments, prepared.catalog))
        if pg_dump is None:
            _tell("Hazard no-backup: no backup was taken by this command; --pg-dump DIR takes one first.")
        elif confirm:
            _tell(f"Backup: {back_up(pg_dump, dsn, prepared.catalog.server.major)}")

    if not confirm:
        with open_reading(loaded, dsn) as connection:
            prepared = prepare(connection)
        announce(prepared)
        for line in human.diff_text(prepared.segments, terminal=sys.stdout.isatty()):
            print(line)
        if prepared.segments:
            _tell("\nDry-run: nothing was changed. The rows were looked at and none is in the way.")
            _tell("Next: the same command with --confirm")
        return
    ran = _run(Run(loaded, dsn, "apply", prepare, reporter := _reporter(), announce), reporter)
    _tell("Nothing to do." if ran == 0 else f"Done: {ran} segments. Next: planner verify")


@app.command()
def status(plan: PlanFile = DEFAULT_PLAN, dsn: Dsn = None) -> None:
    """Show where each table stands, what runs now, and what was interrupted."""
    from planner.report import human, tables
    from planner.run.project import look, open_reading
    from planner.run.status import status as read_status

    loaded = _load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        found = read_status(connection, view)
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
    for run in found.runs:
        ended = run.outcome or ("running" if found.running else "interrupted: run the same command again")
        print(
            f"run {run.run}: {run.command} by {run.client}, {run.started_at:%Y-%m-%d %H:%M:%S}, {run.steps} statements: {ended}"
        )
    left = ", ".join(f"{steps} {phase}" for phase, steps in found.missing.items() if steps)
    print(f"Missing: {left} steps. Next: planner apply" if left else "Nothing is missing. planner verify proves it.")


@app.command()
def verify(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    probe: Annotated[bool, typer.Option("--probe", help="Also try, in a transaction that is rolled back.")] = False,
    format: Annotated[TableFormat, typer.Option("--format", help="What to print.")] = TableFormat.HUMAN,
) -> None:
    """Prove the result, in the catalog and in the rows. Read-only; exit 2 on findings."""
    from planner.errors import NotSupported
    from planner.report import human, results
    from planner.run.project import look, open_reading
    from planner.run.verify import verify as run_verify

    if probe:
        raise NotSupported(
            "verify --probe is not supported yet", hint="leave it out: catalog and rows are checked without it"
        )
    loaded = _load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        found = list(run_verify(connection, view))
    if format is TableFormat.JSON:
        print(results.verify_json(found, view.catalog))
    else:
        print(human.header(view.catalog, view.tenancy))
        print(results.verify_text(found, terminal=sys.stdout.isatty()))
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
    from planner.run.project import open_reading

    loaded = _load(plan)
    allowed = _allowed(allow)
    keep = None if to is Target.NONE else Phase(to.value)
    prepare = prepare_rollback(loaded, keep)

    def announce(prepared: Prepared) -> None:
        _tell(human.header(prepared.catalog))
        _tell(human.summary(prepared.segments, undo=True))
        lost = losses(prepared.segments)
        for text in lost:
            _tell(f"Hazard data-loss: {text}")
        if lost and confirm and "data-loss" not in allowed:
            raise Blocked("this rollback loses data; nothing was changed", hint="if that is meant: --allow data-loss")

    if not confirm:
        with open_reading(loaded, dsn) as connection:
            prepared = prepare(connection)
        announce(prepared)
        for line in human.diff_text(prepared.segments, terminal=sys.stdout.isatty(), undo=True):
            print(line)
        if prepared.segments:
            more = " --allow data-loss" if losses(prepared.segments) else ""
            _tell(f"\nDry-run: nothing was changed. Next: the same command with --confirm{more}")
        return
    ran = _run(Run(loaded, dsn, f"rollback --to {to}", prepare, reporter := _reporter(), announce), reporter)
    _tell("Nothing to take back." if ran == 0 else f"Done: {ran} segments taken back.")


@app.command()
def init(
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write the plan.")] = DEFAULT_PLAN,
    dsn: Dsn = None,
) -> None:
    """Draft a plan from the live schema (not supported yet)."""
    from planner.errors import NotSupported

    raise NotSupported(
        "planner init is not supported yet", hint="start from examples/chat/plan.yaml; docs/plan.md explains every key"
    )


@app.command()
def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the result there and wait for Enter before it goes.")
    ] = False,
) -> None:
    """Walk through diff, apply, verify and rollback on an embedded PostgreSQL, with an application writing all the time."""
    from planner.demo.walk import walk

    walk(keep=keep)


# What the commands share


def _tell(text: str) -> None:
    """Messages go to stderr, so that pipes carry only the artifact."""
    print(text, file=sys.stderr, flush=True)


def _load(plan: Path):  # type: ignore[no-untyped-def]
    from planner.plan.load import load_plan
    from planner.plan.supported import refuse_unsupported

    loaded = load_plan(plan)
    refuse_unsupported(loaded)
    return loaded


def _phases(text: str | None) -> tuple[Phase, ...]:
    from planner.operations.step import PHASES, Phase

    if text is None:
        return PHASES
    names = [name.strip() for name in text.split(",")]
    wrong = [name for name in names if name not in list(PHASES)]
    if wrong:
        raise typer.BadParameter(f"{wrong[0]!r} is not a phase; phases are {', '.join(PHASES)}", param_hint="--phase")
    return tuple(phase for phase in PHASES if phase in {Phase(name) for name in names})


def _allowed(text: str | None) -> frozenset[str]:
    names = frozenset(name.strip() for name in text.split(",")) if text else frozenset()
    wrong = names - {"data-loss", "no-return"}
    if wrong:
        raise typer.BadParameter(f"{min(wrong)!r} can't be allowed; data-loss and no-return can", param_hint="--allow")
    return names


def _reporter() -> Lines | Bars:
    from planner.report.progress import reporter

    return reporter(terminal=sys.stderr.isatty())


def _run(run, reporter) -> int:  # type: ignore[no-untyped-def]
    try:
        return run.go()  # type: ignore[no-any-return]
    finally:
        reporter.close()


def _write(out: Path, files: dict[str, str]) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        stale = [p.name for p in out.iterdir() if p.name not in files and _ours(p.name)]
        if stale:
            raise Refused(
                f"{out} holds files of an earlier render, such as {sorted(stale)[0]}; nothing was written",
                hint="render into an empty directory, so that old and new files can't be mixed up",
            )
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise PlanError(f"{out} can't be written: {error.strerror}", hint="choose another --out") from None


def _ours(name: str) -> bool:
    return name.endswith(".sql") and (name[:3].isdigit() or name.startswith("rollback-"))


def _fail(error: PlannerError) -> NoReturn:
    problems = error.problems if isinstance(error, PlanError) and error.problems else (error,)
    for problem in problems:
        _tell(f"error: {problem}" if not problem.place else str(problem))
        if problem.hint:
            _tell("\n".join(f"  → {line}" for line in problem.hint.splitlines()))
    sys.exit(error.exit_code)


def _usage_errors() -> type[typer.BadParameter]:
    """The base of typer's usage errors: click's own, or that of the copy which newer versions carry."""
    bases = typer.BadParameter.__mro__
    return next(base for base in bases if base.__name__ == "ClickException")


def main() -> NoReturn:
    """Exit codes as docs/exit-codes.md lists them."""
    import gc

    gc.freeze()
    gc.set_threshold(200_000, 1000, 1000)  # most of what a command makes lives until it ends
    try:
        code = typer.main.get_command(app)(standalone_mode=False, prog_name="planner")
    except PlannerError as error:
        _fail(error)
    except _usage_errors() as error:
        error.show()
        sys.exit(64)
    except (KeyboardInterrupt, typer.Abort):
        _tell("stopped; nothing was changed")
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("PLANNER_DEBUG"):
            raise
        _fail(
            PlannerError(
                f"{type(error).__name__}: {error}", hint="this is a bug: PLANNER_DEBUG=1 shows where; please report it"
            )
        )
    sys.exit(code if isinstance(code, int) else 0)
