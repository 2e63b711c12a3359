"""Run planner on a real pseudo-terminal, and read what a person would see there."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import threading
from collections.abc import Callable
from types import TracebackType

import pyte

from harness.processes import command
from harness.waiting import until


class Terminal:
    """A terminal of some columns and rows, on which a command of planner runs. Ends the command when it is left."""

    def __init__(self, *arguments: object, columns: int, rows: int = 40) -> None:
        self.screen = pyte.HistoryScreen(columns, rows, history=2000)
        self._stream = pyte.ByteStream(self.screen)
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "CI", "COLUMNS")}
        self.process = subprocess.Popen(
            command(*arguments),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment | {"TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(theirs)
        self._ours = ours
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._ours, 65536)
            except OSError:  # Linux reports the end of the other side as EIO
                return
            if not data:
                return
            self._stream.feed(data)

    def lines(self) -> list[str]:
        """Return the lines of the screen, without those that are empty."""
        return [line.rstrip() for line in list(self.screen.display) if line.strip()]

    def until(self, shown: Callable[[list[str]], object], what: str) -> list[str]:
        """Wait until the screen shows something, and return its lines."""
        found: list[str] = []

        def there() -> bool:
            found[:] = self.lines()
            return bool(shown(found))

        try:
            until(there, what)
        except AssertionError as never:
            raise AssertionError("\n".join([str(never), *self.lines()])) from None
        return found

    def ended(self) -> int:
        """Wait for the end of the command; return its exit code."""
        code = self.process.wait(timeout=120)
        self._reader.join(timeout=10)
        return code

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(timeout=60)
        self._reader.join(timeout=10)
        os.close(self._ours)
