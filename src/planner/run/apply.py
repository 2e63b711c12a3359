"""Run `apply` and `rollback` with --confirm.

A run takes the run lock, looks, refuses or runs, and continues after a lost connection.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from planner.catalog.fingerprint import Fingerprint
from planner.errors import Blocked, DatabaseError, PlannerError, Unfinished
from planner.execution.backfill.pace import Pace
from planner.execution.connection import Connection
from planner.execution.events import Reporter
from planner.execution.executor import Executor, Limits
from planner.execution.failures import ConnectionLost
from planner.execution.interrupt import Interrupt, Interrupted
from planner.execution.journal import Journal, client
from planner.execution.outcome import NOTHING, Halted, Outcome, halting
from planner.execution.refusals import given_up, told
from planner.execution.run_lock import StillCopying, letting_go
from planner.execution.session import READING_LOCK_TIMEOUT, connect
from planner.execution.watch.lease import Lease
from planner.execution.watch.limits import check_limits, limits
from planner.execution.watch.watch import Watch
from planner.plan.load import LoadedPlan
from planner.run.prepare import Prepared
from planner.run.project import View, look, open_locked, settings
from planner.run.quarantine import refuse_open
from planner.run.whereabouts import keep_up
from planner.sql.queries import queries
from planner.target.citus import DIALECT as CITUS

_SQL = queries("planner.run")

MOST_LOSSES = 5
"""The number of lost connections in a row, without a finished segment between them, after which a run gives up."""


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
            self._wait_for_calls(connection)
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
            return self._open()
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
                    return self._open()
        except (DatabaseError, Blocked) as error:
            raise Unfinished(error.message, hint="when the server is back, run the same command again") from error
        raise AssertionError("unreachable: reraise is set")

    def _open(self) -> Connection:
        """Return a locked connection. Wait for a concurrent call of Citus whose planner has died: it goes on by itself."""
        told = False
        while True:
            try:
                return open_locked(self.loaded, self.dsn, self.command)
            except StillCopying as found:
                if not told:
                    self.reporter.note(f"waiting: {found.message}")
                told = True
                self.interrupt.sleep(1.0)

    def _wait_for_calls(self, connection: Connection) -> None:
        """Wait until no other session distributes a table concurrently: Citus runs one such call at a time."""
        told = False
        while self.loaded.plan.target.dialect == CITUS and (found := connection.fetch(_SQL["concurrent_calls"])):
            if not told:
                (pid,), *_ = found
                self.reporter.note(f"waiting: pid {pid} runs create_distributed_table_concurrently")
            told = True
            self.interrupt.sleep(1.0)

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
