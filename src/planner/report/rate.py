"""How fast a table is being filled, over the last seconds, and how long the rest will take."""

from __future__ import annotations

from collections import deque

OVER = 10.0
"""The seconds over which a rate is computed."""

ENOUGH = 1.0
"""The seconds that must lie between two looks before they say anything about a rate."""


class Rate:
    """Looks at the progress of one table: the time in seconds, the rows filled so far, and the share of 0 to 1."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, int, float]] = deque()

    def seen(self, at: float, rows: int, share: float) -> None:
        """Add a look. Forget looks that lie before the last OVER seconds, but keep one to compare with."""
        if self._looks and rows < self._looks[-1][1]:
            self._looks.clear()
        self._looks.append((at, rows, share))
        while len(self._looks) > 2 and self._looks[1][0] <= at - OVER:
            self._looks.popleft()

    @property
    def rows(self) -> float | None:
        """The rows per second, or None while that can't be told."""
        seconds = self._seconds()
        return None if seconds is None else (self._looks[-1][1] - self._looks[0][1]) / seconds

    @property
    def left(self) -> float | None:
        """The seconds that the rest takes at this rate, or None while that can't be told."""
        seconds = self._seconds()
        if seconds is None:
            return None
        done = self._looks[-1][2] - self._looks[0][2]
        return (1 - self._looks[-1][2]) * seconds / done if done > 0 else None

    def _seconds(self) -> float | None:
        seconds = self._looks[-1][0] - self._looks[0][0] if self._looks else 0.0
        return seconds if seconds >= ENOUGH else None


def time_left(seconds: float | None) -> str:
    """Return a time to wait as people say it: `12 s left`, `3 min 05 s left`, `2 h 10 min left`; empty for None."""
    if seconds is None:
        return ""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s left"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s left"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min left"
