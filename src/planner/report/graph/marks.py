"""The small parts that tables and the legend are drawn with."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from planner.report.graph.model import STAGES, Kind, Stage

CORNER = {Kind.VIA: 8, Kind.REFERENCE: 14, Kind.EXEMPT: 0}
"""Radius of the corners, 3 where nothing else is said. Together with outline and text: no colour is needed to tell kinds."""


def num(value: float) -> str:
    """At most one decimal: a tenth of a pixel is not seen."""
    rounded = round(value, 1) + 0.0  # never -0
    return f"{rounded:.1f}".removesuffix(".0")


def shape(kind: Kind, wide: float, high: float) -> Iterator[str]:
    """The outline of a table, with its kind's colour at the left."""
    yield f'<rect class="card" width="{num(wide)}" height="{num(high)}" rx="{CORNER.get(kind, 3)}"/>'
    if kind is not Kind.TENANTS and kind is not Kind.EXEMPT:
        yield f'<rect class="stripe" x="1.5" y="{num(high * 0.18)}" width="4" height="{num(high * 0.64)}"/>'


def pips(stage: Stage, x: float, baseline: float) -> Iterator[str]:
    """One for each phase, filled when it is behind the table."""
    behind = STAGES.index(stage)
    for n in range(len(STAGES) - 1):
        name = "pip behind" if n < behind else "pip"
        yield f'<rect class="{name}" x="{num(x + n * 10)}" y="{num(baseline - 8)}" width="8" height="8"/>'


def text(x: float, y: float, content: str, name: str = "", anchor: str = "") -> str:
    named = f' class="{name}"' if name else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{named} x="{num(x)}" y="{num(y)}"{anchored} xml:space="preserve">{escape(content)}</text>'
