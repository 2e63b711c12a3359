"""Handle Ctrl-C and SIGTERM.

The run finishes the current batch, or cancels a long single statement, and ends with exit code 4.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from planner.execution.connection import Connection
from planner.execution.failures import Cancelled


class Interrupted(Exception):
    """The user has asked to stop, at a place where stopping leaves nothing half done."""


class Interrupt:
    """Whether the user asked to stop, and which statement may be cancelled at once."""

    def __init__(self) -> None:
        self.asked = False
        self._cancellable: Connection | None = None

    def check(self) -> None:
        """Raise Interrupted if the user asked to stop. Called between statements."""
        if self.asked:
            raise Interrupted

    def sleep(self, seconds: float) -> None:
        """Sleep in short slices, so that Ctrl-C takes effect soon. Raise Interrupted."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, 0.1))

    @contextmanager
    def cancellable(self, connection: Connection) -> Iterator[None]:
        """Allow Ctrl-C to cancel the statement of this block, which may run for long and leaves no harm."""
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
        """Handle SIGINT and SIGTERM while the run lasts. The third signal ends the process as usual."""
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
