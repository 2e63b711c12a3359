"""The text on a table, broken into lines, and the size that the text needs. Names are never cut."""

from __future__ import annotations

from dataclasses import dataclass

from planner.report.graph.kinds import Kind
from planner.report.graph.model import Node, Stage
from planner.report.graph.text import shortened, width, wrapped

NAME = 13.0
SMALL = 11.0
"""Font sizes in pixels."""
PAD = 9.0
LINE = 15.0
FIRST = 18.0
"""Line heights in pixels."""
LIMIT = 270.0
"""The width in pixels at which the small text is broken, unless the name is wider."""
PIPS = 30.0
"""The width in pixels of the three marks for the phases."""
EXPRESSION = 90
"""The number of letters that the card shows of an expression or a reason. The tooltip has all of it."""
CONSTANT = 30
"""The number of letters that the card shows of `constant …`. The middle is cut, because UUIDs differ at their ends."""


@dataclass(frozen=True, slots=True)
class Card:
    """The text of a table, in lines, and its size in pixels."""

    width: float
    height: float
    name: str
    stage: str
    """Empty where there are no phases."""
    lines: tuple[str, ...]
    problems: tuple[str, ...]


def card(node: Node) -> Card:
    """Return the text and the size of a table."""
    stage = str(node.stage) if node.stage else ""
    first = width(node.label, NAME) + (18 + PIPS + width(stage, SMALL) if stage else 0)
    limit = max(first, LIMIT)
    lines = [*wrapped(_source(node), SMALL, limit)]
    more = [node.rows_text]
    if node.todo and node.stage is not Stage.NOTHING:
        more.append("to do: " + ", ".join(node.todo))
    for text in more:
        joined = f"{lines[-1]} · {text}"
        if width(joined, SMALL) <= limit:
            lines[-1] = joined
        else:
            lines += wrapped(text, SMALL, limit)
    problems = [line for text in node.problems for line in wrapped(f"▲ {text}", SMALL, limit)]
    widest = max(first, *(width(line, SMALL) for line in (*lines, *problems)))
    return Card(
        width=round(widest + 2 * PAD, 1),
        height=FIRST + LINE * (len(lines) + len(problems)) + PAD,
        name=node.label,
        stage=stage,
        lines=tuple(lines),
        problems=tuple(problems),
    )


def _source(node: Node) -> str:
    if node.kind is Kind.CONSTANT and len(node.source) > CONSTANT:
        half = CONSTANT // 2
        return f"{node.source[:half]}…{node.source[-half:]}"
    return shortened(node.source, EXPRESSION)
