"""How large a window is and in how many passes it is filled: follows the time a batch takes and the heap-only updates."""

from __future__ import annotations

from dataclasses import dataclass

CANCEL_AFTER = 5
"""A batch that runs this many times its target is cancelled and halved."""

MOST_PASSES = 16
BAD_IN_A_ROW = 8
"""Windows without reuse, after which it is no passing matter such as the ANALYZE of a small table."""

LOOK_AGAIN = 8
"""Windows in one pass, after which several passes are tried once more."""


@dataclass(frozen=True, slots=True)
class Pace:
    """From `execution:` of the plan; seconds, but for the workers."""

    batch_seconds: float
    pause: float
    workers: int = 1


@dataclass(slots=True)
class Passes:
    """Passes over a window.

    With n passes over full pages, the first finds no room and the others reuse what the one before left: the share of
    heap-only updates is (n - 1) / n. Less than half of that means that nothing is reused: something pins the horizon, or
    an index has the column; then one pass does the same with less reading. More means that pages had room from the start.
    """

    count: int
    most: int
    start: int
    windows_in_one: int = 0
    bad: int = 0

    @classmethod
    def begin(cls, rows_per_page: float, *, indexed: bool, passes: int) -> Passes:
        """`indexed`: an index has the column, so that no update can be heap-only."""
        most = 1 if indexed else max(1, min(MOST_PASSES, int(rows_per_page / 2)))
        start = min(passes, most)
        return cls(start, most, start)

    @property
    def expected(self) -> float:
        """The share of heap-only updates on full pages."""
        return (self.count - 1) / self.count

    def follow(self, hot_share: float) -> bool:
        """After each window, with the share (0 to 1) that was seen; True when nothing is reused and it fell back to one pass."""
        if self.count == 1:
            self.windows_in_one += 1
            if self.windows_in_one >= LOOK_AGAIN and self.most > 1:
                self.count, self.windows_in_one = self.start, 0
            return False
        self.bad = self.bad + 1 if hot_share < self.expected / 2 else 0
        if self.bad >= BAD_IN_A_ROW:
            self.count, self.windows_in_one, self.bad = 1, 0, 0
            return True
        if self.bad:
            return False
        if 1 - hot_share < (1 - self.expected) / 4 and self.count > 2:
            self.count //= 2  # pages had room: most of the first pass was heap-only too
        elif hot_share < 0.8 * self.expected or (self.count < self.start and hot_share < 1.2 * self.expected):
            self.count = min(self.count * 2, self.most)  # pages are full, or full again
        return False


def adapted(window: int, seconds: float, target: float, most: int) -> int:
    """Pages of the next window: towards the time target of a pass, at most doubled, between 1 and `most`."""
    growth = target / seconds if seconds > target / 2 else 2.0
    return max(1, min(int(window * growth), most))
