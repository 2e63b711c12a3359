"""Reporters that watch a run from inside."""

from __future__ import annotations

from typing import Any


class Quiet:
    """A reporter that says nothing; tests override what they watch."""

    def segment_started(self, segment: Any, of: int) -> None:
        return

    def segment_finished(self, segment: Any, seconds: float, rows: int | None) -> None:
        return

    def waiting(self, segment: Any, why: str, attempt: int) -> None:
        return

    def progress(self, relation: Any, filled: int, fraction: float) -> None:
        return

    def note(self, text: str) -> None:
        return

    def close(self) -> None:
        return
