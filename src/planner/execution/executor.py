"""Run segments: one transaction, single statements, or batches, with retries and a journal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import takewhile

from planner.catalog.model import Catalog
from planner.errors import DatabaseError, PlannerError
from planner.execution import refusals
from planner.execution.backfill.fill import Retry
from planner.execution.backfill.pace import Pace
from planner.execution.backfill.pool import Filled, Pool
from planner.execution.connection import Connection
from planner.execution.events import Reporter
from planner.execution.failures import AGAIN, ConnectionLost, LockNotGot, ServerError
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Entry, Journal
from planner.execution.measured import execute, locks_held, predicted_locks, wal_position
from planner.execution.outcome import NOTHING, Halted, Outcome, halting
from planner.execution.propagation import propagate
from planner.execution.retry import Attempts
from planner.execution.watch.watch import LeaseLost, Watch
from planner.sql import build
from planner.steps.conditions import OWNED
from planner.steps.locks import lock_statements
from planner.steps.step import Mode, Segment, Step, Work
from planner.target.phase import Phase


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a run, in seconds, from `execution:` of the plan."""

    lock_timeout: float
    lock_deadline: float
    pace: Pace


@dataclass(frozen=True, slots=True)
class Executor:
    """The executor, which all connections of one command share.

    `connect` opens the connection of a worker. Its argument is the session's application name.
    """

    limits: Limits
    journal: Journal
    reporter: Reporter
    interrupt: Interrupt
    connect: Callable[[str], Connection]

    def run(
        self,
        connection: Connection,
        segments: Sequence[Segment],
        catalog: Catalog,
        watch: Watch,
        before_tighten: Callable[[], None] | None = None,
        done: Outcome = NOTHING,
    ) -> Outcome:
        """Run the segments, and return what is done so far, including `done` of earlier connections.

        `before_tighten` is called once, before the first segment of that phase; its exception ends the run. Raise
        Halted when the run ends early. Committed work stays.
        """
        running = _Running(self, connection, catalog, watch, len(segments), done.committed, done.segments)
        try:
            running.run(segments, before_tighten)
        except (Exception, KeyboardInterrupt) as error:
            raise Halted(halting(error), running.outcome) from error
        return running.outcome


@dataclass(slots=True)
class _Running:
    """One call of Executor.run. The threads of workers set `committed` too."""

    executor: Executor
    connection: Connection
    catalog: Catalog
    watch: Watch
    of: int
    committed: bool
    segments: int

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.committed, self.segments)

    def run(self, segments: Sequence[Segment], before_tighten: Callable[[], None] | None) -> None:
        left = list(segments)
        while left:
            side_by_side = list(takewhile(lambda segment: segment.mode is Mode.BATCHES, left))
            if side_by_side:
                self._fill(side_by_side)
                del left[: len(side_by_side)]
            else:
                if left[0].phase is Phase.TIGHTEN and before_tighten is not None:
                    before_tighten()
                    before_tighten = None
                self._one(left.pop(0))

    def _one(self, segment: Segment) -> None:
        self._pass()
        self._begun(segment)
        started = time.monotonic()
        attempts = self._attempts(self.connection, segment)
        limits = self.executor.limits
        with self._telling(lambda: segment, attempts):
            if segment.mode is Mode.TRANSACTION:
                attempts.run(partial(self._transaction, segment, attempts))
            else:
                # CONCURRENTLY and VALIDATE wait for SHARE UPDATE EXCLUSIVE and for old transactions. Reads and writes
                # do not queue behind this lock, and a short limit would only leave an INVALID index. A copy ends with a
                # lock that reads and writes do queue behind.
                copies = any(step.work is Work.COPY for step in segment.steps)
                longest = limits.lock_timeout if copies else limits.lock_deadline
                with self.connection.lock_timeout(longest, then=limits.lock_timeout):
                    for step in segment.steps:
                        attempts.run(partial(self._alone, segment, step))
        self._ended(segment, time.monotonic() - started, None)

    def _pass(self) -> None:
        try:
            self.watch.pass_through()
        except LeaseLost:
            raise refusals.overtaken(self.outcome) from None

    def _begun(self, segment: Segment) -> None:
        self.watch.begin(segment.steps[0].id, self.executor.journal.run)
        with self._telling(lambda: segment, None):
            self.connection.set("application_name", self._session_name(segment))
            propagate(self.connection, segment, self.catalog)
        self.executor.reporter.segment_started(segment, self.of)

    def _session_name(self, segment: Segment) -> str:
        """Return the application name, such as `planner run 7 tighten.not_null.public.messages`.

        pg_stat_activity shows it; the server cuts it to 63 bytes.
        """
        number = self.executor.journal.run
        run = f"run {number} " if number is not None else ""
        return f"planner {run}{segment.steps[0].id}"

    def _ended(self, segment: Segment, seconds: float, rows: int | None) -> None:
        self.segments += 1
        self.executor.reporter.segment_finished(segment, seconds, rows)

    def _attempts(self, connection: Connection, segment: Segment) -> Attempts:
        of = self.executor
        limits = of.limits
        return Attempts(
            connection, segment, limits.lock_timeout, limits.lock_deadline, of.interrupt, of.reporter, self.watch
        )

    # One transaction

    def _transaction(self, segment: Segment, attempts: Attempts, attempt: int) -> None:
        connection, journal = self.connection, self.executor.journal
        run_before = journal.run
        started = datetime.now(UTC)
        wal = wal_position(connection)
        try:
            with attempts.clear_road(), connection.transaction():
                asked = time.monotonic()
                for node in lock_statements(segment, self.catalog):
                    connection.execute(node)
                locked = time.monotonic()
                entries = [
                    execute(connection, segment, step, node, attempt)
                    for step in segment.steps
                    for node in step.statements
                ]
                if _drops_record(segment):
                    journal.forget()
                last = entries[-1]
                last.held = locks_held(connection)
                last.lock_wait, last.lock_hold = locked - asked, time.monotonic() - locked
                last.wal_from = wal
                journal.write(connection, *entries)
        except ServerError as error:
            journal.run = run_before
            self._note_failure(segment, error, started, attempt)
            raise
        journal.commit()
        self.committed = True

    # Statement by statement

    def _alone(self, segment: Segment, step: Step, attempt: int) -> None:
        """Run each statement in its own transaction.

        A retry starts with the first statement, which records the intent and drops leftovers.
        """
        connection = self.connection
        for node in step.statements:
            self._pass()
            wal = wal_position(connection)
            started = datetime.now(UTC)
            try:
                with self.executor.interrupt.cancellable(connection), self.watch.alone(segment, connection):
                    entry = execute(connection, segment, step, node, attempt)
            except ServerError as error:
                self._note_failure(segment, error, started, attempt)
                if step.work is Work.COPY and _SLOTS in error.text:
                    raise _slot_taken(error) from error
                raise
            self.committed = True
            entry.wal_from = wal
            self.executor.journal.write(connection, entry)

    # Batches

    def _fill(self, segments: list[Segment]) -> None:
        """Fill the tables of these segments, in parallel when the plan has several workers."""
        self._pass()

        def retry(worker: Connection, segment: Segment) -> Retry[int]:
            attempts = self._attempts(worker, segment)

            def run(batch: Callable[[], int], most: int | None) -> int:
                rows = attempts.run(lambda attempt: batch(), most)
                self.committed = True
                return rows

            return run

        of = self.executor
        connect = partial(of.connect, self._session_name(segments[0]))
        pool = Pool(connect, of.limits.pace, self.watch, retry, of.reporter.progress)
        with self._telling(lambda: pool.at or segments[0], None):
            wal = wal_position(self.connection)
            for filled in pool.run(self.connection, segments, self._begun):
                self._finish(filled, wal)
                wal = wal_position(self.connection)

    def _finish(self, filled: Filled, wal: str) -> None:
        """Record that a table is filled, and write its duration into the journal."""
        connection, segment = self.connection, filled.segment
        (step,) = segment.steps
        shown = "; ".join(build.render(node) for node in step.statements[: -len(step.closing)])
        entry = Entry(segment.number, step.id, shown, filled.began, filled.seconds, predicted_locks(step))
        entry.rows, entry.wal_from = filled.rows, wal

        def finish(attempt: int) -> None:
            with connection.transaction():
                done = [execute(connection, segment, step, node, attempt) for node in step.closing]
                self.executor.journal.write(connection, entry, *done)

        self._attempts(connection, segment).run(finish)
        self.committed = True
        self._ended(segment, filled.seconds, filled.rows)

    # Failing

    @contextmanager
    def _telling(self, segment: Callable[[], Segment], attempts: Attempts | None) -> Iterator[None]:
        """Translate errors of the server into what they mean for the run.

        `segment` is called only when there is an error.
        """
        try:
            yield
        except LeaseLost:
            raise refusals.overtaken(self.outcome) from None
        except ServerError as error:
            if self.connection.lost:
                raise ConnectionLost(error.message, hint=AGAIN) from error
            raise self._failed(segment(), error, attempts) from error

    def _failed(self, segment: Segment, error: ServerError, attempts: Attempts | None) -> PlannerError:
        if isinstance(error, LockNotGot):
            why = attempts.why() if attempts is not None else error.said
            tried = f", {attempts.number} attempts" if attempts is not None else ""
            return refusals.no_lock(self.outcome, segment, why, tried, self.executor.limits.lock_deadline)
        if attempts is None:  # An attempt writes its own failure.
            self._note_failure(segment, error, datetime.now(UTC), 1)
        return refusals.failed(self.outcome, segment, error)

    def _note_failure(self, segment: Segment, error: ServerError, started: datetime, attempt: int) -> None:
        """Write the failure into the journal, if there is one. A failure to do so must not hide the first failure."""
        if self.connection.lost:
            return
        entry = Entry(segment.number, segment.steps[0].id, "", started, 0.0, attempt=attempt, error=error.text)
        try:
            self.executor.journal.write(self.connection, entry)
        except DatabaseError:
            self.executor.reporter.note("the failure could not be written to the journal")


_SLOTS = "citus_shard_split_slot"
"""The beginning of the names that Citus gives the slots of a copy. The SQLSTATE depends on the node that met the slot."""


def _slot_taken(error: ServerError) -> LockNotGot:
    """Return the error of a copy whose replication slot is taken, as one that waits for its end.

    Citus names the slots by a number that counts in each database alone, and a server has one name space for all.
    """
    return LockNotGot(f"another database of this server distributes a table: {error.said}", state=error.state)


def _drops_record(segment: Segment) -> bool:
    return any(step.relation == OWNED and step.id.startswith("rollback.") for step in segment.steps)
