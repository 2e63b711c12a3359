"""Choose the size of a window and its number of passes, by the time of a batch and the share of heap-only updates."""

from __future__ import annotations

from dataclasses import dataclass

CANCEL_AFTER = 5
"""A batch that takes this many times its target time is cancelled, and its window is halved."""

MOST_PASSES = 16
BAD_IN_A_ROW = 8
"""The number of windows in a row without reuse of space before planner reacts.

A short effect, such as ANALYZE, passes.
"""

LOOK_AGAIN = 8
"""The number of windows in one pass before planner tries several passes again."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of the backfill, from `execution:` of the plan, in seconds; `workers` is a number."""

    batch_seconds: float
    pause: float
    workers: int = 1


@dataclass(slots=True)
class Passes:
    """The number of passes over a window.

    With n passes over full pages, the first pass finds no room; each other pass reuses the space that the pass before
    left. The share of heap-only updates is then (n - 1) / n. Less than half of this share means that no space is
    reused: something pins the horizon, or an index contains the column. Then one pass does the same with less reading.
    A larger share means that the pages had room from the start.
    """

    count: int
    most: int
    start: int
    windows_in_one: int = 0
    bad: int = 0

    @classmethod
    def begin(cls, rows_per_page: float, *, indexed: bool, passes: int) -> Passes:
        """Return the passes to begin with. `indexed`: an index contains the column, so no update can be heap-only."""
        most = 1 if indexed else max(1, min(MOST_PASSES, int(rows_per_page / 2)))
        start = min(passes, most)
        return cls(start, most, start)

    @property
    def expected(self) -> float:
        """Return the expected share of heap-only updates on full pages."""
        return (self.count - 1) / self.count

    def follow(self, hot_share: float) -> bool:
        """Adapt the number of passes after a window, by the seen share of heap-only updates (0 to 1).

        Return True when no space is reused and the number falls back to one pass.
        """
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
            self.count //= 2  # The pages had room: most updates of the first pass were heap-only too.
        elif hot_share < 0.8 * self.expected or (self.count < self.start and hot_share < 1.2 * self.expected):
            self.count = min(self.count * 2, self.most)  # The pages are full, or full again.
        return False


def adapted(window: int, seconds: float, target: float, most: int) -> int:
    """Return the pages of the next window, so that a pass takes `target` seconds: 1 to `most`, at most doubled."""
    growth = target / seconds if seconds > target / 2 else 2.0
    return max(1, min(int(window * growth), most))
