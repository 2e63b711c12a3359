"""The command `planner render`: write the steps as files for psql, any other client, a migration tool or an ORM."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.files import write_files, write_together
from planner.cli.options import (
    DEFAULT_PLAN,
    PSQL,
    SQL,
    Dsn,
    FileFormat,
    Layout,
    Phases,
    PlanFile,
    chosen_phases,
    first_version,
    load,
    tell,
)
from planner.names import in_line
from planner.orm.registry import BY_CONVENTION
from planner.orm.stage import Stage
from planner.sql.spelling import shell_word

if TYPE_CHECKING:
    from planner.files.runners.majors import Situations
    from planner.orm.orm import Orm
    from planner.run.project import View
    from planner.target.phase import Phase


@app.command()
def render(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The directory for the files.")],
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    phase: Phases = None,
    format: Annotated[FileFormat, typer.Option("--format", help="The tool that runs the files.")] = PSQL,
    layout: Annotated[
        Layout | None,
        typer.Option("--layout", help="phase: one file for each phase (default). step: one file for each segment."),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--first", metavar="VERSION", help="The number of the first migration, to continue your own."),
    ] = None,
    stage: Annotated[
        Stage | None,
        typer.Option(
            "--stage", help="For an ORM: add writes only the first migration. Default: the missing migrations."
        ),
    ] = None,
) -> None:
    """Write the steps as files for psql, migration tools and ORMs. Only reads the database."""
    from planner.run.project import look, open_reading
    from planner.run.rehearsal.structure import refuse_structure
    from planner.run.rights import refuse_foreign_code
    from planner.run.whereabouts import refuse_unwritten

    first = first_version(first, format)
    orm = BY_CONVENTION.get(format)
    if orm is not None and orm.work().migrations is None:
        orm = None  # its migrations are made of segments
    if orm is not None and phase is not None:
        raise typer.BadParameter(f"{format} migrations have stages: use --stage", param_hint="--phase")
    if orm is not None and first is not None:
        raise typer.BadParameter(f"{format} numbers its migrations itself", param_hint="--first")
    if stage is not None and orm is None and format in BY_CONVENTION:
        raise typer.BadParameter(f"{format} migrations have phases: use --phase", param_hint="--stage")
    if stage is not None and orm is None:
        raise typer.BadParameter("is only for the formats of an ORM, such as drizzle", param_hint="--stage")
    if layout is not None and format not in (PSQL, SQL):
        raise typer.BadParameter(f"is only for --format {PSQL} and {SQL}", param_hint="--layout")
    phases = chosen_phases(phase)
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        refuse_unwritten(view.catalog)
        refuse_structure(connection, view, phases)
    refuse_foreign_code(loaded, view.tenancy, view.catalog)
    if orm is not None:
        _orm(view, orm, stage or Stage.TIGHTEN, out)
    elif format in (PSQL, SQL):
        _reviewed(view, phases, format, layout or Layout.PHASE, out)
    else:
        _runner(view, phases, format, first, out)


def _reviewed(view: View, phases: tuple[Phase, ...], format: FileFormat, layout: Layout, out: Path) -> None:
    """Write the files that a person reviews and runs, with README.md and plan.json."""
    from planner.files.encoding import in_encoding
    from planner.files.phases import phase_scripts
    from planner.files.plain import plain_scripts, single_scripts
    from planner.files.psql import Session
    from planner.files.scripts import scripts
    from planner.report.readme import readme
    from planner.run.render import rollback_after
    from planner.run.saved import save
    from planner.verification.readiness import refuse_unready

    found = view.diff(phases)
    segments = found.segments
    refuse_unready(segments, view.tenancy, view.catalog)
    undo = rollback_after(found)
    saved = save(segments, view.catalog, found.skipped)
    execution = view.loaded.plan.execution
    session = Session(execution.lock_timeout, execution.lock_deadline, role=execution.role)
    common = (segments, undo, view.tenancy, view.catalog, found.final, view.facts)
    if format == SQL:
        write = plain_scripts if layout is Layout.PHASE else single_scripts
        files = write(_situations(view, phases), view.catalog.server.major, session)
    elif layout is Layout.PHASE:
        files = phase_scripts(*common, session)
    else:
        fingerprints = [saved.before, *(segment.after for segment in saved.segments)]
        files = scripts(*common, fingerprints, session)
    if layout is Layout.PHASE:
        files["README.md"] = readme(
            files, segments, undo, view.catalog, view.tenancy, session, saved.before, psql=format == PSQL
        )
    files["plan.json"] = saved.model_dump_json(indent=2) + "\n"
    write_files(out, in_encoding(files, view.catalog.server.encoding))
    _tell_how(files, layout, format, out)


def _tell_how(files: dict[str, str], layout: Layout, format: FileFormat, out: Path) -> None:
    from planner.files.scripts import index_of

    if layout is Layout.PHASE:
        tell(f"{len(files)} files in {out}. {out / 'README.md'} tells what they do and when. Run them in this order:")
    else:
        tell(f"{len(files)} files in {out}. Run them in the order of their numbers:")
    names = index_of(files)
    if len(names) > 5:
        names = [*names[:3], "…", names[-1]]
    for name in [*names, "verify.sql"]:
        run = "psql -X -q -f" if format == PSQL else "run"
        tell(f"  {run} {shell_word(out / name)}" if name != "…" else "  …")


def _situations(view: View, phases: tuple[Phase, ...]) -> Situations:
    """Return what is to do on each class of major versions."""
    from planner.files.runners.majors import Situation
    from planner.run.render import on_other_majors, rollback_after

    found = {}
    for first, other in on_other_majors(view):
        diff = other.diff(phases)
        undo = rollback_after(diff)
        found[first] = Situation(diff.segments, undo, other.tenancy, other.catalog, diff.final, other.facts)
    return found


def _runner(view: View, phases: tuple[Phase, ...], format: FileFormat, first: str | None, out: Path) -> None:
    from datetime import UTC, datetime

    from planner.files.encoding import in_encoding
    from planner.files.psql import Session
    from planner.files.runners import FORMATS, OF_ORMS
    from planner.files.runners.changes import migrations
    from planner.files.runners.versions import Versions
    from planner.verification.readiness import refuse_unready

    found = view.diff(phases)
    refuse_unready(found.segments, view.tenancy, view.catalog)
    execution = view.loaded.plan.execution
    session = Session(execution.lock_timeout, execution.lock_deadline, role=execution.role)
    made = migrations(_situations(view, phases), view.catalog.server.major, session)
    runner = {**FORMATS, **OF_ORMS}[format]
    files = runner.files(made, Versions(datetime.now(UTC), first, out))
    if runner.tracking is not None:
        write_together(out, files)
        for name in files:
            tell(f"written: {out / name}")
        tell(f"Run them with {runner.run}. Or let planner apply do their work, and mark them as run, in psql:")
        print(*runner.tracking(files, view.loaded.plan.schemas[0]), sep="\n")
        return
    write_files(out, in_encoding(files, view.catalog.server.encoding))
    tell(f"{len(files)} files in {out}. planner docs runners explains the options of {format}. Run them with:")
    tell(f"  {runner.run.format(out=shell_word(out))}")


def _orm(view: View, orm: Orm, stage: Stage, out: Path) -> None:
    """Write migrations into the ORM's own folder. Print the commands that mark them as run in the live database."""
    from planner.files.encoding import in_encoding
    from planner.run.orm import migrations

    made = migrations(view, orm, out, stage)
    for note in made.notes:
        tell(in_line(f"differs before planner: {note}"))
    write_together(out, in_encoding(made.files, view.catalog.server.encoding))
    for name in made.files:
        tell(f"written: {out / name}")
    tell(f"On the live database, after planner apply, mark these migrations as run, in {made.where}:")
    for line in made.tracking:
        print(line)
