"""The places of the locks on a timeline: phases from left to right, a lane for each strength of lock.

Widths are not to scale, since a lock of milliseconds would vanish beside a backfill of an hour: each bar says how long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from planner.report.review.model import Band, Range
from planner.report.review.words import short_range, time_text

LEFT = 236.0
"""Pixels for the names of the lanes."""
TOP = 30.0
LANE = 40.0
NARROW = 62.0
WIDE = 190.0
APART = 10.0
"""Pixels between two phases."""
MODES = (
    "ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "ROW EXCLUSIVE", "ROW SHARE", "ACCESS SHARE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lane:
    """A strength of lock, and who waits."""

    y: float
    mode: str
    stops: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A lock of a band: how long one of its segments holds it."""

    x: float
    y: float
    wide: float
    text: str
    more: str
    """How many segments; empty for one."""
    level: str
    """Who waits: `all`, `writes` or `nobody`."""
    title: str


@dataclass(frozen=True, slots=True)
class Span:
    """A phase, or the number of a band below the lanes."""

    x: float
    wide: float
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing; sizes in pixels."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    phases: tuple[Span, ...]
    bars: tuple[Bar, ...]
    numbers: tuple[Span, ...]
    """The numbers of the bands, as the table has them."""
    ticks: tuple[Span, ...]
    """The time since the first step, where a phase begins and at the end."""


def timeline(bands: Sequence[Band]) -> Timeline:
    """Return the drawing of the bands."""
    stops = {lock.mode: lock.stops for band in bands for lock in band.locks}
    lanes = {mode: Lane(TOP + n * LANE, mode, stops[mode]) for n, mode in enumerate(m for m in MODES if m in stops)}
    bars: list[Bar] = []
    phases: list[Span] = []
    numbers: list[Span] = []
    ticks: list[Span] = []
    x, low, high = LEFT, 0.0, 0.0
    bottom = TOP + len(lanes) * LANE
    for number, band in enumerate(bands, 1):
        if not phases or phases[-1].text != band.phase:
            x += APART if phases else 0
            phases.append(Span(x, 0.0, band.phase))
            ticks.append(Span(x, 0.0, _since(low, high)))
        wide = _wide(band)
        for lock in band.locks:
            bars.append(_bar(band, lanes[lock.mode], x, wide))
        numbers.append(Span(x, wide, str(number)))
        x, low, high = x + wide, low + band.expected.low, high + band.expected.high
        phases[-1] = Span(phases[-1].x, x - phases[-1].x, band.phase)
    ticks.append(Span(x, 0.0, _since(low, high)))
    return Timeline(
        x + 90, bottom + 52, tuple(lanes.values()), tuple(phases), tuple(bars), tuple(numbers), tuple(ticks)
    )


def _bar(band: Band, lane: Lane, x: float, wide: float) -> Bar:
    each = short_range(band.held)
    title = f"{band.phase}: {', '.join(band.operations)}; {lane.mode}, {lane.stops}; held {each} each"
    more = f"{band.segments} ×" if band.segments > 1 else ""
    text = f"≤ {time_text(band.held.high)}"
    return Bar(x + 1, lane.y + 4, wide - 2, text, more, LEVELS.get(lane.stops, "nobody"), title)


LEVELS = {"reads and writes wait": "all", "writes wait": "writes"}


def _wide(band: Band) -> float:
    return min(WIDE, NARROW + 22 * log10(1 + band.expected.low / 0.1))


def _since(low: float, high: float) -> str:
    return f"after {short_range(Range(low, high))}" if high else "start"
