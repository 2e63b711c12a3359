"""Sessions that work at the same time, each in a thread of its own. The first failure ends the work of all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TypeVar

from planner.errors import DatabaseError
from planner.execution.connection import Connection
from planner.execution.interrupt import Interrupted

T = TypeVar("T")


class Sessions:
    """Open sessions, and the threads that use them."""

    def __init__(self, sessions: Sequence[Connection]) -> None:
        self._sessions = sessions
        self._free: SimpleQueue[Connection] = SimpleQueue()
        for session in sessions:
            self._free.put(session)
        self._stopped = threading.Event()
        self.pool = ThreadPoolExecutor(len(sessions))

    def submit(self, work: Callable[[Connection], T]) -> Future[T]:
        """Do the work in the next free session."""
        return self.pool.submit(self._in_turn, work)

    def check(self) -> None:
        """Raise Interrupted when another session has failed."""
        if self._stopped.is_set():
            raise Interrupted

    def _in_turn(self, work: Callable[[Connection], T]) -> T:
        session = self._free.get()
        try:
            self.check()
            return work(session)
        finally:
            self._free.put(session)

    def stop(self) -> None:
        """Cancel what the sessions do, and what they were to do."""
        self._stopped.set()
        self.pool.shutdown(wait=False, cancel_futures=True)
        for session in self._sessions:
            with suppress(DatabaseError):
                session.cancel()


@contextmanager
def together(sessions: Sequence[Connection]) -> Iterator[Sessions]:
    """Let sessions work during the block, and wait for all of them at its end. A failure of the block stops them."""
    working = Sessions(sessions)
    try:
        yield working
    except BaseException:
        working.stop()
        raise
    finally:
        working.pool.shutdown(wait=True)
