"""Define the events that a run reports; report/ shows them on a terminal or in plain lines."""

from __future__ import annotations

from typing import Protocol

from planner.names import QName
from planner.steps.step import Segment


class Reporter(Protocol):
    """Receive the events of a run."""

    def segment_started(self, segment: Segment, of: int) -> None: ...

    def segment_finished(self, segment: Segment, seconds: float, rows: int | None) -> None: ...

    def waiting(self, segment: Segment, why: str, attempt: int) -> None:
        """A segment is tried again; `why` says who blocks it."""
        ...

    def progress(self, relation: QName, filled: int, fraction: float) -> None:
        """`filled` counts the rows filled so far; `fraction` of the pages are done."""
        ...

    def note(self, text: str) -> None: ...
