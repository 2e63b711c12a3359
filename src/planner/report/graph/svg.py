"""A graph as SVG: the same drawing for an SVG file and for the HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from xml.sax.saxutils import escape, quoteattr

from planner.names import QName
from planner.report.graph import legend
from planner.report.graph.card import FIRST, LINE, PAD, PIPS, SMALL, Card
from planner.report.graph.layout import Box, Layout, Point, Route, Tray
from planner.report.graph.marks import num, pips, shape, text
from planner.report.graph.model import Edge, Graph, Link, Node
from planner.report.graph.text import visible, width

MARGIN = 24.0
ARROWS: Mapping[Link, str] = {
    Link.PATH: "#555",
    Link.SOURCE: "#56b4e9",
    Link.COMPARED: "#999",
    Link.HOLE: "#d55e00",
}
"""The colours of the arrow heads. The colours of the lines are in picture.css."""


def svg(graph: Graph, layout: Layout) -> str:
    """Return the SVG document."""
    return "\n".join(_document(graph, layout)) + "\n"


@cache
def asset(name: str) -> str:
    """Return the text of a file beside this module."""
    return files("planner.report.graph").joinpath(name).read_text(encoding="utf-8").rstrip()


def _document(graph: Graph, layout: Layout) -> Iterator[str]:
    wide = max(layout.width, legend.WIDTH, width(graph.title, 16))
    explained = legend.legend(graph, wide)
    top = MARGIN + explained.height + MARGIN
    size = (num(wide + 2 * MARGIN), num(top + layout.height + MARGIN))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
        f'viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label={quoteattr(graph.title)}>'
    )
    yield f"<title>{escape(graph.title)}</title>"
    yield f"<style>\n{asset('picture.css')}\n</style>"
    yield "<defs>"
    for link, colour in ARROWS.items():
        yield (
            f'<marker id="tip-{link}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
            f'markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0,1 10,5 0,9Z" fill="{colour}"/></marker>'
        )
    yield "</defs>"
    yield f'<g class="legend" transform="translate({num(MARGIN)} {num(MARGIN)})">'
    yield from explained.lines
    yield "</g>"
    yield f'<g class="graph" transform="translate({num(MARGIN)} {num(top)})">'
    for tray in layout.trays:
        yield from _tray(tray)
    ids = graph.ids()
    labels = {node.relation: node.label for node in graph.nodes}
    yield '<g class="edges">'
    for route in sorted(layout.routes, key=lambda r: _DEPTH[r.edge.link]):
        yield _edge(route, ids, labels)
    yield "</g>"
    for node in graph.nodes:
        yield from _node(node, layout.cards[node.relation], layout.boxes[node.relation])
    yield "</g>"
    yield "</svg>"


_DEPTH = {Link.COMPARED: 0, Link.SOURCE: 1, Link.PATH: 2, Link.HOLE: 3}


def _tray(tray: Tray) -> Iterator[str]:
    box = tray.box
    yield f'<rect class="tray" x="{num(box.x)}" y="{num(box.y)}" width="{num(box.width)}" height="{num(box.height)}" rx="6"/>'
    if tray.heading:
        yield text(box.x + PAD, box.y + 16, tray.heading, "heading")


def _edge(route: Route, ids: Mapping[QName, str], labels: Mapping[QName, str]) -> str:
    edge = route.edge
    points = [f"M{_at(route.start)}"]
    points += ["C" + " ".join(_at(p) for p in route.curves[n : n + 3]) for n in range(0, len(route.curves), 3)]
    points += [f"L{_at(p)}" for p in route.straight]
    end = "start" if edge.link is Link.HOLE else "end"
    return (
        f'<path class="edge {edge.link}" data-from="{ids[edge.parent]}" data-to="{ids[edge.child]}" '
        f'd="{"".join(points)}" marker-{end}="url(#tip-{edge.link})">'
        f"<title>{escape(_said(edge, labels))}</title></path>"
    )


def _said(edge: Edge, labels: Mapping[QName, str]) -> str:
    child, parent = labels[edge.child], labels[edge.parent]
    match edge.link:
        case Link.PATH:
            return f"{child} takes its tenant via {edge.label} from {parent}"
        case Link.SOURCE:
            return f"{child}: {edge.label}"
        case Link.COMPARED:
            return f"{child} ({edge.label}) must have the same tenant as {parent}"
        case Link.HOLE:
            return f"hole: {child} is exempt and references {parent} ({edge.label})"


def _at(point: Point) -> str:
    return f"{num(point[0])},{num(point[1])}"


def _node(node: Node, card: Card, box: Box) -> Iterator[str]:
    wrong = " wrong" if node.problems else ""
    stage = f' data-stage="{node.stage}"' if node.stage else ""
    yield (
        f'<g class="node {node.kind}{wrong}" id="{node.id}" data-name={quoteattr(node.label)}{stage} '
        f'transform="translate({num(box.x)} {num(box.y)})">'
    )
    yield f"<title>{escape(tooltip(node))}</title>"
    yield from shape(node.kind, box.width, box.height)
    yield text(PAD, FIRST, card.name, "name")
    if node.stage:
        yield from pips(node.stage, box.width - PAD - width(card.stage, SMALL) - PIPS - 4, FIRST)
        yield text(box.width - PAD, FIRST, card.stage, "stage", anchor="end")
    y = FIRST
    for line in card.lines:
        y += LINE
        yield text(PAD, y, line)
    for line in card.problems:
        y += LINE
        yield text(PAD, y, line, "problem")
    yield "</g>"


def tooltip(node: Node) -> str:
    """Return the text that appears when the mouse is over a table."""
    lines = [visible(str(node.relation)), node.source, node.rows_text]
    if node.stage:
        lines.append(f"behind it: {node.stage}")
    if node.todo:
        lines.append("to do: " + ", ".join(node.todo))
    return "\n".join([*lines, *(f"▲ {text}" for text in node.problems)])
