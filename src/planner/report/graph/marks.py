"""The small parts that tables and the legend are drawn with."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from planner.report.graph.kinds import Kind
from planner.report.graph.model import MARKS, Stage

CORNER = {Kind.VIA: 8, Kind.MIXED: 5, Kind.SHARED: 11, Kind.REFERENCE: 14, Kind.EXEMPT: 0}
"""Radius of the corners, 3 for kinds that are not listed. Corners, outline and text tell the kinds apart without
colour."""


def num(value: float) -> str:
    """Return a number with at most one decimal: nobody sees a tenth of a pixel."""
    rounded = round(value, 1) + 0.0  # avoids -0
    return f"{rounded:.1f}".removesuffix(".0")


def shape(kind: Kind, wide: float, high: float) -> Iterator[str]:
    """Yield the outline of a table, with its kind's colour at the left."""
    yield f'<rect class="card" width="{num(wide)}" height="{num(high)}" rx="{CORNER.get(kind, 3)}"/>'
    if kind is not Kind.TENANTS and kind is not Kind.EXEMPT:
        yield f'<rect class="stripe" x="1.5" y="{num(high * 0.18)}" width="4" height="{num(high * 0.64)}"/>'


def pips(stage: Stage, x: float, baseline: float) -> Iterator[str]:
    """Yield one mark for each phase. A mark is filled when the table has finished the phase."""
    for n in range(MARKS):
        name = "pip behind" if n < stage.behind else "pip"
        yield f'<rect class="{name}" x="{num(x + n * 10)}" y="{num(baseline - 8)}" width="8" height="8"/>'


def text(x: float, y: float, content: str, name: str = "", anchor: str = "") -> str:
    """Return a text element at this place."""
    named = f' class="{name}"' if name else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{named} x="{num(x)}" y="{num(y)}"{anchored} xml:space="preserve">{escape(content)}</text>'
