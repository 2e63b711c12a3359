"""What a run takes on the real size: from the seconds measured on the clone, by kind of work.

A step has a fixed cost (round trips, locks, commits), and a cost for each unit of its work:

- catalog only: nothing but the fixed cost
- scan: pages of the heap
- backfill: rows
- index build: n log n of the rows

The fixed cost of a kind of work is what its quickest step on a small table took. A step that took much longer has a rate
of its own; for any other step the rate of its kind counts. The range grows with the distance between the clone and the
real size, because caches, checkpoints and the disk are not extrapolated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.names import QName
from planner.steps.step import Work

NEAR = 1.3
"""The factor around a prediction for the size that was measured: two runs of the same work differ by as much."""
FAR = 0.08
"""The exponent with which the factor grows with the ratio of the sizes: 10 times the size widens it by 1.2."""
SMALL = 2000
"""Rows of a table whose steps cost little more than their round trips."""
CLEARLY = 3.0
"""A step that took this many times its fixed cost shows the rate of its own table."""
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
            case Work.SCAN:
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
class Model:
    """The costs of each kind of work on this machine."""

    fixed: Mapping[Work, float]
    """Seconds of a step that hardly touches a row."""
    rates: Mapping[Work, float]
    """Seconds for each unit of work."""

    @classmethod
    def of(cls, timed: Sequence[Timed], sizes: Mapping[QName, Sizes]) -> Model:
        """Return the costs that a rehearsal shows."""
        fixed: dict[Work, float] = {}
        for one in timed:
            size = sizes.get(one.relation)
            if size is not None and size.here.rows <= SMALL:
                fixed[one.work] = min(one.seconds, fixed.get(one.work, math.inf))
        over: dict[Work, float] = {}
        units: dict[Work, float] = {}
        for one in timed:
            if one.relation in sizes and one.seconds >= CLEARLY * fixed.get(one.work, AT_LEAST):
                over[one.work] = over.get(one.work, 0.0) + one.seconds - fixed.get(one.work, AT_LEAST)
                units[one.work] = units.get(one.work, 0.0) + sizes[one.relation].here.units(one.work)
        return cls(fixed, {work: over[work] / units[work] for work in over if units[work]})

    def predict(self, one: Timed, sizes: Sizes | None) -> Range:
        """Return the seconds of a step on the real size. Without sizes, the step keeps its seconds."""
        if sizes is None or one.work is Work.CATALOG:
            return Range.around(one.seconds, NEAR)
        here, there = sizes.here.units(one.work), sizes.there.units(one.work)
        base = min(one.seconds, self.fixed.get(one.work, AT_LEAST))
        if one.seconds >= CLEARLY * base and here:
            seconds = base + (one.seconds - base) / here * there
        else:
            seconds = max(base, one.seconds + self.rates.get(one.work, 0.0) * (there - here))
        ratio = max(there, 1.0) / max(here, 1.0)
        return Range.around(seconds, NEAR * max(ratio, 1 / ratio) ** FAR)

    def predict_all(self, timed: Sequence[Timed], sizes: Mapping[QName, Sizes]) -> list[Range]:
        """Return the prediction of each step."""
        return [self.predict(one, sizes.get(one.relation)) for one in timed]


def by_phase(timed: Sequence[Timed], predicted: Sequence[Range]) -> dict[str, Range]:
    """Return the prediction of each phase, in order."""
    sums: dict[str, Range] = {}
    for one, found in zip(timed, predicted, strict=True):
        sums[one.phase] = sums.get(one.phase, NOTHING) + found
    return sums
