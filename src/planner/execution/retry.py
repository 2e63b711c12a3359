"""Retry a segment: wait until nobody blocks its locks before asking for them, and start over when a lock was not got.

A request for a strong lock stalls all sessions that queue behind it. So planner does not queue behind a transaction
that is older than lock_timeout; it waits outside the queue until that transaction has ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_after_delay,
    stop_any,
    wait_random_exponential,
)

from planner.execution.blockers import Blocker, blockers, describe, oldest_transactions, queueing
from planner.execution.connection import Connection
from planner.execution.events import Reporter
from planner.execution.failures import LockNotGot, SqlState
from planner.execution.interrupt import Interrupt
from planner.execution.watch.watch import Watch
from planner.sql.queries import queries
from planner.steps.step import Mode, Segment

AUTOVACUUM_PATIENCE = 10.0
"""Seconds that a running autovacuum gets to end by itself, before the attempt that makes it give way."""

ABOVE_DEADLOCK_TIMEOUT = 1.0
"""Seconds by which that attempt exceeds deadlock_timeout, after which autovacuum gives way (documentation, 20.12)."""

_SQL = queries("planner.execution")

T = TypeVar("T")


@dataclass(slots=True)
class Attempts:
    """The attempts of one segment on one connection. Raises LockNotGot when lock_deadline is over."""

    connection: Connection
    segment: Segment
    lock_timeout: float
    lock_deadline: float
    interrupt: Interrupt
    reporter: Reporter
    watch: Watch
    forced: bool = False
    """Whether the one attempt longer than deadlock_timeout has been made."""
    number: int = 0
    _told: Hashable = None
    """What the user was told last about the wait: the holders of the locks, without their changing times."""

    def run(self, action: Callable[[int], T], most: int | None = None) -> T:
        """Retry with random back-off, until lock_deadline or for `most` attempts.

        `action` gets the number of its attempt.
        """
        deadline = stop_after_delay(self.lock_deadline)
        retrying = Retrying(
            retry=retry_if_exception_type(LockNotGot),
            wait=wait_random_exponential(multiplier=0.1, max=5.0),
            stop=deadline if most is None else stop_any(deadline, stop_after_attempt(most)),
            before_sleep=self._tell,
            sleep=self.interrupt.sleep,
            reraise=True,
        )
        try:
            for attempt in retrying:
                self.number = attempt.retry_state.attempt_number
                with attempt:
                    return action(self.number)
        finally:
            self._told = None
            self.watch.wait_for(None)
        raise AssertionError("unreachable: reraise is set")

    @contextmanager
    def clear_road(self) -> Iterator[None]:
        """Wait outside the queue until no old transaction holds the locks that the segment needs.

        If only autovacuum is in the way, it gets some time, then one attempt makes it give way. An autovacuum that
        prevents wraparound does not give way, so the run waits for it without a limit. Raise LockNotGot after
        lock_deadline.
        """
        started = time.monotonic()
        wanted = queueing([self.segment])
        while wanted and (found := self._in_the_way()):
            vacuums = all(blocker.autovacuum for blocker in found)
            stubborn = any(blocker.wraparound for blocker in found)
            waited = time.monotonic() - started
            if vacuums and not stubborn and not self.forced and waited >= self._patience():
                self.forced = True
                with self.connection.lock_timeout(self._above_deadlock_timeout(), then=self.lock_timeout):
                    yield
                return
            if waited >= self.lock_deadline and not (vacuums and stubborn):
                raise LockNotGot(describe(found, wanted), state=SqlState.LOCK_NOT_AVAILABLE)
            self._waits(f"{describe(found, wanted)} (nobody is queued behind it)", _holders(found))
            self.interrupt.sleep(0.1 if waited < 2 else 0.5)
        self.watch.wait_for(None)
        yield

    def why(self) -> str:
        """Return in words who is in the way now."""
        return self._why()[0]

    def _why(self) -> tuple[str, Hashable]:
        """Return in words who is in the way now, and the same as a value that time does not change."""
        locks = list(self.segment.locks())
        found = blockers(self.connection, locks)
        if not found and self.segment.mode is Mode.BATCHES:
            why = "another transaction has locked a row"
            return why, why
        if not found and self.segment.mode is Mode.ALONE:
            found = oldest_transactions(self.connection)
        return describe(found, locks), _holders(found)

    def _in_the_way(self) -> list[Blocker]:
        found = blockers(self.connection, queueing([self.segment]))
        return [blocker for blocker in found if blocker.seconds > self.lock_timeout or blocker.autovacuum]

    def _patience(self) -> float:
        return min(AUTOVACUUM_PATIENCE, self.lock_deadline / 2)

    def _above_deadlock_timeout(self) -> float:
        return float(self.connection.value(_SQL["deadlock_timeout"])) + ABOVE_DEADLOCK_TIMEOUT

    def _tell(self, state: RetryCallState) -> None:
        self.interrupt.check()
        error = state.outcome.exception() if state.outcome else None
        assert isinstance(error, LockNotGot)
        self._waits(*(self._why() if error.state == SqlState.LOCK_NOT_AVAILABLE else (error.said, error.state)))

    def _waits(self, why: str, holders: Hashable) -> None:
        """Report the wait when the holders of the locks change. The watch always gets the newest words."""
        if holders != self._told:
            self._told = holders
            self.reporter.waiting(self.segment, why, self.number)
        self.watch.wait_for(why)


def _holders(found: Sequence[Blocker]) -> Hashable:
    return frozenset((blocker.pid, blocker.user, blocker.mode) for blocker in found)
