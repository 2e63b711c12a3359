"""Runs segments, each with its own rules: one transaction, single statements, or batches; with retries and a journal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import takewhile

import psycopg
from psycopg import errors

from planner.catalog.codes import RELATION_KINDS
from planner.catalog.model import Catalog
from planner.errors import Blocked, PlannerError, Unfinished
from planner.execution.backfill.fill import Retry
from planner.execution.backfill.pace import Pace
from planner.execution.backfill.pool import Filled, Pool
from planner.execution.events import Reporter
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Entry, Journal
from planner.execution.retry import RETRIED, Attempts, other_lock_timeout
from planner.execution.session import Connection, explained, set_config
from planner.execution.watch.watch import LeaseLost, Watch
from planner.sql import build
from planner.steps.conditions import OWNED
from planner.steps.locks import lock_statements
from planner.steps.step import Mode, Segment, Step
from planner.target.phase import Phase


class ConnectionLost(Exception):
    """The server went away; what is left to do is read from the catalog anew."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, from `execution:` of the plan."""

    lock_timeout: float
    lock_deadline: float
    pace: Pace


class Executor:
    """One run. `committed` says whether anything has been changed for good, `segments` how many were finished.

    `connect` opens a worker's connection; its argument is what the session is called.
    """

    def __init__(
        self,
        limits: Limits,
        journal: Journal,
        reporter: Reporter,
        interrupt: Interrupt,
        connect: Callable[[str], Connection],
    ) -> None:
        self.limits = limits
        self.journal = journal
        self.reporter = reporter
        self.interrupt = interrupt
        self.connect = connect
        self.committed = False
        self.segments = 0

    def run(
        self,
        connection: Connection,
        segments: Sequence[Segment],
        catalog: Catalog,
        watch: Watch,
        before_tighten: Callable[[], None] | None = None,
    ) -> None:
        """Raises Unfinished, Interrupted, ConnectionLost or DatabaseError; what was committed stays.

        `before_tighten` is asked once, before the first segment of that phase; what it raises ends the run.
        """
        of = len(segments)
        left = list(segments)
        while left:
            side_by_side = list(takewhile(lambda segment: segment.mode is Mode.BATCHES, left))
            if side_by_side:
                self._fill(connection, side_by_side, of, watch)
                del left[: len(side_by_side)]
            else:
                if left[0].phase is Phase.TIGHTEN and before_tighten is not None:
                    before_tighten()
                    before_tighten = None
                self._one(connection, left.pop(0), catalog, of, watch)

    def _one(self, connection: Connection, segment: Segment, catalog: Catalog, of: int, watch: Watch) -> None:
        self._pass(watch)
        self._begun(connection, segment, of, watch)
        started = time.monotonic()
        attempts = self._attempts(connection, segment, watch)
        with _failing(self, connection, lambda: segment, attempts):
            if segment.mode is Mode.TRANSACTION:
                attempts.run(partial(self._transaction, connection, segment, catalog, attempts))
            else:
                # CONCURRENTLY and VALIDATE wait for SHARE UPDATE EXCLUSIVE and for old transactions: reads and writes do
                # not queue behind that, and a short limit would only leave an INVALID index.
                with other_lock_timeout(connection, self.limits.lock_deadline, self.limits.lock_timeout):
                    for step in segment.steps:
                        attempts.run(partial(self._alone, connection, segment, step, watch))
        self._ended(segment, time.monotonic() - started, None)

    def _pass(self, watch: Watch) -> None:
        try:
            watch.pass_through()
        except LeaseLost:
            raise self._overtaken() from None

    def _overtaken(self) -> PlannerError:
        message = "another planner has taken the lease of this database: this one stops"
        refusal = Unfinished if self.committed else Blocked
        return refusal(message, hint="planner status shows who is at work")

    def _begun(self, connection: Connection, segment: Segment, of: int, watch: Watch) -> None:
        watch.step = segment.steps[0].id
        watch.lease.run = self.journal.run
        with _failing(self, connection, lambda: segment, None):
            set_config(connection, "application_name", self.session_name(segment))
        self.reporter.segment_started(segment, of)

    def session_name(self, segment: Segment) -> str:
        """`planner run 7 tighten.not_null.public.messages`: what pg_stat_activity shows, cut to 63 bytes by the server."""
        run = f"run {self.journal.run} " if self.journal.run is not None else ""
        return f"planner {run}{segment.steps[0].id}"

    def _ended(self, segment: Segment, seconds: float, rows: int | None) -> None:
        self.segments += 1
        self.reporter.segment_finished(segment, seconds, rows)

    def _attempts(self, connection: Connection, segment: Segment, watch: Watch) -> Attempts:
        limits = self.limits
        return Attempts(
            connection, segment, limits.lock_timeout, limits.lock_deadline, self.interrupt, self.reporter, watch
        )

    # One transaction

    def _transaction(
        self, connection: Connection, segment: Segment, catalog: Catalog, attempts: Attempts, attempt: int
    ) -> None:
        run_before = self.journal.run
        started = datetime.now(UTC)
        wal = _wal(connection)
        try:
            with attempts.clear_road(), connection.transaction():
                asked = time.monotonic()
                for node in lock_statements(segment, catalog):
                    connection.execute(build.render(node).encode())
                locked = time.monotonic()
                entries = [
                    self._execute(connection, segment, step, node, attempt)
                    for step in segment.steps
                    for node in step.statements
                ]
                if self._drops_record(segment):
                    self.journal.closed = True
                last = entries[-1]
                last.held = _locks_held(connection)
                last.lock_wait, last.lock_hold = locked - asked, time.monotonic() - locked
                last.wal_from = wal
                self.journal.write(connection, *entries)
        except psycopg.Error as error:
            self.journal.run = run_before
            self.note_failure(
                connection,
                Entry(segment.number, segment.steps[0].id, "", started, 0.0, attempt=attempt, error=str(error)),
            )
            raise
        self.committed = True

    @staticmethod
    def _drops_record(segment: Segment) -> bool:
        return any(step.relation == OWNED and step.id.startswith("rollback.") for step in segment.steps)

    def _execute(
        self, connection: Connection, segment: Segment, step: Step, node: build.Statement, attempt: int
    ) -> Entry:
        text = build.render(node)
        started, clock = datetime.now(UTC), time.monotonic()
        cursor = connection.execute(text.encode())
        rows = cursor.rowcount if cursor.rowcount >= 0 else None
        predicted = ", ".join(f"{lock.mode.value} on {lock.relation}" for lock in step.locks) or None
        seconds = time.monotonic() - clock
        return Entry(segment.number, step.id, text, started, seconds, predicted, rows=rows, attempt=attempt)

    # Statement by statement

    def _alone(self, connection: Connection, segment: Segment, step: Step, watch: Watch, attempt: int) -> None:
        """Every statement is its own transaction. A retry begins with the first: it records the intent and drops leftovers."""
        for node in step.statements:
            self._pass(watch)
            wal = _wal(connection)
            with self.interrupt.cancellable(connection), watch.alone(segment, connection):
                entry = self._execute(connection, segment, step, node, attempt)
            self.committed = True
            entry.wal_from = wal
            self.journal.write(connection, entry)

    # Batches

    def _fill(self, connection: Connection, segments: list[Segment], of: int, watch: Watch) -> None:
        """The tables of these segments, side by side where the plan has several workers."""
        self._pass(watch)

        def retry(worker: Connection, segment: Segment) -> Retry[int]:
            attempts = self._attempts(worker, segment, watch)

            def run(batch: Callable[[], int], most: int | None) -> int:
                rows = attempts.run(lambda attempt: batch(), most)
                self.committed = True
                return rows

            return run

        connect = partial(self.connect, self.session_name(segments[0]))
        pool = Pool(connect, self.limits.pace, watch, retry, self.reporter.progress)
        with _failing(self, connection, lambda: pool.at or segments[0], None):
            wal = _wal(connection)
            for filled in pool.run(connection, segments, partial(self._begun, connection, of=of, watch=watch)):
                self._finish(connection, filled, wal, watch)
                wal = _wal(connection)

    def _finish(self, connection: Connection, filled: Filled, wal: str, watch: Watch) -> None:
        """Put on record that a table is filled, and in the journal what it took."""
        segment = filled.segment
        (step,) = segment.steps
        shown = "; ".join(build.render(node) for node in step.statements[: -len(step.closing)])
        predicted = ", ".join(f"{lock.mode.value} on {lock.relation}" for lock in step.locks)
        entry = Entry(
            segment.number, step.id, shown, filled.began, filled.seconds, predicted, rows=filled.rows, wal_from=wal
        )

        def finish(attempt: int) -> None:
            with connection.transaction():
                done = [self._execute(connection, segment, step, node, attempt) for node in step.closing]
                self.journal.write(connection, entry, *done)

        self._attempts(connection, segment, watch).run(finish)
        self.committed = True
        self._ended(segment, filled.seconds, filled.rows)

    # Failing

    def failed(
        self, connection: Connection, segment: Segment, error: psycopg.Error, attempts: Attempts | None
    ) -> PlannerError:
        """What a failed segment means to the user."""
        if isinstance(error, RETRIED):
            return self._no_lock(segment, error, attempts)
        self.note_failure(
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

    def _no_lock(self, segment: Segment, error: psycopg.Error, attempts: Attempts | None) -> PlannerError:
        why = attempts.why() if attempts is not None else str(error).splitlines()[0]
        tried = f", {attempts.number} attempts" if attempts is not None else ""
        refusal = Unfinished if self.committed else Blocked
        return refusal(
            f"{segment.what} did not get its lock within lock_deadline ({self.limits.lock_deadline:g} s{tried}): {why}"
            + ("" if self.committed else "; nothing was changed"),
            hint="end the session that holds it (SELECT pg_terminate_backend(pid)) or wait, then run the same command again",
        )

    def note_failure(self, connection: Connection, entry: Entry) -> None:
        """Into the journal, if there is one to write to; a failure to do so must not hide the first one."""
        if connection.closed or connection.broken:
            return
        try:
            self.journal.write(connection, entry)
        except psycopg.Error:
            self.reporter.note("the failure could not be written to the journal")


@contextmanager
def _failing(
    executor: Executor, connection: Connection, segment: Callable[[], Segment], attempts: Attempts | None
) -> Iterator[None]:
    """Errors of the driver become what they mean to a run; `segment` is asked once there is one."""
    try:
        yield
    except LeaseLost:
        raise executor._overtaken() from None
    except psycopg.Error as error:
        if lost(error) or connection.closed or connection.broken:
            raise ConnectionLost(str(error)) from error
        raise executor.failed(connection, segment(), error, attempts) from error


def lost(error: psycopg.Error) -> bool:
    """Whether a connection went away with this error: class 08 and 57P, or no SQLSTATE at all."""
    if not isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    state = error.sqlstate
    return state is None or state.startswith(("08", "57P"))


def _wal(connection: Connection) -> str:
    row = connection.execute("SELECT pg_catalog.pg_current_wal_insert_lsn()::text").fetchone()
    assert row is not None
    return str(row[0])


_HELD = """
SELECT pg_catalog.string_agg(pg_catalog.format('%%s on %%s.%%s', held.mode, n.nspname, c.relname), ', ' ORDER BY 1)
FROM (
  SELECT DISTINCT l.relation, l.mode FROM pg_catalog.pg_locks AS l
  WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.locktype = 'relation'
    AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
) AS held
JOIN pg_catalog.pg_class AS c ON c.oid = held.relation AND c.relkind::text = ANY (%(kinds)s)
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'planner')
"""


def _locks_held(connection: Connection) -> str | None:
    """The locks of this transaction behind which others queue."""
    row = connection.execute(_HELD.encode(), {"kinds": RELATION_KINDS.letters}).fetchone()
    return str(row[0]) if row and row[0] is not None else None
