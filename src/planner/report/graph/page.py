"""A graph as one HTML file: the drawing with search, pan and zoom, and the owner path from a table to the tenants."""

from __future__ import annotations

from xml.sax.saxutils import escape

from planner.report.graph.layout import Layout
from planner.report.graph.model import Graph
from planner.report.graph.svg import asset, svg

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""The policy lets the page fetch nothing, even if a name in the page contains markup."""


def page(graph: Graph, layout: Layout) -> str:
    """Return the HTML page."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width">
<title>{escape(graph.title)}</title>
<style>
{asset("page.css")}
</style>
</head>
<body>
<header>
<input id="search" type="search" placeholder="table, column, state" aria-label="Search" autocomplete="off">
<output id="found"></output>
<span class="tools"><button id="out" type="button">−</button><button id="in" type="button">+</button>
<button id="all" type="button">all</button></span>
<output id="way"></output>
</header>
<main>
{svg(graph, layout).rstrip()}
</main>
<script>
{asset("page.js")}
</script>
</body>
</html>
"""
