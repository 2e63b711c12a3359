"""Merge the sources, one after the other: stage its rows, reconcile tables without tenants, and publish all at once.

A source is either whole in the target or not there. The transaction that publishes its rows writes so into the journal,
so that the same command goes on with the next source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlStateClass
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Entry as JournalEntry
from planner.execution.journal import Journal
from planner.execution.outcome import Outcome, halting
from planner.execution.refusals import told
from planner.execution.session import application_path, as_application
from planner.merge.publish import insert_shared, map_shared, verify_shared
from planner.merge.sources import Opened
from planner.merge.staging import stage, staged_names
from planner.merge.tables import Merging
from planner.merge.tenant import add_tenant, refuse_derived_otherwise
from planner.names import QName
from planner.operations.guard_terms import BACKFILL_SETTING
from planner.rows.search_path import RUN_DEFERRED
from planner.sql.queries import queries
from planner.target.formats import FORMATS
from planner.tenants.closed import is_there
from planner.tenants.ending import is_final, record_end
from planner.tenants.load import Import, insert_group, make_key_map, numbers_of, verify_rows
from planner.tenants.manifest import Manifest
from planner.tenants.mapping import KeyMapping
from planner.tenants.renewal import advance, renew, sequences_of
from planner.tenants.silence import suppressed
from planner.tenants.staging import Placed, Staged, drop_staged

_SQL = queries("planner.merge")
PUBLISHED = "merge.publish."
"""The step of the journal that says that a tenant is merged; the tenant's key follows."""


@dataclass(slots=True)
class Done:
    """What became of one source."""

    name: str
    tenant: str
    rows: int
    renewed: dict[QName, int] = field(default_factory=dict)
    added: dict[QName, int] = field(default_factory=dict)
    """Rows of tables without tenants, which the source has added."""


@dataclass(slots=True)
class Merge:
    """One run: what it merges, and what it has done so far."""

    connection: Connection
    merging: Merging
    sources: Sequence[Opened]
    values: Mapping[str, Mapping[str, str]]
    """The values of the tenants' rows, by tenant and column."""
    tell: Callable[[str], None]
    journal: Journal = field(default_factory=lambda: Journal("merge"))
    outcome: Outcome = field(default_factory=Outcome)
    done: list[Done] = field(default_factory=list)


def merged_before(connection: Connection, merging: Merging, sources: Sequence[Opened]) -> set[str]:
    """Return the tenants of sources that an earlier run has merged, and that are there."""
    if not connection.value(_SQL["journal_there"]):
        return set()
    steps = {row[0] for row in connection.fetch(_SQL["published"], {"step": PUBLISHED})}
    state = merging.view.state
    return {s.tenant for s in sources if PUBLISHED + s.tenant in steps and is_there(connection, state, s.tenant)}


def refuse_triggers(merging: Merging) -> None:
    """Raise Blocked for triggers on INSERT that the plan has no word for."""
    for name in merging.closed.own:
        suppressed(merging.closed, name)


def merge(run: Merge) -> None:
    """Merge all sources. Raise PlannerError. It is Unfinished if something is committed: the same command goes on."""
    connection = run.connection
    interrupt = Interrupt()
    source = None
    try:
        with interrupt.listening():
            merged = merged_before(connection, run.merging, run.sources)
            for source in run.sources:
                if source.tenant in merged:
                    run.tell(f"{source.name}: merged by an earlier run")
                    continue
                _merge_one(run, source, interrupt)
            run.journal.finish(connection, "done")
    except (Exception, KeyboardInterrupt) as error:
        why = halting(error)
        if is_final(why) and source is not None and not connection.lost:
            _forget(run, source)
        record_end(connection, run.journal, why)
        raise told(run.outcome, why) from error


def _forget(run: Merge, source: Opened) -> None:
    """Drop what is staged of a source that is refused."""
    tables = [Placed(part, name) for part, name in staged_names(run.merging, source)]
    for statement in drop_staged(tables):
        run.connection.execute(statement)
    run.outcome = Outcome(committed=bool(run.done))


def _merge_one(run: Merge, source: Opened, interrupt: Interrupt) -> None:
    tables: dict[QName, Staged] = {}
    for part, name in staged_names(run.merging, source):
        interrupt.check()
        started = datetime.now(UTC)
        tables[part.relation] = staged = stage(run.connection, run.merging, source, part, name, interrupt.check)
        run.outcome = Outcome(committed=True)
        seconds = (datetime.now(UTC) - started).total_seconds()
        step = f"merge.stage.{source.tenant}.{part.relation}"
        run.journal.write(run.connection, JournalEntry(1, step, "COPY", started, seconds, rows=staged.entry.rows))
        run.tell(f"{source.name}: {part.relation}: {staged.entry.rows} rows staged")
    try:
        run.done.append(_publish(run, source, tables, interrupt))
    except ServerError as error:
        if error.of(SqlStateClass.INTEGRITY):
            raise Blocked(
                f"a row of source {source.name} does not fit the target: {error.message}; nothing was changed",
                hint="a key that planner can't renew is taken, or a row that it points to is missing in the source",
            ) from None
        raise


def _publish(run: Merge, source: Opened, tables: Mapping[QName, Staged], interrupt: Interrupt) -> Done:
    """Make all rows of a source visible at once, or none."""
    connection, merging = run.connection, run.merging
    own = {name: tables[name] for name in merging.closed.own if name in tables}
    shared = {name: tables[name] for group in merging.shared for name in group}
    sequences = sequences_of(connection, merging.whole)
    advance(connection, list(tables.values()), sequences)
    path = application_path(connection)
    mapping = KeyMapping(merging.whole, source.old, source.tenant)
    job = _as_import(run, source, own)
    started = datetime.now(UTC)
    with connection.transaction():
        make_key_map(connection, source.tenant)
        numbers = numbers_of(dict(tables))
        added: dict[QName, int] = {}
        for group in merging.shared:
            interrupt.check()
            new = map_shared(connection, merging, [shared[name] for name in group], mapping)
            for staged in new:
                made = renew(connection, staged, mapping, sequences, numbers)
                job.renewed |= {staged.part.relation: made} if made else {}
            as_application(connection)
            added |= insert_shared(connection, new, mapping, path)
            _planners_formats(connection)
        for group in merging.closed.groups:
            for name in group:
                interrupt.check()
                made = renew(connection, own[name], mapping, sequences, numbers) if name in own else 0
                job.renewed |= {name: made} if made else {}
        connection.set_local(BACKFILL_SETTING, "on")
        as_application(connection)
        add_tenant(connection, merging, source, run.values.get(source.tenant, {}))
        for group in merging.closed.groups:
            interrupt.check()
            held = [own[name] for name in group if name in own]
            with interrupt.cancellable(connection):
                if held:
                    insert_group(job, held, mapping, path)
        connection.execute(RUN_DEFERRED)
        _planners_formats(connection)
        refuse_derived_otherwise(connection, merging, source.tenant)
        verify_rows(job, list(own.values()), mapping, interrupt)
        verify_shared(connection, merging, list(shared.values()), mapping, interrupt.check)
        for statement in drop_staged(list(tables.values())):
            connection.execute(statement)
        seconds = (datetime.now(UTC) - started).total_seconds()
        rows = sum(staged.entry.rows for staged in own.values())
        run.journal.write(connection, JournalEntry(2, PUBLISHED + source.tenant, "INSERT", started, seconds, rows=rows))
    return Done(source.name, source.tenant, rows, job.renewed, added)


def _planners_formats(connection: Connection) -> None:
    """Take planner's own settings again, after a statement that has fired the application's triggers."""
    connection.set_local("search_path", "")
    for setting, value in FORMATS.items():
        connection.set(setting, value)


def _as_import(run: Merge, source: Opened, own: Mapping[QName, Staged]) -> Import:
    """Return the source as an import, whose rows are inserted and verified in the same way."""
    manifest = Manifest(
        0, "", "", "", source.connection.database, "", "", ("", ""), source.old, "", "",
        tuple(staged.entry for staged in own.values()),
    )  # fmt: skip
    closed = run.merging.closed
    return Import(run.connection, closed, Path(), manifest, source.tenant, False, _prefixed(run, source), run.journal)


def _prefixed(run: Merge, source: Opened) -> Callable[[str], None]:
    return lambda line: run.tell(f"{source.name}: {line}")
