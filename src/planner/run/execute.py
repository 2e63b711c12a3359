"""Runs segments, each with its own rules: one transaction, single statements, or batches; with retries and a journal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import psycopg
from psycopg import errors
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from planner.catalog.model import Catalog
from planner.errors import Blocked, PlannerError, Unfinished
from planner.operations.conditions import OWNED
from planner.operations.locks import lock_statements
from planner.operations.step import Mode, Segment, Step
from planner.run.backfill import BackfillRun, Pace, other_lock_timeout
from planner.run.blockers import blockers, describe, oldest_transactions
from planner.run.events import Reporter
from planner.run.interrupt import Interrupt
from planner.run.journal import Entry, Journal
from planner.run.session import Connection, explained
from planner.sql import build

RETRIED = (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure)
"""55P03, 40P01, 40001: worth another attempt of the whole segment; nothing else is."""

T = TypeVar("T")


class ConnectionLost(Exception):
    """The server went away; what is left to do is read from the catalog anew."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, from `execution:` of the plan."""

    lock_timeout: float
    lock_deadline: float
    pace: Pace


class Executor:
    """One run. `committed` says whether anything has been changed for good, `segments` how many were finished."""

    def __init__(self, limits: Limits, journal: Journal, reporter: Reporter, interrupt: Interrupt) -> None:
        self.limits = limits
        self.journal = journal
        self.reporter = reporter
        self.interrupt = interrupt
        self.committed = False
        self.segments = 0

    def run(self, connection: Connection, segments: Iterable[Segment], catalog: Catalog, of: int) -> None:
        """Raises Unfinished, Interrupted, ConnectionLost or DatabaseError; what was committed stays."""
        for segment in segments:
            self.interrupt.check()
            self.reporter.segment_started(segment, of)
            started = time.monotonic()
            try:
                rows = self._segment(connection, segment, catalog)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if connection.closed or connection.broken:
                    raise ConnectionLost(str(error)) from error
                raise self._failed(connection, segment, error) from error
            except psycopg.Error as error:
                raise self._failed(connection, segment, error) from error
            self.segments += 1
            self.reporter.segment_finished(segment, time.monotonic() - started, rows)

    def _segment(self, connection: Connection, segment: Segment, catalog: Catalog) -> int | None:
        match segment.mode:
            case Mode.TRANSACTION:
                self._retry(connection, segment, partial(self._transaction, connection, segment, catalog))
                return None
            case Mode.ALONE:
                # CONCURRENTLY and VALIDATE wait for SHARE UPDATE EXCLUSIVE and for old transactions: reads and writes do
                # not queue behind that, and a short limit would only leave an INVALID index.
                with other_lock_timeout(connection, self.limits.lock_deadline, self.limits.lock_timeout):
                    for step in segment.steps:
                        self._retry(connection, segment, partial(self._alone, connection, segment, step))
                return None
            case Mode.BATCHES:
                return sum(self._batches(connection, segment, step) for step in segment.steps)

    # One transaction

    def _transaction(self, connection: Connection, segment: Segment, catalog: Catalog, attempt: int) -> None:
        run_before = self.journal.run
        started = datetime.now(UTC)
        try:
            with connection.transaction():
                waited = self._lock(connection, segment, catalog)
                entries = [
                    self._execute(connection, segment, step, node, attempt, waited)
                    for step in segment.steps
                    for node in step.statements
                ]
                if self._drops_record(segment):
                    self.journal.closed = True
                self.journal.write(connection, *entries)
        except psycopg.Error as error:
            self.journal.run = run_before
            self._note_failure(
                connection,
                Entry(segment.number, segment.steps[0].id, "", started, 0.0, attempt=attempt, error=str(error)),
            )
            raise
        self.committed = True

    def _lock(self, connection: Connection, segment: Segment, catalog: Catalog) -> float:
        started = time.monotonic()
        for node in lock_statements(segment, catalog):
            connection.execute(build.render(node).encode())
        return time.monotonic() - started

    @staticmethod
    def _drops_record(segment: Segment) -> bool:
        return any(step.relation == OWNED and step.id.startswith("rollback.") for step in segment.steps)

    def _execute(
        self,
        connection: Connection,
        segment: Segment,
        step: Step,
        node: build.Statement,
        attempt: int,
        waited: float | None = None,
    ) -> Entry:
        text = build.render(node)
        started, clock = datetime.now(UTC), time.monotonic()
        cursor = connection.execute(text.encode())
        rows = cursor.rowcount if cursor.rowcount >= 0 else None
        return Entry(segment.number, step.id, text, started, time.monotonic() - clock, waited, rows, attempt)

    # Statement by statement

    def _alone(self, connection: Connection, segment: Segment, step: Step, attempt: int) -> None:
        """Every statement is its own transaction. A retry begins with the first: it records the intent and drops leftovers."""
        for node in step.statements:
            self.interrupt.check()
            with self.interrupt.cancellable(connection):
                entry = self._execute(connection, segment, step, node, attempt)
            self.committed = True
            self.journal.write(connection, entry)

    # Batches

    def _batches(self, connection: Connection, segment: Segment, step: Step) -> int:
        assert step.batches is not None
        relation = step.batches.relation

        def retry(batch: Callable[[], int]) -> int:
            rows = self._retry(connection, segment, lambda attempt: batch())
            self.committed = True
            return rows

        started, clock = datetime.now(UTC), time.monotonic()
        run = BackfillRun(
            connection,
            step.batches,
            self.limits.pace,
            self.interrupt,
            lambda filled, fraction: self.reporter.progress(relation, filled, fraction),
            retry,
        )
        rows = run.run()
        shown = "; ".join(build.render(node) for node in step.statements[:-1])
        entry = Entry(segment.number, step.id, shown, started, time.monotonic() - clock, rows=rows)

        def finish(attempt: int) -> None:
            with connection.transaction():
                done = self._execute(connection, segment, step, step.statements[-1], attempt)
                self.journal.write(connection, entry, done)

        self._retry(connection, segment, finish)
        self.committed = True
        return rows

    # Trying again

    def _retry(self, connection: Connection, segment: Segment, action: Callable[[int], T]) -> T:
        """Back-off with jitter, until lock_deadline; who is in the way is told with each attempt."""

        def tell(state: RetryCallState) -> None:
            self.interrupt.check()
            self.reporter.waiting(segment, self._why(connection, segment, state), state.attempt_number)

        retrying = Retrying(
            retry=retry_if_exception_type(RETRIED),
            wait=wait_random_exponential(multiplier=0.1, max=5.0),
            stop=stop_after_delay(self.limits.lock_deadline),
            before_sleep=tell,
            sleep=self._sleep,
            reraise=True,
        )
        number = 0
        try:
            for attempt in retrying:
                number = attempt.retry_state.attempt_number
                with attempt:
                    return action(number)
        except RETRIED as error:
            why = self._blocked_by(connection, segment)
            refusal = Unfinished if self.committed else Blocked
            raise refusal(
                f"{segment.what} did not get its lock within lock_deadline ({self.limits.lock_deadline:g} s, {number} attempts): {why}"
                + ("" if self.committed else "; nothing was changed"),
                hint="end the session that holds it (SELECT pg_terminate_backend(pid)) or wait, then run the same command again",
            ) from error
        raise AssertionError("unreachable: reraise is set")

    def _sleep(self, seconds: float) -> None:
        """In slices, so that Ctrl-C is heard."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.interrupt.check()
            time.sleep(min(left, 0.1))

    def _why(self, connection: Connection, segment: Segment, state: RetryCallState) -> str:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, errors.LockNotAvailable):
            return self._blocked_by(connection, segment)
        return str(error).splitlines()[0] if error else ""

    @staticmethod
    def _blocked_by(connection: Connection, segment: Segment) -> str:
        if segment.mode is Mode.BATCHES:
            return "another transaction has locked a row"
        locks = list(segment.locks())
        found = blockers(connection, locks)
        if not found and segment.mode is Mode.ALONE:
            found = oldest_transactions(connection)
        return describe(found, locks)

    # Failing

    def _failed(self, connection: Connection, segment: Segment, error: psycopg.Error) -> PlannerError:
        self._note_failure(
            connection, Entry(segment.number, segment.steps[0].id, "", datetime.now(UTC), 0.0, error=str(error))
        )
        known = explained(error)
        message = f"{segment.phase} {segment.what}: {known.message}"
        hint = known.hint
        if isinstance(error, (errors.NotNullViolation, errors.CheckViolation)):
            hint = "rows without a tenant have come in: run the same command again, it fills them first; planner verify names them"
        if self.committed:
            return Unfinished(
                message, hint=hint or "what is committed stays; mend the cause and run the same command again"
            )
        known.message = message
        return known

    def _note_failure(self, connection: Connection, entry: Entry) -> None:
        """Into the journal, if there is one to write to; a failure to do so must not hide the first one."""
        if connection.closed or connection.broken:
            return
        try:
            self.journal.write(connection, entry)
        except psycopg.Error:
            self.reporter.note("the failure could not be written to the journal")
