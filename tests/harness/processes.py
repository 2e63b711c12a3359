"""Run planner in its own process, which a test may watch, signal and kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from harness.waiting import until

PLANNER = Path(sys.executable).with_name("planner")
"""The path of the installed command."""


def command(*arguments: object) -> list[str]:
    """Return the installed command with its arguments."""
    return [str(PLANNER), *map(str, arguments)]


@dataclass(slots=True)
class Process:
    """A running planner. Its stderr is read continuously."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    _reader: threading.Thread | None = None

    @classmethod
    def start(cls, *arguments: object) -> Process:
        process = subprocess.Popen(
            command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
        )
        started = cls(process)
        started._reader = threading.Thread(target=started._read, daemon=True)
        started._reader.start()
        return started

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)

    @property
    def err(self) -> str:
        return "".join(self.lines)

    def runs(self) -> bool:
        return self.process.poll() is None

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until the condition holds. Raise AssertionError with planner's stderr when planner ends before."""

        def held() -> bool:
            running = self.runs()
            if not running and self._reader is not None:
                self._reader.join(timeout=10)
            found = bool(condition())
            assert found or running, f"it ended before {what}: {self.err[-3000:]}"
            return found

        until(held, what)

    def says(self, *words: str) -> None:
        """Wait until one line of planner's stderr has all of these words."""
        self.until(lambda: any(all(word in line for word in words) for line in list(self.lines)), f"saying {words}")

    def signal(self, number: int) -> None:
        if self.runs():
            os.kill(self.process.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.ended()

    def ended(self) -> int:
        """Wait for the end of the process; return its exit code, negative for a signal."""
        code = self.process.wait(timeout=60)
        if self._reader is not None:
            self._reader.join(timeout=10)
        if self.process.stderr is not None:
            self.process.stderr.close()
        return code

    def must(self, *codes: int) -> Process:
        """Wait for the end of the process, and assert its exit code."""
        code = self.ended()
        assert code in codes, f"exit {code}, not one of {codes}\n{self.err[-4000:]}"
        return self
