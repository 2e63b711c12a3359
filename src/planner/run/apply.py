"""Run `apply` and `rollback` with --confirm.

A run takes the run lock, looks, refuses or runs, and continues after a lost connection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from planner.catalog.fingerprint import Fingerprint
from planner.catalog.model import Catalog
from planner.diff import Diff, undo
from planner.errors import Blocked, DatabaseError, PlannerError, Refused, Unfinished
from planner.execution.backfill.pace import Pace
from planner.execution.connection import Connection
from planner.execution.events import Reporter
from planner.execution.executor import Executor, Limits
from planner.execution.failures import ConnectionLost
from planner.execution.interrupt import Interrupt, Interrupted
from planner.execution.journal import Journal, client
from planner.execution.outcome import NOTHING, Halted, Outcome, halting
from planner.execution.refusals import given_up, told
from planner.execution.run_lock import letting_go
from planner.execution.session import READING_LOCK_TIMEOUT, connect
from planner.execution.watch.lease import Lease
from planner.execution.watch.limits import check_limits, limits
from planner.execution.watch.watch import Watch
from planner.names import QName, parse_name
from planner.plan.load import LoadedPlan
from planner.run.dependents import refuse_dependents
from planner.run.facts import refill
from planner.run.no_return import refuse_no_return
from planner.run.preflight import TableRows, preflight, refuse
from planner.run.project import View, look, open_locked, settings, snapshot
from planner.run.quarantine import refuse_open
from planner.run.rehearsal.default_tenant import refuse_default_tenant
from planner.run.rehearsal.hazards import hazards
from planner.run.rehearsal.privileges import refuse_rights
from planner.run.rehearsal.rows import refuse_checks, refuse_indexes, refuse_invalid_keys
from planner.run.rehearsal.sizes import refuse_sizes
from planner.run.rehearsal.structure import refuse_structure
from planner.run.rights import refuse_foreign_code, refuse_privileges
from planner.run.saved import SavedPlan, check_saved
from planner.run.whereabouts import find_again, keep_up, refuse_changed
from planner.steps.step import Segment
from planner.target.phase import PHASES, Phase
from planner.verification.exposure import exposed, tenants_there
from planner.verification.readiness import refuse_unready

MOST_LOSSES = 5
"""The number of lost connections in a row, without a finished segment between them, after which a run gives up."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a run is about to do."""

    catalog: Catalog
    segments: tuple[Segment, ...]
    found: Diff | None = None
    """The missing steps; None for a rollback."""
    view: View | None = None
    rows: tuple[TableRows, ...] = ()
    exposed: tuple[str, ...] = ()
    """What tenants see of each other after a rollback, in words; empty with fewer than two tenants."""
    """The results of the row preflight."""
    hazards: tuple[str, ...] = ()
    """The hazards that no single step has."""

    @property
    def completes(self) -> bool:
        """Return whether no step of any phase is missing after the run."""
        return self.view is not None and len(self.segments) == len(self.view.diff().segments)


@dataclass(slots=True)
class Run:
    """One confirmed command. `announce` is called once, before the first statement; it may take the backup."""

    loaded: LoadedPlan
    dsn: str | None
    command: str
    prepare: Callable[[Connection], Prepared]
    reporter: Reporter
    announce: Callable[[Prepared, Connection], None]
    interrupt: Interrupt = field(default_factory=Interrupt)
    last: Callable[[Connection, View, Interrupt, Reporter], None] | None = None
    """The check after the last segment, once all phases are complete. It raises a PlannerError for rows that are wrong."""
    _announced: bool = False

    def go(self) -> int:
        """Run the command, and return the number of finished segments.

        Raise PlannerError. The error is Unfinished if something was committed.
        """
        execution = self.loaded.plan.execution
        pace = Pace(execution.batch_seconds, execution.pause, execution.workers)
        kept = Limits(execution.lock_timeout, execution.lock_deadline, pace)
        executor = Executor(kept, Journal(self.command), self.reporter, self.interrupt, self._session)
        done, losses_in_a_row = NOTHING, 0
        with self.interrupt.listening():
            while True:
                try:
                    return self._once(executor, done).segments
                except Halted as halted:
                    if not isinstance(halted.why, ConnectionLost):
                        raise told(halted.outcome, halted.why) from halted.why
                    self.reporter.note(
                        f"the connection was lost ({halted.why.message}); continuing with what the catalog shows"
                    )
                    executor.journal.lose()
                    losses_in_a_row = losses_in_a_row + 1 if halted.outcome.segments == done.segments else 0
                    done = halted.outcome
                    if losses_in_a_row >= MOST_LOSSES:
                        raise given_up(done, MOST_LOSSES, halted.why) from halted.why

    def _once(self, executor: Executor, done: Outcome) -> Outcome:
        """Run on one connection, until the end or until the connection is lost. Raise Halted."""
        try:
            with letting_go(self._connect(done)) as connection:
                try:
                    return self._look_and_run(executor, connection, done)
                except (Exception, KeyboardInterrupt) as error:
                    self._finish(executor.journal, connection, halting(error))
                    raise
        except Halted:
            raise
        except (Exception, KeyboardInterrupt) as error:
            raise Halted(halting(error), done) from error

    def _look_and_run(self, executor: Executor, connection: Connection, done: Outcome) -> Outcome:
        """Look at the database, and run what is missing."""
        normal = self.loaded.plan.execution.lock_timeout
        check_limits(connection, self.loaded)
        executor.journal.start(connection)
        with self._watch(connection).watching() as watch:
            with connection.lock_timeout(READING_LOCK_TIMEOUT, then=normal):
                prepared = self.prepare(connection)
            executor.journal.fingerprint = Fingerprint.of(prepared.catalog).hex
            if not self._announced:
                self.announce(prepared, connection)
                self._announced = True
            for words in keep_up(connection, prepared.catalog) if prepared.catalog.moved else ():
                self.reporter.note(words)
            if prepared.segments:
                executor.journal.begin(connection)
            before_tighten = partial(refuse_open, connection, prepared.view.state) if prepared.view else None
            done = executor.run(connection, prepared.segments, prepared.catalog, watch, before_tighten, done)
            try:
                self._check_last(connection, prepared)
                executor.journal.finish(connection, "done")
            except (PlannerError, Interrupted) as error:
                raise Halted(error, done) from error
        return done

    def _check_last(self, connection: Connection, prepared: Prepared) -> None:
        if self.last is None or prepared.view is None or not prepared.completes:
            return
        view = look(connection, self.loaded) if prepared.segments else prepared.view
        self.last(connection, view, self.interrupt, self.reporter)

    def _connect(self, done: Outcome) -> Connection:
        """Return a locked connection.

        The first connection fails at once; after a loss, planner tries until lock_deadline.
        """
        if not done.committed:
            return open_locked(self.loaded, self.dsn, self.command)
        try:
            for attempt in Retrying(
                # The lost backend may hold the run lock for a while.
                retry=retry_if_exception_type((DatabaseError, Blocked)),
                wait=wait_random_exponential(multiplier=0.2, max=5.0),
                stop=stop_after_delay(self.loaded.plan.execution.lock_deadline),
                sleep=self.interrupt.sleep,
                reraise=True,
            ):
                with attempt:
                    return open_locked(self.loaded, self.dsn, self.command)
        except (DatabaseError, Blocked) as error:
            raise Unfinished(error.message, hint="when the server is back, run the same command again") from error
        raise AssertionError("unreachable: reraise is set")

    def _session(self, name: str) -> Connection:
        """Return another connection of this run."""
        try:
            return connect(self.dsn, settings(self.loaded, read_only=False), application_name=name)
        except DatabaseError as error:
            raise ConnectionLost(error.message, hint=error.hint) from error

    def _watch(self, connection: Connection) -> Watch:
        lease, before = Lease.take(connection, self.command, client())
        if before is not None:
            self.reporter.note(f"taking over from {before}, whose last heartbeat was {before.silent:.0f} s ago")
        return Watch(self._session_of_watch, lease, limits(self.loaded), self.interrupt, self.reporter)

    def _session_of_watch(self) -> Connection:
        return connect(
            self.dsn,
            replace(settings(self.loaded, read_only=False), statement_timeout=5.0),
            application_name="planner watch",
        )

    @staticmethod
    def _finish(journal: Journal, connection: Connection, why: PlannerError | Interrupted) -> None:
        """Write the end of the run into the journal. A failure to do so must not hide the error that ended the run."""
        if connection.lost or isinstance(why, ConnectionLost):
            return
        with suppress(DatabaseError):
            journal.finish(connection, "interrupted" if isinstance(why, Interrupted) else "failed")


def rehearse(connection: Connection, loaded: LoadedPlan, prepare: Callable[[Connection], Prepared]) -> Prepared:
    """Return what a confirmed run would do, after the checks that it makes. Only reads."""
    check_limits(connection, loaded)
    return prepare(connection)


def prepare_apply(
    loaded: LoadedPlan, phases: tuple[Phase, ...], saved: SavedPlan | None
) -> Callable[[Connection], Prepared]:
    """Return the preparation of `apply`.

    The preparation checks the preconditions, then the rows for all phases, and then finds the segments.
    """
    return partial(_prepare, loaded=loaded, phases=phases, saved=saved)


def _prepare(
    connection: Connection, loaded: LoadedPlan, phases: tuple[Phase, ...], saved: SavedPlan | None
) -> Prepared:
    view = look(connection, loaded)
    refuse_incomplete(view, phases)
    rows: tuple[TableRows, ...] = ()
    if view.diff().segments:
        refuse_privileges(loaded, view.tenancy, view.catalog)
        refuse_foreign_code(loaded, view.tenancy, view.catalog)
        refuse_rights(connection, view)
        refuse_structure(connection, view, phases)
        refuse_unready(view.diff(phases).segments, view.tenancy, view.catalog)
        refuse_default_tenant(connection, view)
        rows = preflight(connection, view.state)
        refuse(rows)
        refuse_checks(connection, view)
        refuse_invalid_keys(connection, view)
        refuse_indexes(connection, view)
        refuse_sizes(connection, view)
        again = refill(connection, view.state, phases)
        if again:
            view = view.with_facts(replace(view.facts, refill=again))
            refuse_incomplete(view, phases)
            refuse_unready(view.diff(phases).segments, view.tenancy, view.catalog)
    found = view.diff(phases)
    if saved is not None:
        check_saved(saved, view.catalog, found.segments)
    return Prepared(view.catalog, found.segments, found, view, rows, hazards(connection, view))


def refuse_incomplete(view: View, phases: tuple[Phase, ...]) -> None:
    """Raise Refused when a phase that is not selected has missing steps and comes before a selected phase."""
    incomplete = view.diff(phases).incomplete
    if incomplete:
        names = ", ".join(incomplete)
        wanted = ",".join(phase for phase in PHASES if phase in phases or phase in incomplete)
        raise Refused(
            f"phase {names} is not complete, and {', '.join(phases)} builds on it",
            hint=f"run it first, or together: --phase {wanted}",
        )


def prepare_rollback(loaded: LoadedPlan, to: Phase | None) -> Callable[[Connection], Prepared]:
    """Return the preparation of `rollback`, which reads planner's record alone."""

    def prepare(connection: Connection) -> Prepared:
        catalog, moved = find_again(connection, snapshot(connection, loaded))
        refuse_changed(connection, catalog, moved)
        segments = rollback_segments(catalog, to)
        refuse_dependents(connection, segments, catalog)
        refuse_no_return(connection, segments, catalog)
        return Prepared(catalog, segments, exposed=_exposed(connection, loaded, segments, catalog))

    return prepare


def _exposed(
    connection: Connection, loaded: LoadedPlan, segments: Sequence[Segment], catalog: Catalog
) -> tuple[str, ...]:
    schema, name = parse_name(loaded.plan.tenant.table)
    tenants = QName(schema or loaded.plan.schemas[0], name)
    if catalog.relation(tenants) is None or int(connection.value(tenants_there(tenants))) < 2:
        return ()
    return tuple(exposed(segments))


def rollback_segments(catalog: Catalog, to: Phase | None) -> tuple[Segment, ...]:
    """Return the segments of a rollback. Raise Refused when the database has no record of what planner did."""
    if not catalog.planner_schema:
        raise Refused(
            f"there is no record of planner in database {catalog.server.database!r}: nothing can be taken back",
            hint="rollback touches only what schema planner lists; is this the right database?",
        )
    return undo(catalog, to)


def losses(segments: Sequence[Segment]) -> list[str]:
    """Return what these segments lose for good; `--allow data-loss` accepts the loss."""
    return [
        hazard.text
        for segment in segments
        for step in segment.steps
        for hazard in step.hazards
        if hazard.name == "data-loss"
    ]
