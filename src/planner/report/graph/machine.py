"""A picture as JSON, for programs."""

from __future__ import annotations

import json

from planner.report.graph.model import Edge, Graph, Node
from planner.report.machine import VERSION


def graph_json(graph: Graph, database: str) -> str:
    """Return the tables and the lines as JSON (docs/json.md)."""
    document = {
        "version": VERSION,
        "database": database,
        "title": graph.title,
        "rows_read": graph.rows_read,
        "tables": [_table(node) for node in graph.nodes],
        "edges": [_edge(edge) for edge in graph.edges],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _table(node: Node) -> dict[str, object]:
    return {
        "relation": str(node.relation),
        "kind": node.kind.value,
        "source": node.source,
        "estimated_rows": node.rows if node.estimated else None,
        "stage": node.stage.value if node.stage is not None else None,
        "missing": list(node.todo),
        "problems": list(node.problems),
    }


def _edge(edge: Edge) -> dict[str, object]:
    return {
        "parent": str(edge.parent),
        "child": str(edge.child),
        "link": edge.link.value,
        "label": edge.label,
    }
