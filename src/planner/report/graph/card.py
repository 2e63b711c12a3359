"""The text on a table, broken into lines, and how large that makes it. Names are never cut."""

from __future__ import annotations

from dataclasses import dataclass

from planner.report.graph.model import Kind, Node, Stage
from planner.report.graph.text import shortened, width, wrapped

NAME = 13.0
SMALL = 11.0
"""Font sizes in pixels."""
PAD = 9.0
LINE = 15.0
FIRST = 18.0
"""Heights of lines."""
LIMIT = 270.0
"""Pixels at which the small text is broken, unless the name is wider."""
PIPS = 30.0
"""Room of the three marks for the phases."""
EXPRESSION = 90
"""Letters of an expression or a reason that are shown; all of it is in the tooltip."""
CONSTANT = 30
"""Letters of `constant …` that are shown: a UUID differs at its ends from the next."""


@dataclass(frozen=True, slots=True)
class Card:
    width: float
    height: float
    name: str
    stage: str
    """Empty where there are no phases."""
    lines: tuple[str, ...]
    problems: tuple[str, ...]


def card(node: Node) -> Card:
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
