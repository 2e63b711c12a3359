"""The certificate of a rehearsal: what was rehearsed, what came out, and what `apply --require-rehearsal` asks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from planner import __version__
from planner.catalog.fingerprint import Fingerprint
from planner.catalog.model import Catalog
from planner.errors import Refused
from planner.plan.load import LoadedPlan
from planner.rehearse.load import LoadReport
from planner.rehearse.measured import Measured
from planner.rehearse.model import Range, Sizes, by_phase
from planner.rehearse.rehearsal import Rehearsal, Stage, Where
from planner.run.project import View
from planner.run.saved import save
from planner.sql.spelling import shell_word
from planner.target.phase import Phase

FORMAT = 1
SKEW = timedelta(minutes=5)
"""How far the clocks of two machines may differ."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Seconds(_Part):
    """A prediction for the real size, in seconds."""

    low: float
    expected: float
    high: float


class StepResult(_Part):
    """One segment: what was measured on the copy, and what to expect."""

    segment: int
    phase: str
    what: str
    table: str
    work: str
    seconds: float
    rows: int | None
    disk_bytes: int
    wal_bytes: int
    locks_held: str | None
    lock_wait_seconds: float
    lock_hold_seconds: float
    attempts: int
    expected: Seconds


class StageResult(_Part):
    """One stage: apply, verify, rollback, or the comparison of the schemas."""

    ok: bool
    tried: bool
    seconds: float
    why: tuple[str, ...]


class LoadResult(_Part):
    """What the load's statements met."""

    statements: int
    failed: int
    errors: dict[str, int]
    longest_seconds: float
    p99_seconds: float


class TableSize(_Part):
    """The estimated rows and pages of a table in the copy and in the source."""

    rows: int
    pages: int
    source_rows: int
    source_pages: int


class RehearsalCertificate(_Part):
    """The content of the file."""

    format: int
    kind: str
    planner: str
    made_at: AwareDatetime
    green: bool
    on: str
    database: str
    major: int
    cluster: str | None = None
    """The system identifier of the source's cluster; None when the role may not read it."""
    oid: int | None = None
    """The database in its cluster; None when the cluster is not known."""
    server: str
    rehearsed_on: str
    settings: dict[str, str]
    plan_sha256: str
    phases: tuple[str, ...]
    fingerprints: tuple[str, ...]
    """The fingerprints of the source before the run and after each segment: a run that goes on from there fits."""
    tables: dict[str, TableSize]
    stages: dict[str, StageResult]
    load: LoadResult
    load_in_rollback: LoadResult
    replayed: str
    steps: tuple[StepResult, ...]
    expected: dict[str, Seconds]
    notes: tuple[str, ...]


KIND = "rehearsal"


def certify(rehearsal: Rehearsal, view: View) -> RehearsalCertificate:
    """Return the certificate of a rehearsal of this plan on a copy of this database."""
    server = view.catalog.server
    found = view.diff(rehearsal.phases)
    saved = save(found.segments, view.catalog, found.skipped)
    live = Fingerprint.of(view.catalog).hex
    fingerprints = dict.fromkeys((live, saved.before, *(segment.after for segment in saved.segments)))
    expected = by_phase(rehearsal.timed, rehearsal.predicted)
    return RehearsalCertificate(
        format=FORMAT,
        kind=KIND,
        planner=__version__,
        made_at=datetime.now(UTC),
        green=rehearsal.green,
        on=rehearsal.on,
        database=server.database,
        major=server.major,
        cluster=rehearsal.source.cluster,
        oid=rehearsal.source.oid if rehearsal.source.cluster is not None else None,
        server=server.version_text,
        rehearsed_on=rehearsal.server,
        settings=dict(rehearsal.settings),
        plan_sha256=view.loaded.digest,
        phases=tuple(phase.value for phase in rehearsal.phases),
        fingerprints=tuple(fingerprints),
        tables={str(name): _size(rehearsal.rows[name]) for name in view.tenancy.tables if name in rehearsal.rows},
        stages={name: _stage(stage) for name, stage in stages(rehearsal).items()},
        load=_load(rehearsal.load),
        load_in_rollback=_load(rehearsal.load_back),
        replayed=rehearsal.replayed,
        steps=tuple(_step(*pair) for pair in zip(rehearsal.measured, rehearsal.predicted, strict=True)),
        expected={phase: _seconds(found) for phase, found in expected.items()},
        notes=rehearsal.notes,
    )


def stages(rehearsal: Rehearsal) -> Mapping[str, Stage]:
    """Return the stages of a rehearsal by name, in order."""
    return {
        "apply": rehearsal.apply,
        "verify": rehearsal.verify,
        "rollback": rehearsal.rollback,
        "same schema": rehearsal.same_schema,
    }


def _stage(stage: Stage) -> StageResult:
    return StageResult(ok=stage.ok, tried=stage.tried, seconds=round(stage.seconds, 3), why=stage.why)


def _load(report: LoadReport) -> LoadResult:
    return LoadResult(
        statements=report.statements,
        failed=report.failed,
        errors=dict(report.errors),
        longest_seconds=round(report.longest, 4),
        p99_seconds=round(report.p99, 4),
    )


def _size(sizes: Sizes) -> TableSize:
    here, there = sizes.here, sizes.there
    return TableSize(
        rows=round(here.rows), pages=round(here.pages), source_rows=round(there.rows), source_pages=round(there.pages)
    )


def _seconds(found: Range) -> Seconds:
    return Seconds(low=round(found.low, 3), expected=round(found.expected, 3), high=round(found.high, 3))


def _step(one: Measured, expected: Range) -> StepResult:
    return StepResult(
        segment=one.number,
        phase=one.phase,
        what=one.what,
        table=str(one.relation),
        work=one.work.value,
        seconds=round(one.seconds, 4),
        rows=one.rows,
        disk_bytes=one.disk,
        wal_bytes=one.wal,
        locks_held=one.held,
        lock_wait_seconds=round(one.waited, 4),
        lock_hold_seconds=round(one.held_for, 4),
        attempts=one.attempts,
        expected=_seconds(expected),
    )


# What apply asks


def read_required(file: Path, plan: Path, max_age: float) -> RehearsalCertificate:
    """Return the certificate that `apply --require-rehearsal` names. Raise Refused when the file alone forbids the run.

    `max_age` is the age in seconds beyond which a rehearsal says nothing any more.
    """
    hint = _again(file, plan)
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise _refused(f"{file} can't be read: {error.strerror}", hint) from None
    except UnicodeDecodeError:
        raise _refused(f"{file} is no certificate of a rehearsal", hint) from None
    try:
        found = RehearsalCertificate.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the file"
        raise _refused(f"{file} is no certificate of a rehearsal: {where} is wrong", hint) from None
    if (found.format, found.kind) != (FORMAT, KIND):
        raise _refused(f"{file} has format {found.format}; this planner reads format {FORMAT}", hint)
    if not found.green:
        bad = [name for name, stage in found.stages.items() if not stage.ok]
        failed = found.load.failed + found.load_in_rollback.failed
        bad += [f"{failed} statements of the load"] if failed else []
        raise _refused(f"the rehearsal in {file} was not green: {', '.join(bad) or 'it failed'}", hint)
    age = datetime.now(UTC) - found.made_at
    if age < -SKEW:
        raise _refused(f"the rehearsal in {file} is dated in the future: {found.made_at:%Y-%m-%d %H:%M} UTC", hint)
    if age.total_seconds() > max_age:
        raise _refused(
            f"the rehearsal in {file} is {_days(age)} old, and --max-age allows {_days(timedelta(0, max_age))}", hint
        )
    return found


def check_required(
    found: RehearsalCertificate, file: Path, loaded: LoadedPlan, catalog: Catalog, phases: Sequence[Phase], here: Where
) -> None:
    """Raise Refused unless this plan was rehearsed, on a copy of this database as it is now, with these phases."""
    hint = _again(file, Path(loaded.file))
    if found.plan_sha256 != loaded.digest:
        raise _refused(f"the rehearsal in {file} is of another plan, or the plan has changed since", hint)
    server = catalog.server
    if (found.database, found.major) != (server.database, server.major):
        raise _refused(
            f"the rehearsal in {file} is of database {found.database!r} on PostgreSQL {found.major}, and this is "
            f"{server.database!r} on {server.major}",
            hint,
        )
    if (
        found.cluster is not None
        and here.cluster is not None
        and (found.cluster, found.oid) != (here.cluster, here.oid)
    ):
        raise _refused(f"the rehearsal in {file} is of a database of this name elsewhere, not of this one", hint)
    left_out = [phase.value for phase in phases if phase.value not in found.phases]
    if left_out:
        raise _refused(f"the rehearsal in {file} left out phase {', '.join(left_out)}", hint)
    if Fingerprint.of(catalog).hex not in found.fingerprints:
        raise _refused(f"the schema has changed since the rehearsal in {file}", hint)


def _refused(what: str, hint: str) -> Refused:
    return Refused(f"--require-rehearsal: {what}; nothing was changed", hint=hint)


def _again(file: Path, plan: Path) -> str:
    return f"rehearse: planner rehearse {shell_word(plan)} --on embedded --certificate {shell_word(file)}"


def _days(age: timedelta) -> str:
    seconds = age.total_seconds()
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
