"""Staging beside the insertion: other sessions load the next tables while one inserts those that are staged."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from planner.execution.connection import Connection
from planner.execution.failures import LockNotGot
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Entry as JournalEntry
from planner.execution.outcome import Outcome
from planner.names import QName
from planner.tenants.sessions import Sessions, together
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
    with ExitStack() as stack:
        sessions = stack.enter_context(together([stack.enter_context(opened()) for opened in run.sessions]))
        lanes = _Lanes(interrupt)

        def load(staged: Staged) -> Callable[[Connection], None]:
            return lambda session: _stage(run, session, staged, interrupt, sessions)

        def check(staged: Staged) -> Callable[[Connection], None]:
            def work(session: Connection) -> None:
                for one in lanes.staged.values():
                    one.result()
                _check(run, session, staged, by_name)

            return work

        lanes.staged = {staged.part.relation: sessions.submit(load(staged)) for staged in tables}
        lanes.checked = [sessions.submit(check(staged)) for staged in tables if staged.part.relation in run.quiet]
        yield lanes


_WRITING = threading.Lock()

_PATIENCE = 10.0
"""Seconds that a session of an earlier run, which was killed, gets to end."""


def _stage(
    run: Import, session: Connection, staged: Staged, interrupt: Interrupt, others: Sessions | None = None
) -> None:
    """Stage one table, with its line in the journal."""

    def check() -> None:
        interrupt.check()
        if others is not None:
            others.check()

    started = datetime.now(UTC)
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            loaded = stage(session, run.export, staged, run.manifest.tenant, check)
            break
        except LockNotGot:
            check()
            if time.monotonic() >= until:
                raise
            time.sleep(0.1)
    if not loaded:
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
