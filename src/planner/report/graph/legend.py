"""The legend above the picture: the title, and the meaning of the signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.report.graph.card import SMALL
from planner.report.graph.kinds import Kind
from planner.report.graph.marks import num, pips, shape, text
from planner.report.graph.model import STAGES, Graph, Link
from planner.report.graph.text import width

WIDTH = 760.0
"""The smallest width of the legend, in pixels."""
ROW = 24.0
SIGN = 34.0
"""The width of a sign, in pixels."""
BETWEEN = 22.0

_KINDS = {
    Kind.TENANTS: "tenants table",
    Kind.CONSTANT: "constant: one tenant for all rows",
    Kind.VIA: "via: the tenant of the parent's row",
    Kind.SQL: "sql: from the row's columns",
    Kind.EXISTING: "existing: the column was there",
    Kind.MIXED: "mixed: rows of tenants and rows for everybody",
    Kind.SHARED: "shared: people in several tenants",
    Kind.REFERENCE: "reference: shared by all",
    Kind.EXEMPT: "exempt: left alone",
}
_LINKS = {
    Link.PATH: "the child takes the parent's tenant",
    Link.SOURCE: "constant, sql or existing",
    Link.COMPARED: "foreign key whose rows are compared",
    Link.HOLE: "hole: exempt references scoped",
}


@dataclass(frozen=True, slots=True)
class Legend:
    """The lines of the legend, and its size."""

    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    sign: tuple[str, ...]
    words: str

    @property
    def width(self) -> float:
        return SIGN + width(self.words, SMALL) + BETWEEN


def legend(graph: Graph, wide: float) -> Legend:
    """Return the legend. It explains only signs that occur in the picture."""
    lines = [text(0, 14, graph.title, "title")]
    y = ROW + 8
    for row in (_kinds(graph), _stages(graph), _links(graph)):
        x = 0.0
        items = list(row)
        for item in items:
            if x and x + item.width > wide:
                x, y = 0.0, y + ROW
            lines.append(f'<g transform="translate({num(x)} {num(y)})">')
            lines += item.sign
            lines.append(text(SIGN, 12, item.words))
            lines.append("</g>")
            x += item.width
        y += ROW if items else 0
    lines.append(text(0, y + 12, _rows(graph)))
    return Legend(y + ROW, tuple(lines))


def _kinds(graph: Graph) -> Iterator[_Item]:
    there = {node.kind for node in graph.nodes}
    for kind, words in _KINDS.items():
        if kind in there:
            yield _Item((f'<g class="{kind}">', *shape(kind, 26, 16), "</g>"), words)


def _stages(graph: Graph) -> Iterator[_Item]:
    there = {node.stage for node in graph.nodes}
    for stage in STAGES:
        if stage in there:
            words = "nothing yet" if stage is STAGES[0] else f"{stage} is behind it"
            yield _Item(tuple(pips(stage, 0, 12)), words)
    if any(node.problems for node in graph.nodes):
        yield _Item(
            ('<g class="wrong"><rect class="card" width="26" height="16" rx="3"/></g>',), "▲ something is wrong"
        )


def _links(graph: Graph) -> Iterator[_Item]:
    there = {edge.link for edge in graph.edges}
    for link, words in _LINKS.items():
        if link in there:
            end = "start" if link is Link.HOLE else "end"
            yield _Item((f'<path class="edge {link}" d="M0,8L28,8" marker-{end}="url(#tip-{link})"/>',), words)


def _rows(graph: Graph) -> str:
    if graph.rows_read:
        return "Numbers of rows are estimates. planner read every row: a table shows how many of its rows break a rule."
    return "Numbers of rows are estimates. planner did not read the rows: --rows finds rows that break a rule."
