"""Watch a run in a thread with its own connection: the heartbeat, requests to pause, and the limits.

The run's workers ask the watch between two transactions. They wait there, never inside a transaction.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from planner.errors import PlannerError
from planner.execution.blockers import ahead_of, describe
from planner.execution.connection import Connection
from planner.execution.events import Reporter
from planner.execution.interrupt import Interrupt
from planner.execution.watch.lease import Doing, Lease, Lost
from planner.execution.watch.limits import Exceeded, Limit
from planner.names import QName
from planner.steps.step import Segment

EVERY = 1.0
"""Seconds between two looks."""

SHORTEST_DELAY = 0.02
LONGEST_DELAY = 2.0
"""The longest delay after a batch, in seconds, while a limit asks to do less.

Each look doubles the delay while the limit is exceeded, and halves it when the limit holds again.
"""

TELL_AFTER = 3
"""The number of looks in a row at which CONCURRENTLY or VALIDATE waits before the watch says what it waits for."""

RECENT = 5.0
"""Seconds after its last batch during which a table counts as being filled."""


class LeaseLost(Exception):
    """Somebody else has taken the lease, so this run must stop."""


@dataclass(slots=True)
class _Verdict:
    """The result of the last look."""

    hold: str | None = None
    slow: str | None = None
    delay: float = 0.0
    paused_by: str | None = None
    lost: bool = False


@dataclass(slots=True)
class Watch:
    """The watch over one run.

    The run reports its progress to the watch, which shows the progress to other terminals.
    """

    connect: Callable[[], Connection]
    lease: Lease
    limits: Sequence[Limit]
    interrupt: Interrupt
    reporter: Reporter
    _step: str | None = None
    _waiting: str | None = None
    """Who holds the lock that the run waits for; None when the run does not wait."""
    _alone: tuple[Segment, int] | None = None
    """The segment whose single statement may wait for long, and the pid of its session."""
    _held_up: int = 0
    """The number of looks in a row at which this statement has waited."""
    _verdict: _Verdict = field(default_factory=_Verdict)
    _filling: dict[QName, float] = field(default_factory=dict)
    _told: str | None = None
    _ended: threading.Event = field(default_factory=threading.Event)
    _telling: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Look once, then every second until the end; then release the lease.

        Raise DatabaseError when no connection can be made.
        """
        connection = self.connect()
        try:
            self._look(connection)
        except BaseException:
            connection.close()
            raise
        thread = threading.Thread(target=self._run, args=(connection,), name="watch", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join(timeout=10)

    def pass_through(self, leaf: QName | None = None) -> None:
        """Return when the next transaction may begin. Called between two transactions.

        Raise Interrupted or LeaseLost.
        """
        if leaf is not None:
            self._filling[leaf] = time.monotonic()
        while True:
            self.interrupt.check()
            verdict = self._verdict
            if verdict.lost:
                raise LeaseLost
            why = self._why(verdict)
            self._tell(why)
            if verdict.paused_by is None and verdict.hold is None:
                break
            if leaf is not None:
                self._filling[leaf] = time.monotonic()
            time.sleep(0.1)
        if leaf is not None and verdict.delay:
            self.interrupt.sleep(verdict.delay)

    def begin(self, step: str, run: int | None) -> None:
        """Note the step that the run is at, and `run`, its number in the journal if it has one."""
        self._step = step
        self.lease.run = run

    def wait_for(self, who: str | None) -> None:
        """Note who holds the lock that the run waits for; None when the run no longer waits."""
        self._waiting = who

    @contextmanager
    def alone(self, segment: Segment, connection: Connection) -> Iterator[None]:
        """Watch CONCURRENTLY or VALIDATE while they run.

        The watch reports what they wait for, since their session can't.
        """
        self._alone, self._held_up = (segment, connection.pid), 0
        try:
            yield
        finally:
            self._alone = None

    def note(self, text: str) -> None:
        self.reporter.note(text)

    @staticmethod
    def _why(verdict: _Verdict) -> str | None:
        if verdict.paused_by is not None:
            return f"paused by {verdict.paused_by}: planner resume goes on"
        if verdict.hold is not None:
            return f"held back: {verdict.hold}"
        return f"slowed down: {verdict.slow}" if verdict.slow is not None else None

    def _tell(self, why: str | None) -> None:
        """Report the reason once, when the kind of reason changes. The numbers in a reason change all the time."""
        kind = why.split(":")[0] if why else None
        with self._telling:
            if kind == self._told:
                return
            self._told = kind
        self.reporter.note(why or "going on")

    # The thread

    def _run(self, connection: Connection) -> None:
        while not self._ended.wait(EVERY):
            try:
                if connection.lost:
                    connection.close()
                    connection = self.connect()
                self._look(connection)
            except PlannerError:
                continue  # The run itself notices a lost server and reports it.
        self.lease.release(connection)
        connection.close()

    def _look(self, connection: Connection) -> None:
        self._look_ahead(connection)
        before = self._verdict
        now = time.monotonic()
        filling = [leaf for leaf, seen in list(self._filling.items()) if now - seen < RECENT]
        exceeded: list[Exceeded] = []
        for limit in self.limits:
            found = limit.measure(connection, filling)
            if found is not None:
                exceeded.append(found)
        hold = next((e.why for e in exceeded if e.hold), None)
        slow = next((e.why for e in exceeded if not e.hold), None)
        if slow is not None:
            delay = min(LONGEST_DELAY, max(SHORTEST_DELAY, before.delay * 2))
        else:
            delay = before.delay / 2 if before.delay > SHORTEST_DELAY else 0.0
        verdict = _Verdict(hold, slow, delay, before.paused_by)
        try:
            verdict.paused_by = self.lease.beat(connection, *self._state(verdict))
        except Lost:
            verdict.lost = True
        self._verdict = verdict

    def _look_ahead(self, connection: Connection) -> None:
        alone = self._alone
        if alone is None:
            return
        segment, pid = alone
        found = ahead_of(connection, pid)
        self._held_up = self._held_up + 1 if found else 0
        self._waiting = describe(found, []) if found else None
        if self._held_up == TELL_AFTER and self._waiting is not None:
            self.reporter.waiting(segment, self._waiting, 1)

    def _state(self, verdict: _Verdict) -> tuple[Doing, str | None, str | None]:
        if verdict.paused_by is not None:
            return Doing.PAUSED, self._step, f"by {verdict.paused_by}"
        if verdict.hold is not None:
            return Doing.HELD, self._step, verdict.hold
        if self._waiting is not None:
            return Doing.WAITING, self._step, self._waiting
        if verdict.delay:
            return Doing.THROTTLED, self._step, verdict.slow
        return Doing.RUNNING, self._step, None
