"""Staging beside the insertion: other sessions load the next tables while one inserts those that are staged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol

from planner.errors import DatabaseError
from planner.execution.connection import Connection
from planner.execution.interrupt import Interrupt, Interrupted
from planner.execution.journal import Entry as JournalEntry
from planner.execution.outcome import Outcome
from planner.names import QName
from planner.tenants.silence import refuse_loose
from planner.tenants.staging import Staged, stage

if TYPE_CHECKING:
    from planner.tenants.load import Import


class Ready(Protocol):
    """What is staged by now."""

    def wait(self, staged: Staged) -> None: ...

    def whole(self) -> None: ...


class _All:
    """Everything is staged and checked."""

    def wait(self, staged: Staged) -> None:
        """Do nothing."""

    def whole(self) -> None:
        """Do nothing."""


@dataclass(slots=True)
class _Lanes:
    """Tables that are being staged, and then checked, in other sessions."""

    interrupt: Interrupt
    staged: dict[QName, Future[None]] = field(default_factory=dict)
    checked: list[Future[None]] = field(default_factory=list)

    def wait(self, staged: Staged) -> None:
        """Wait until a table is staged. Raise what has stopped it."""
        self.interrupt.check()
        self.staged[staged.part.relation].result()

    def whole(self) -> None:
        """Wait until all staged rows are known to point to staged rows. Raise Blocked when one does not."""
        for future in self.checked:
            future.result()


@contextmanager
def staging(run: Import, tables: list[Staged], interrupt: Interrupt) -> Iterator[Ready]:
    """Stage all tables, before or during the block: during it when the run has further sessions."""
    by_name = {staged.part.relation: staged for staged in tables}
    if not run.sessions:
        for staged in tables:
            interrupt.check()
            _stage(run, run.connection, staged, interrupt)
        for staged in tables:
            interrupt.check()
            with interrupt.cancellable(run.connection):
                _check(run, run.connection, staged, by_name)
        yield _All()
        return
    run.journal.begin(run.connection)
    stopped = threading.Event()
    with ExitStack() as stack:
        sessions = [stack.enter_context(opened()) for opened in run.sessions]
        free: SimpleQueue[Connection] = SimpleQueue()
        for session in sessions:
            free.put(session)
        pool = stack.enter_context(ThreadPoolExecutor(len(sessions)))
        lanes = _Lanes(interrupt)

        def in_turn(work: _Work, staged: Staged) -> None:
            session = free.get()
            try:
                if stopped.is_set():
                    raise Interrupted
                work(session, staged)
            finally:
                free.put(session)

        def load(session: Connection, staged: Staged) -> None:
            _stage(run, session, staged, interrupt, stopped)

        def check(session: Connection, staged: Staged) -> None:
            for one in lanes.staged.values():
                one.result()
            _check(run, session, staged, by_name)

        lanes.staged = {staged.part.relation: pool.submit(in_turn, load, staged) for staged in tables}
        lanes.checked = [pool.submit(in_turn, check, staged) for staged in tables if staged.part.relation in run.quiet]
        try:
            yield lanes
        except BaseException:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            for session in sessions:
                with suppress(DatabaseError):
                    session.cancel()
            raise


class _Work(Protocol):
    def __call__(self, session: Connection, staged: Staged, /) -> None: ...


_NEVER = threading.Event()
_WRITING = threading.Lock()


def _stage(
    run: Import, session: Connection, staged: Staged, interrupt: Interrupt, stopped: threading.Event = _NEVER
) -> None:
    """Stage one table, with its line in the journal."""

    def check() -> None:
        interrupt.check()
        if stopped.is_set():
            raise Interrupted

    started = datetime.now(UTC)
    if not stage(session, run.export, staged, run.manifest.tenant, check):
        run.tell(f"{staged.entry.relation}: staged by an earlier run")
        run.outcome = Outcome(committed=True)
        return
    run.outcome = Outcome(committed=True)
    seconds = (datetime.now(UTC) - started).total_seconds()
    step = f"tenant.import.{staged.entry.relation}"
    with _WRITING:
        run.journal.write(session, JournalEntry(1, step, "COPY", started, seconds, rows=staged.entry.rows))
    run.tell(f"{staged.entry.relation}: {staged.entry.rows} rows staged")


def _check(run: Import, session: Connection, staged: Staged, by_name: dict[QName, Staged]) -> None:
    if staged.part.relation in run.quiet:
        refuse_loose(session, run.closed, staged, by_name)
