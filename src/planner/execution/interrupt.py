"""Ctrl-C and SIGTERM: the batch in hand is finished, a long single statement is cancelled, and the run ends with exit 4."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from planner.execution.connection import Connection
from planner.execution.failures import Cancelled


class Interrupted(Exception):
    """Asked to stop, at a place where stopping leaves nothing half done."""


class Interrupt:
    """Whether to stop, and what may be cancelled at once when the question comes."""

    def __init__(self) -> None:
        self.asked = False
        self._cancellable: Connection | None = None

    def check(self) -> None:
        """Raises Interrupted between statements."""
        if self.asked:
            raise Interrupted

    def sleep(self, seconds: float) -> None:
        """In slices, so that Ctrl-C is heard. Raises Interrupted."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, 0.1))

    @contextmanager
    def cancellable(self, connection: Connection) -> Iterator[None]:
        """A statement that may run for long and can be cancelled without harm."""
        self._cancellable = connection
        try:
            yield
        except Cancelled:
            if self.asked:
                raise Interrupted from None
            raise
        finally:
            self._cancellable = None

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM for as long as the run lasts; a third one ends the process as usual."""
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

        def handle(number: int, frame: FrameType | None) -> None:
            if self.asked:
                signal.signal(number, before[signal.Signals(number)])
            self.asked = True
            if self._cancellable is not None:
                self._cancellable.cancel()

        for number in before:
            signal.signal(number, handle)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
