"""A graph as the text of a Mermaid flowchart, for Markdown that another program renders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.report.graph.card import EXPRESSION
from planner.report.graph.kinds import SHELVES, Kind
from planner.report.graph.model import MARKS, STAGES, Edge, Graph, Link, Node
from planner.report.graph.text import shortened

_SHAPES = {
    Kind.TENANTS: ('[["', '"]]'),
    Kind.CONSTANT: ('["', '"]'),
    Kind.VIA: ('("', '")'),
    Kind.SQL: ('[/"', '"/]'),
    Kind.EXISTING: ('[("', '")]'),
    Kind.MIXED: ('[\\"', '"\\]'),
    Kind.SHARED: ('(("', '"))'),
    Kind.REFERENCE: ('(["', '"])'),
    Kind.EXEMPT: ('{{"', '"}}'),
}
_CLASSES = {
    Kind.TENANTS: "fill:#222,stroke:#222,color:#fff",
    Kind.CONSTANT: "fill:#d6ecf9,stroke:#0072b2,color:#000",
    Kind.VIA: "fill:#cdeee3,stroke:#009e73,color:#000",
    Kind.SQL: "fill:#f5e1ec,stroke:#cc79a7,color:#000",
    Kind.EXISTING: "fill:#fbe9c8,stroke:#e69f00,color:#000",
    Kind.MIXED: "fill:#f7dccb,stroke:#d55e00,color:#000",
    Kind.SHARED: "fill:#dcebf7,stroke:#56b4e9,color:#000",
    Kind.REFERENCE: "fill:#eee,stroke:#999,color:#000",
    Kind.EXEMPT: "fill:#fff,stroke:#777,color:#000,stroke-dasharray:5 3",
}
_WRONG = "stroke:#d55e00,stroke-width:3px"
_ROW = 6
"""The number of tables beside each other, for tables without lines."""


def mermaid(graph: Graph) -> str:
    """Return the flowchart."""
    return "\n".join(_document(graph)) + "\n"


def _document(graph: Graph) -> Iterator[str]:
    ids = graph.ids()
    yield f"%% {graph.title}"
    yield "%% " + ("planner read every row" if graph.rows_read else "planner did not read the rows: --rows does")
    yield "flowchart LR"
    lined = {name for edge in graph.edges for name in (edge.parent, edge.child)} | {graph.nodes[0].relation}
    for node in graph.nodes:
        if node.relation in lined:
            yield f"  {_node(node)}"
    for edge in graph.edges:
        yield f"  {_edge(edge, ids[edge.parent], ids[edge.child])}"
    for kind in SHELVES:
        yield from _shelf(kind, [n for n in graph.nodes if n.kind is kind and n.relation not in lined])
    for kind, style in _CLASSES.items():
        members = [node.id for node in graph.nodes if node.kind is kind]
        if members:
            yield f"  classDef {kind} {style}"
            yield f"  class {','.join(members)} {kind}"
    wrong = [node.id for node in graph.nodes if node.problems]
    if wrong:
        yield f"  classDef wrong {_WRONG}"
        yield f"  class {','.join(wrong)} wrong"


def _node(node: Node) -> str:
    left, right = _SHAPES[node.kind]
    lines = [f"<b>{escaped(node.label)}</b>", escaped(shortened(node.source, EXPRESSION)), escaped(node.rows_text)]
    if node.stage:
        lines.append(f"{'●' * node.stage.behind}{'○' * (MARKS - node.stage.behind)} {node.stage}")
    if node.todo and (node.stage is None or node.stage is not STAGES[0]):
        lines.append(escaped(f"to do: {', '.join(node.todo)}"))
    lines += [escaped(f"▲ {text}") for text in node.problems]
    return f"{node.id}{left}{'<br/>'.join(lines)}{right}"


def _edge(edge: Edge, parent: str, child: str) -> str:
    label = f'|"{escaped(shortened(edge.label, EXPRESSION))}"|'
    match edge.link:
        case Link.PATH:
            return f"{parent} -->{label} {child}"
        case Link.SOURCE:
            return f"{parent} ==> {child}"
        case Link.COMPARED:
            return f"{parent} -.-> {child}"
        case Link.HOLE:
            return f'{child} -.->|"▲ hole: {escaped(edge.label)}"| {parent}'


def _shelf(kind: Kind, nodes: Sequence[Node]) -> Iterator[str]:
    if not nodes:
        return
    yield f'  subgraph {kind}s["{len(nodes)} {kind} table{"s" if len(nodes) > 1 else ""}"]'
    yield from (f"    {_node(node)}" for node in nodes)
    for start in range(0, len(nodes), _ROW):
        row = nodes[start : start + _ROW]
        if len(row) > 1:
            yield f"    {' ~~~ '.join(node.id for node in row)}"
    yield "  end"


_PLAIN = frozenset(" _.,:()/-+=→·…▲'")


def escaped(text: str) -> str:
    """Return the text with Mermaid's entity codes for every character that Mermaid's grammar, Markdown or HTML may
    read as syntax."""
    return "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in text)
