"""Run several workers, each on its own connection.

They fill parts of one table, and tables whose parents are filled.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from planner.execution.backfill.cursors import Part, parts
from planner.execution.backfill.fill import Gate, Retry, Worker
from planner.execution.backfill.newcomers import Newcomers
from planner.execution.backfill.pace import Pace
from planner.execution.connection import Connection
from planner.execution.session import application_path, as_application
from planner.names import QName
from planner.operations.guard_sql import BACKFILL_SETTINGS
from planner.rows.batches import Batches
from planner.steps.step import Segment

Progress = Callable[[QName, int, float], None]
"""Arguments: the relation, the rows filled so far, and the fraction of its pages that is done."""


class Stopped(Exception):
    """Another worker has failed, so this worker stops at the next batch."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A table that is filled. Rows and seconds count this run only; an earlier, interrupted run counted its own."""

    segment: Segment
    rows: int
    began: datetime
    seconds: float


@dataclass(slots=True)
class _Table:
    """A table that is being filled: first its parts, then its sweep."""

    segment: Segment
    batches: tuple[Batches, ...]
    parts: list[Part]
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: float = field(default_factory=time.monotonic)
    running: int = 0
    rows: int = 0
    swept: bool = False


class Pool:
    """The workers of one backfill. When a worker raises, the pool stops all workers and raises the same error."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        pace: Pace,
        gate: Gate,
        retry: Callable[[Connection, Segment], Retry[int]],
        progress: Progress,
    ) -> None:
        self._connect = connect
        self._pace = pace
        self._gate = gate
        self._retry = retry
        self._progress = progress
        self._local = threading.local()
        self._connections: list[Connection] = []
        self._stop = threading.Event()
        self._newcomers = Newcomers()
        self.at: Segment | None = None
        """The segment whose table was handled last; an error is about this table."""

    def run(
        self, connection: Connection, segments: Sequence[Segment], begun: Callable[[Segment], None]
    ) -> Iterator[Filled]:
        """Fill the tables of these segments, parents first. `connection` reads the cursors and records new ones.

        Yield a table when its last row is filled. Its children begin after the caller has taken it.
        """
        waiting = list(segments)
        running: dict[Future[int], _Table] = {}
        with ThreadPoolExecutor(self._pace.workers, "backfill") as executor:
            try:
                while waiting or running:
                    for segment in self._ready(waiting, running):
                        if len(running) >= self._pace.workers:  # A table is begun when a worker is free for it.
                            break
                        waiting.remove(segment)
                        begun(segment)
                        self.at = segment
                        self._begin(executor, connection, segment, running)
                    ended, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                    for future in ended:
                        table = running.pop(future)
                        self.at = table.segment
                        table.rows += future.result()
                        table.running -= 1
                        if table.running:
                            continue
                        if not table.swept:
                            table.swept = True
                            self._submit(executor, running, table, partial(_sweep, tables=table.batches))
                        else:
                            yield Filled(table.segment, table.rows, table.began, time.monotonic() - table.started)
            finally:
                self._stop.set()
                executor.shutdown(wait=True, cancel_futures=True)
                for other in self._connections:
                    other.close()

    @staticmethod
    def _ready(waiting: list[Segment], running: dict[Future[int], _Table]) -> list[Segment]:
        """Return the segments whose parents are neither waiting nor being filled.

        The tables of a cycle keep their order.
        """
        unfinished = {relation for segment in waiting for relation in _filled(segment)}
        unfinished |= {relation for table in running.values() for relation in _filled(table.segment)}
        free = []
        for segment in waiting:
            parents = {relation for step in segment.steps for relation in step.after} - _filled(segment)
            if not parents & unfinished:
                free.append(segment)
        return free or ([] if running else waiting[:1])

    def _begin(
        self,
        executor: ThreadPoolExecutor,
        connection: Connection,
        segment: Segment,
        running: dict[Future[int], _Table],
    ) -> None:
        batches = segment.steps[0].batches
        found: list[Part] = []

        def read() -> int:  # Reading the size takes a lock too, so ACCESS EXCLUSIVE delays it.
            found[:] = [part for one in batches for part in parts(connection, one, self._pace.workers)]
            return len(found)

        self._retry(connection, segment)(read, None)
        table = _Table(segment, batches, found)
        open_parts = [part for part in table.parts if part.next < part.end]
        for part in open_parts:
            self._submit(executor, running, table, partial(_fill, part=part))
        if not open_parts:
            table.swept = True
            self._submit(executor, running, table, partial(_sweep, tables=batches))

    def _submit(
        self,
        executor: ThreadPoolExecutor,
        running: dict[Future[int], _Table],
        table: _Table,
        work: Callable[[Worker], int],
    ) -> None:
        table.running += 1
        running[executor.submit(self._work, table, work)] = table

    def _work(self, table: _Table, work: Callable[[Worker], int]) -> int:
        if self._stop.is_set():
            raise Stopped
        connection = self._own_connection()
        worker = Worker(
            connection,
            self._pace,
            _Stoppable(self._gate, self._stop),
            self._retry(connection, table.segment),
            lambda part: self._tell(table),
            self._local.application_path,
            self._newcomers,
        )
        return work(worker)

    def _own_connection(self) -> Connection:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            for name, value in BACKFILL_SETTINGS.items():
                connection.set(name, value)
            self._local.application_path = application_path(connection)
            as_application(connection)
            # A batch and its cursor are one transaction: what a crash of the server takes away is done again. That the
            # table is filled is put on record by the main session, which waits for its commits.
            connection.set("synchronous_commit", "off")
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    def _tell(self, table: _Table) -> None:
        done = sum(part.next - part.first for part in table.parts)
        of = sum(part.end - part.first for part in table.parts)
        self._progress(table.segment.relation, sum(part.filled for part in table.parts), done / of if of else 1.0)


def _filled(segment: Segment) -> set[QName]:
    """Return the tables that a segment fills."""
    return {batches.relation for step in segment.steps for batches in step.batches}


def _fill(worker: Worker, part: Part) -> int:
    return worker.fill(part)


def _sweep(worker: Worker, tables: Sequence[Batches]) -> int:
    return worker.sweep(tables)


@dataclass(frozen=True, slots=True)
class _Stoppable:
    """The gate, which closes when another worker has failed."""

    gate: Gate
    stop: threading.Event

    def pass_through(self, leaf: QName) -> None:
        if self.stop.is_set():
            raise Stopped
        self.gate.pass_through(leaf)

    def note(self, text: str) -> None:
        self.gate.note(text)
