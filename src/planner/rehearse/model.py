"""What a run takes on the real size: from the seconds measured on the clone, by kind of work.

A step has a fixed cost (round trips, locks, commits), and a cost for each unit of its work:

- catalog only: nothing but the fixed cost
- scan: pages of the heap
- backfill: rows
- index build: n log n of the rows

The fixed cost of a kind of work, and its usual rate, are a line through its steps on tables of all sizes: the sum of
the squares of relative errors is the least. A step that took clearly longer than the fixed cost has a rate of its
own. For any other scan or build the rate of docs/performance.md counts, slower or faster by as much as the backfill
was. A backfill's batches get dearer with their number, so that a part of its fixed cost grows too. The range grows
with the distance between the clone and the real size, because caches, checkpoints and the disk are not extrapolated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.names import QName
from planner.report.estimates import RATES
from planner.steps.step import Work

NEAR = 1.3
"""The factor around a prediction for the size that was measured: two runs of the same work differ by as much."""
FAR = 0.08
"""The exponent with which the factor grows with the ratio of the sizes: 10 times the size widens it by 1.2."""
CLEARLY = {Work.ROWS: 1.3, Work.SCAN: 3.0, Work.BUILD: 3.0}
"""A step that took this many times the fixed cost shows the rate of its own table. A scan or a build of few pages shows
nothing but the waits of its fixed cost."""
MOST_SLOW = 50.0
"""The largest factor between two machines that is believed."""
GROWS = 2 / 3
"""How far the expectation of a backfill lies from `nothing but the rows grows` (0) to `everything grows` (1), as powers."""
AT_LEAST = 0.005
"""Seconds of a step for which nothing was measured: its round trips and its commit."""


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a table."""

    rows: float
    pages: float

    def units(self, work: Work) -> float:
        """Return how much work of this kind the table is."""
        match work:
            case Work.CATALOG:
                return 0.0
            case Work.SCAN | Work.COPY:
                return self.pages
            case Work.ROWS:
                return self.rows
            case Work.BUILD:
                return self.rows * math.log2(max(2.0, self.rows))


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size of a table in the clone and in the source."""

    here: Size
    there: Size


@dataclass(frozen=True, slots=True)
class Timed:
    """One segment of the rehearsal: what it did on which table, and its seconds there."""

    phase: str
    relation: QName
    work: Work
    seconds: float


@dataclass(frozen=True, slots=True)
class Range:
    """Seconds, with the range in which the real run should lie."""

    low: float
    expected: float
    high: float

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.expected + other.expected, self.high + other.high)

    @classmethod
    def around(cls, seconds: float, factor: float) -> Range:
        """Return the range from a factor below to a factor above."""
        return cls(seconds / factor, seconds, seconds * factor)


NOTHING = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """The seconds of a kind of work: `fixed` for any step, and `rate` for each unit of its work."""

    fixed: float = AT_LEAST
    rate: float = 0.0

    @classmethod
    def through(cls, points: Sequence[tuple[float, float]]) -> Line:
        """Return the line through points (units, seconds) whose relative errors have the least squares.

        Neither the fixed cost nor the rate is below 0. A single point says nothing about the fixed cost.
        """
        points = [(units, seconds) for units, seconds in points if seconds > 0]
        if not points:
            return cls()
        if len({units for units, _ in points}) == 1:
            units, seconds = min(points)
            fixed = min(AT_LEAST, seconds)
            return cls(fixed, (seconds - fixed) / units if units else 0.0)
        weights = [1 / seconds**2 for _, seconds in points]
        whole = sum(weights)
        middle = sum(w * units for w, (units, _) in zip(weights, points, strict=True)) / whole
        usual = sum(w * seconds for w, (_, seconds) in zip(weights, points, strict=True)) / whole
        spread = sum(w * (units - middle) ** 2 for w, (units, _) in zip(weights, points, strict=True))
        together = sum(w * (u - middle) * (t - usual) for w, (u, t) in zip(weights, points, strict=True))
        rate = together / spread if spread else 0.0
        if rate <= 0:
            return cls(usual, 0.0)
        if rate * middle <= usual:
            return cls(usual - rate * middle, rate)
        shares = [units / seconds for units, seconds in points if units]
        return cls(0.0, sum(shares) / sum(share**2 for share in shares))


@dataclass(frozen=True, slots=True)
class Model:
    """The costs of each kind of work on this machine."""

    lines: Mapping[Work, Line]
    slowness: float = 1.0
    """How much slower this machine fills rows than that of docs/performance.md."""

    @classmethod
    def of(cls, timed: Sequence[Timed], sizes: Mapping[QName, Sizes]) -> Model:
        """Return the costs that a rehearsal shows."""
        points: dict[Work, list[tuple[float, float]]] = {}
        for one in timed:
            if one.relation in sizes and one.work is not Work.CATALOG:
                points.setdefault(one.work, []).append((sizes[one.relation].here.units(one.work), one.seconds))
        lines = {work: Line.through(found) for work, found in points.items()}
        filling = lines.get(Work.ROWS, Line()).rate * RATES[Work.ROWS]
        return cls(lines, min(max(filling, 1 / MOST_SLOW), MOST_SLOW) if filling else 1.0)

    def predict(self, one: Timed, sizes: Sizes | None) -> Range:
        """Return the seconds of a step on the real size. Without sizes, the step keeps its seconds."""
        if sizes is None or one.work is Work.CATALOG:
            return Range.around(one.seconds, NEAR)
        here, there = sizes.here.units(one.work), sizes.there.units(one.work)
        line = self.lines.get(one.work, Line())
        base = min(one.seconds, line.fixed)
        own = one.seconds >= CLEARLY[one.work] * line.fixed and here > 0
        more = (one.seconds - base) / here * (there - here) if own else self._usual(one.work, sizes)
        ratio = max(there, 1.0) / max(here, 1.0)
        factor = NEAR * max(ratio, 1 / ratio) ** FAR
        seconds = max(base, one.seconds + more)
        if one.work is not Work.ROWS or not own:
            return Range.around(seconds, factor)
        everything = one.seconds * ratio
        expected = seconds ** (1 - GROWS) * everything**GROWS
        low, high = sorted((seconds, everything))
        return Range(min(low, expected / factor), expected, max(high, expected * factor))

    def _usual(self, work: Work, sizes: Sizes) -> float:
        """Return how many seconds more the source's table takes, at the usual rate of this kind of work."""
        line = self.lines.get(work, Line())
        if work is Work.ROWS and line.rate:
            return line.rate * (sizes.there.rows - sizes.here.rows)
        return self.slowness * (sizes.there.rows - sizes.here.rows) / RATES[work]

    def predict_all(self, timed: Sequence[Timed], sizes: Mapping[QName, Sizes]) -> list[Range]:
        """Return the prediction of each step."""
        return [self.predict(one, sizes.get(one.relation)) for one in timed]


def by_phase(timed: Sequence[Timed], predicted: Sequence[Range]) -> dict[str, Range]:
    """Return the prediction of each phase, in order."""
    sums: dict[str, Range] = {}
    for one, found in zip(timed, predicted, strict=True):
        sums[one.phase] = sums.get(one.phase, NOTHING) + found
    return sums
