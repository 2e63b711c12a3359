"""The head and the summary of the page: what happens to which database, how long it takes, who waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from planner import __version__
from planner.catalog.fingerprint import Fingerprint
from planner.report.overview import Overview
from planner.report.review import expected
from planner.report.review.model import Band, Head, PhaseSum, Range, Stage, Summary
from planner.run.evidence import Evidence
from planner.target.phase import Phase

DOES = {
    Phase.ADD: "makes the tenants table where it is missing; adds the tenant column and the write guard. No row is rewritten",
    Phase.BACKFILL: "gives every row its tenant, in short transactions",
    Phase.DISTRIBUTE: "spreads the tables over the nodes of the cluster",
    Phase.TIGHTEN: "adds and validates foreign keys, indexes, NOT NULL, keys and policies",
}


def head(evidence: Evidence, plan: str) -> Head:
    """Return what the page is about. `plan` is the plan's file."""
    view = evidence.view
    server = view.catalog.server
    return Head(
        made_at=datetime.now(UTC).replace(microsecond=0),
        planner=__version__,
        plan=plan,
        plan_sha256=view.loaded.digest,
        database=server.database,
        host=server.host,
        server=server.version_text,
        role=server.role,
        fingerprint=Fingerprint.of(view.catalog).hex,
    )


def summary(evidence: Evidence, found: Overview, bands: Sequence[Band], pause: float) -> Summary:
    """Return the summary of the whole work."""
    work, execution = evidence.work, evidence.view.loaded.plan.execution
    total = found.total
    steps = list(work.found.steps)
    scoped = [work.catalog.relations[name] for name in work.tenancy.tables]
    return Summary(
        stage=_stage(evidence),
        changes=tuple(_changes(evidence, found)),
        tables=len(scoped),
        rows=sum(relation.rows for relation in scoped),
        estimated=all(relation.estimated for relation in scoped),
        disk=total.disk,
        wal=total.wal,
        expected=expected.likely(expected.quiet(steps, pause)),
        taken=expected.taken(steps, evidence.measured),
        lock=total.lock.value if total.lock is not None else "",
        stops=total.lock.stops if total.lock is not None else "",
        limit=execution.lock_timeout,
        deadline=execution.lock_deadline,
        held=_held(bands),
        phases=tuple(_phases(evidence, pause)),
    )


def _held(bands: Sequence[Band]) -> Range:
    """Return how long one segment holds, at most, a lock behind which reads or writes wait."""
    times = [band.held for band in bands if any(lock.stops.endswith("wait") for lock in band.locks)]
    return Range(max((time.low for time in times), default=0.0), max((time.high for time in times), default=0.0))


def _stage(evidence: Evidence) -> Stage:
    if not evidence.work.missing:
        return Stage.AFTER
    return Stage.DURING if evidence.work.begun else Stage.BEFORE


def _phases(evidence: Evidence, pause: float) -> Iterator[PhaseSum]:
    work = evidence.work
    for phase in evidence.view.phases:
        steps = [step for step in work.found.steps if step.phase is phase]
        tables = {b.relation for step in steps for b in step.batches} | {step.relation for step in steps}
        yield PhaseSum(
            phase=phase.value,
            does=DOES[phase],
            steps=len(steps),
            done=sum(step.id not in work.missing for step in steps),
            tables=len(tables & work.tenancy.tables.keys()),
            expected=expected.likely(expected.quiet(steps, pause)) if steps else Range(0.0, 0.0),
            taken=expected.taken(steps, evidence.measured),
        )


def _changes(evidence: Evidence, found: Overview) -> Iterator[str]:
    """Yield what changes, a sentence each."""
    work = evidence.work
    tenancy, operations = work.tenancy, Counter[str]()
    for table in found.tables:
        operations.update({name for named in table.operations.values() for name in named})
    columns = sorted({table.column for table in tenancy.tables.values()})
    shown = f"column {columns[0]}" if len(columns) == 1 else "its tenant column"
    made = "is created" if tenancy.tenants.relation not in work.catalog.relations else "is there already, and stays"
    yield f"The tenants table {tenancy.tenants.relation} {made}."
    for operation, words in _SENTENCES.items():
        if operations[operation]:
            number = operations[operation]
            yield words.format(
                tables=f"{number} table{'s' if number > 1 else ''}", get="get" if number > 1 else "gets", column=shown
            )
    if tenancy.rls is not None:
        roles = ", ".join(tenancy.rls.roles)
        yield f"Sessions of {roles} then see the rows of one tenant alone: the one in the setting {tenancy.rls.setting}."
    if operations["write_guard"]:
        yield "The application goes on without a change: until it sends the tenant itself, the write guard fills the tenant in."
    gone = sum("write_guard" in table.operations.get(Phase.TIGHTEN, ()) for table in found.tables)
    if gone:
        yield (
            f"Phase tighten takes the write guard of {gone} table{'s' if gone > 1 else ''} away: every writer must send the "
            "tenant by then."
        )
    if not found.tables and found.own is None:
        yield "Nothing: the database is as the plan says."


_SENTENCES = {
    "tenant_column": "{tables} {get} {column}.",
    "backfill": "Every row of {tables} gets its tenant, from its parent or from its own columns.",
    "unique_keys": "Unique keys of {tables} hold for each tenant by itself: two tenants may have the same value.",
    "primary_keys": "The primary keys of {tables} contain the tenant.",
    "composite_foreign_keys": "Foreign keys of {tables} carry the tenant: no row can reference another tenant's row.",
    "row_security": "{tables} {get} policies of row level security.",
}
