"""The watch over a run: a thread with a connection of its own, for the heartbeat, requests to pause, and the limits.

Those who work ask it between two transactions; they wait there, never inside one.
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
"""Seconds after a batch while a limit asks to do less: doubled with each look, halved once it holds again."""

TELL_AFTER = 3
"""Looks in a row at which CONCURRENTLY or VALIDATE has waited, after which it is told for whom."""

RECENT = 5.0
"""Seconds that a table counts as being filled after its last batch."""


class LeaseLost(Exception):
    """Somebody else has taken the lease: this run must not go on."""


@dataclass(slots=True)
class _Verdict:
    """What the last look said."""

    hold: str | None = None
    slow: str | None = None
    delay: float = 0.0
    paused_by: str | None = None
    lost: bool = False


@dataclass(slots=True)
class Watch:
    """What the run is at is told to it, and shown to other terminals."""

    connect: Callable[[], Connection]
    lease: Lease
    limits: Sequence[Limit]
    interrupt: Interrupt
    reporter: Reporter
    _step: str | None = None
    _waiting: str | None = None
    """Who is in the way of a lock that the run waits for."""
    _alone: tuple[Segment, int] | None = None
    """A segment whose statement may wait for long without an attempt that fails, and the pid of its session."""
    _held_up: int = 0
    """Looks in a row at which it has waited."""
    _verdict: _Verdict = field(default_factory=_Verdict)
    _filling: dict[QName, float] = field(default_factory=dict)
    _told: str | None = None
    _ended: threading.Event = field(default_factory=threading.Event)
    _telling: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Look once, then every second until the end; then let go of the lease.

        Raises DatabaseError when there is no connection to be had.
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
        """Between two transactions: returns when the next may begin. Raises Interrupted, or LeaseLost."""
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
        """The run is at this step; `run` is its number in the journal, once it has one."""
        self._step = step
        self.lease.run = run

    def wait_for(self, who: str | None) -> None:
        """Who is in the way of a lock that the run waits for; None once nobody is."""
        self._waiting = who

    @property
    def waiting(self) -> bool:
        return self._waiting is not None

    @contextmanager
    def alone(self, segment: Segment, connection: Connection) -> Iterator[None]:
        """While CONCURRENTLY or VALIDATE run: whom they wait for is told from here, they can't."""
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
        """Once, when the reason changes in kind: numbers in it change all the time."""
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
                continue  # the run itself notices a server that is gone, and says so
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
