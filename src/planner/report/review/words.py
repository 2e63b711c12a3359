"""Numbers in words, for the page."""

from __future__ import annotations

from datetime import datetime

from planner.report.review.model import Range

UNITS = ((1.0, 0.001, "ms"), (100.0, 1.0, "s"), (6000.0, 60.0, "min"), (float("inf"), 3600.0, "h"))
"""Units of time: up to how many seconds, how many seconds one has, its sign."""


def time_text(seconds: float) -> str:
    """Return a time: `3 ms`, `1.4 s`, `12 min`."""
    if seconds < 0.001:
        return "under 1 ms"
    _, one, unit = next(unit for unit in UNITS if seconds < unit[0])
    return f"{_number(seconds / one)} {unit}"


def range_text(time: Range) -> str:
    """Return a range of times: `1–3 s`. A time that nobody notices is not spelled out."""
    if time.high < 1.0:
        return "under 1 s" if time.high else "–"
    low, high = time_text(time.low), time_text(time.high)
    if low == high:
        return low
    (first, unit), (_, other) = low.rsplit(" ", 1), high.rsplit(" ", 1)
    return f"{first}–{high}" if unit == other else f"{low}–{high}"


def short_range(time: Range) -> str:
    """Return a range of times that may be below a second: `10–30 ms`."""
    low, high = time_text(time.low), time_text(time.high)
    if low == high:
        return low
    (first, unit), (_, other) = low.rsplit(" ", 1), high.rsplit(" ", 1)
    return f"{first}–{high}" if unit == other else f"{low}–{high}"


def moment_text(at: datetime) -> str:
    """Return a moment in UTC, to the second."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def bound_text(stops: str, limit: str) -> str:
    """Return who waits for a lock, and how long at most before planner lets go."""
    return f"{stops} at most {limit}, then planner lets go and tries again" if stops.endswith("wait") else stops


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")
