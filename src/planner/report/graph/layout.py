"""The places of all tables and lines of a picture. Graphviz ranks the tables by depth and routes the lines.

Tables that hang on one parent and have no children stand together in a tray. So a hundred tables below one parent make
a block and not a column of a hundred.

Graphviz gets sizes and returns places. Names and fonts never reach it, so they can't change its answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.errors import PlannerError
from planner.names import QName
from planner.report.graph.card import Card, card
from planner.report.graph.kinds import SHELVES, Kind
from planner.report.graph.model import Edge, Graph, Link, Node
from planner.report.graph.text import width

Point = tuple[float, float]

GAP = 12.0
"""Pixels between two tables of a tray."""
COMB = 26.0
"""Pixels left of each column of a tray, for the line from which the column's arrows branch off."""
HEADING = 24.0
SMALLEST_TRAY = 3
TRAY = 1.5
"""The highest ratio of a tray's width to its height."""
BESIDE = 8.0
"""Pixels below the middle of a border, where the lines of paths end."""
RANKS = 70.0
"""Pixels between two ranks."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; `x` and `y` are its left and top edge."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def moved(self, x: float, y: float) -> Box:
        """Return the box, moved by these distances."""
        return Box(self.x + x, self.y + y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Route:
    """A line from the parent's border to the child's. It begins at `start`, follows Bézier curves of three points
    each, and ends with straight lines."""

    edge: Edge
    start: Point
    curves: tuple[Point, ...]
    straight: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Tray:
    """A block of tables that stand together."""

    heading: str
    box: Box


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all cards, lines and trays, in pixels."""

    width: float
    height: float
    cards: Mapping[QName, Card]
    boxes: Mapping[QName, Box]
    routes: tuple[Route, ...]
    trays: tuple[Tray, ...]


@dataclass(frozen=True, slots=True)
class _Packed:
    """A tray that has no place yet. The boxes are relative to its corner."""

    heading: str
    width: float
    height: float
    boxes: Mapping[QName, Box]
    combed: bool


@dataclass(slots=True)
class _Drawing:
    """The tables, lines and trays that have a place so far."""

    boxes: dict[QName, Box] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    trays: list[Tray] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0

    def put(self, tray: _Packed, x: float, y: float) -> None:
        """Place a tray and its tables."""
        self.trays.append(Tray(tray.heading, Box(x, y, tray.width, tray.height)))
        self.boxes.update({name: box.moved(x, y) for name, box in tray.boxes.items()})
        self.width = max(self.width, x + tray.width)
        self.height = max(self.height, y + tray.height)


def graphviz() -> Any:
    """Return the library pygraphviz. Raises PlannerError when the library is not installed."""
    try:
        import pygraphviz
    except ImportError as missing:
        raise PlannerError(
            f"the library that lays pictures out is not installed ({missing})",
            hint="pip install 'tenancy-planner[graph]', or write mermaid, which needs nothing: planner graph -o owners.mermaid",
        ) from missing
    return pygraphviz


def lay_out(graph: Graph) -> Layout:
    """Return the layout of a graph. Raises PlannerError when the library is missing."""
    cards = {node.relation: card(node) for node in graph.nodes}
    groups = _groups(graph)
    packed = {
        key: _pack(_heading(key, names), [(n, cards[n]) for n in names], combed=True) for key, names in groups.items()
    }
    drawing = _Drawing()
    _place(graph, cards, groups, packed, drawing)
    for kind in SHELVES:
        _shelf(kind, [n for n in graph.nodes if n.kind is kind and n.relation not in drawing.boxes], cards, drawing)
    drawing.routes += [_aside(e, drawing.boxes) for e in graph.edges if e.link is Link.COMPARED or e.parent == e.child]
    reach = max(x for route in drawing.routes for x, _ in (route.start, *route.curves)) if drawing.routes else 0.0
    return Layout(
        max(drawing.width, reach), drawing.height, cards, drawing.boxes, tuple(drawing.routes), tuple(drawing.trays)
    )


# Trays

_Key = tuple[QName, Link, str]


def _groups(graph: Graph) -> dict[_Key, list[QName]]:
    """Return the groups of tables that hang on one parent by one line and have no lines of their own, if a group is
    large enough."""
    lines: dict[QName, list[Edge]] = {}
    parents: set[QName] = set()
    for edge in graph.edges:
        if edge.link is Link.COMPARED or edge.parent == edge.child:
            continue
        lines.setdefault(edge.child, []).append(edge)
        parents.add(edge.parent)
    groups: dict[_Key, list[QName]] = {}
    for node in graph.nodes:
        match lines.get(node.relation, []):
            case [edge] if node.relation not in parents and edge.link in (Link.PATH, Link.SOURCE):
                label = edge.label if node.kind in (Kind.CONSTANT, Kind.EXISTING, Kind.MIXED) else node.kind
                groups.setdefault((edge.parent, edge.link, label), []).append(node.relation)
    return {key: names for key, names in groups.items() if len(names) >= SMALLEST_TRAY}


def _heading(key: _Key, names: Sequence[QName]) -> str:
    _, link, label = key
    return f"{len(names)} tables: {label}" if link is Link.SOURCE else ""


def _pack(heading: str, cards: Sequence[tuple[QName, Card]], *, combed: bool, room: float | None = None) -> _Packed:
    """Return the tables in columns, top to bottom. The tray is as wide as `room` allows; without `room`, about as
    wide as high."""
    best = _columns(heading, cards, 1, combed=combed)
    for columns in range(2, len(cards) + 1):
        tried = _columns(heading, cards, columns, combed=combed)
        fits = tried.width <= room if room is not None else tried.width <= tried.height * TRAY
        if not fits:
            break
        best = tried
    return best


def _columns(heading: str, cards: Sequence[tuple[QName, Card]], columns: int, *, combed: bool) -> _Packed:
    height = -(-len(cards) // columns)
    x, lowest = 0.0, 0.0
    top = HEADING + GAP / 2 if heading else GAP
    boxes: dict[QName, Box] = {}
    for start in range(0, len(cards), height):
        column = cards[start : start + height]
        x += COMB if combed else GAP
        y = top
        wide = max(one.width for _, one in column)
        for name, one in column:
            boxes[name] = Box(x, y, wide, one.height)
            y += one.height + GAP
        x += wide
        lowest = max(lowest, y)
    return _Packed(heading, max(x + GAP, width(heading, 13) + 2 * GAP), lowest, boxes, combed)


def _shelf(kind: Kind, nodes: Sequence[Node], cards: Mapping[QName, Card], drawing: _Drawing) -> None:
    """Place the tables without lines below the other tables."""
    if not nodes:
        return
    heading = f"{len(nodes)} {kind} table{'s' if len(nodes) > 1 else ''}"
    pairs = [(node.relation, cards[node.relation]) for node in nodes]
    packed = _pack(heading, pairs, combed=False, room=max(drawing.width, 900.0))
    drawing.put(packed, 0.0, drawing.height + 2 * GAP)


# Graphviz


def _place(
    graph: Graph,
    cards: Mapping[QName, Card],
    groups: Mapping[_Key, Sequence[QName]],
    packed: Mapping[_Key, _Packed],
    drawing: _Drawing,
) -> None:
    """Let `dot` place the tables that have lines, from left to right."""
    ids = graph.ids()
    tray_of = {name: key for key, names in groups.items() for name in names}
    tray_ids = {key: f"g{n}" for n, key in enumerate(packed)}
    edges = [e for e in graph.edges if e.link is not Link.COMPARED and e.parent != e.child]
    lined = {name for e in edges for name in (e.parent, e.child)} | {graph.nodes[0].relation}
    dot = graphviz().AGraph(directed=True, strict=False)
    dot.edge_attr.update(tailport="e", headport="w")
    dot.graph_attr.update(rankdir="LR", nodesep=f"{GAP / 72:.4f}", ranksep=f"{RANKS / 72:.4f}")
    for node in graph.nodes:
        key = tray_of.get(node.relation)
        if node.relation in lined and key is None:
            _add(dot, node.id, cards[node.relation].width, cards[node.relation].height)
        elif key is not None and not dot.has_node(tray_ids[key]):
            _add(dot, tray_ids[key], packed[key].width, packed[key].height)
    drawn: dict[str, list[Edge]] = {}
    for number, edge in enumerate(edges):
        key = tray_of.get(edge.child)
        if key is None:
            dot.add_edge(ids[edge.parent], ids[edge.child], key=f"e{number}")
            drawn[f"e{number}"] = [edge]
        else:
            if tray_ids[key] not in drawn:
                dot.add_edge(ids[edge.parent], tray_ids[key], key=tray_ids[key])
            drawn.setdefault(tray_ids[key], []).append(edge)
    dot.layout(prog="dot")
    _, _, right, top = (float(n) for n in dot.graph_attr["bb"].split(","))
    drawing.width, drawing.height = right, top
    by_id = {i: name for name, i in ids.items()}
    for found in dot.nodes():
        x, y = _point(found.attr["pos"], top)
        tray = next((key for key, i in tray_ids.items() if i == found), None)
        if tray is not None:
            drawing.put(packed[tray], x - packed[tray].width / 2, y - packed[tray].height / 2)
        else:
            one = cards[by_id[str(found)]]
            drawing.boxes[by_id[str(found)]] = Box(x - one.width / 2, y - one.height / 2, one.width, one.height)
    for line in dot.edges(keys=True):
        start, curves = _spline(dot.get_edge(*line).attr["pos"], top)
        for edge in drawn[line[2]]:
            tray = tray_of.get(edge.child)
            straight = tuple(_comb(curves[-1], drawing.boxes[edge.child], packed[tray], edge.child)) if tray else ()
            drawing.routes.append(Route(edge, start, curves, straight))


def _add(dot: Any, id: str, wide: float, high: float) -> None:
    dot.add_node(id, shape="box", fixedsize="true", label="", width=f"{wide / 72:.4f}", height=f"{high / 72:.4f}")


def _point(text: str, top: float) -> Point:
    """Return a point of Graphviz, which counts from the bottom, counted from the top."""
    x, y = text.split(",")
    return float(x), top - float(y)


def _spline(text: str, top: float) -> tuple[Point, tuple[Point, ...]]:
    """Return the points of `e,x,y x,y …`. The arrow's tip comes first in this text, and last in a path."""
    tip, *rest = text.split()
    points = [_point(one, top) for one in rest]
    end = _point(tip.removeprefix("e,"), top)
    return points[0], (*points[1:], points[-1], end, end)


def _comb(entry: Point, box: Box, tray: _Packed, name: QName) -> Iterator[Point]:
    """Return the points from where the line enters the tray to the table's left border."""
    inner = tray.boxes[name]
    left, top = box.x - inner.x, box.y - inner.y
    first, bus = left + COMB / 2, box.x - COMB / 2
    yield (first, entry[1])
    if bus > first:
        ceiling = top + (HEADING if tray.heading else GAP / 2) - 1
        yield (first, ceiling)
        yield (bus, ceiling)
    yield (bus, box.middle)
    yield (box.x, box.middle)


# Lines that do not influence where a table stands


def _aside(edge: Edge, boxes: Mapping[QName, Box]) -> Route:
    parent, child = boxes[edge.parent], boxes[edge.child]
    if edge.parent == edge.child:
        x, y = parent.right, parent.y
        return Route(edge, (x - 26, y), ((x - 26, y - 16), (x + 18, y - 10), (x, y + 10)))
    if child.x > parent.right:
        bend = max(30.0, (child.x - parent.right) / 2)
        start, end = (parent.right, parent.middle + BESIDE), (child.x, child.middle + BESIDE)
        return Route(edge, start, ((start[0] + bend, start[1]), (end[0] - bend, end[1]), end))
    start, end = (parent.right, parent.middle + BESIDE), (child.right, child.middle + BESIDE)
    bend = max(start[0], end[0]) + 40
    return Route(edge, start, ((bend, start[1]), (bend, end[1]), end))
