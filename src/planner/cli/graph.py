"""The command `planner graph`: draw which table belongs to which."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.app import app
from planner.cli.files import write_file
from planner.cli.options import DEFAULT_PLAN, Dsn, PictureFormat, PlanFile, load, picture_format, tell


@app.command()
def graph(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="The picture's file: .svg, .html, .mermaid, .mmd or .json. Default: mermaid to stdout.",
        ),
    ] = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="Also count the rows that break a rule; reads the tables.")
    ] = False,
) -> None:
    """Draw which table belongs to which, with state and problems. Read-only."""
    from planner.report.graph.mermaid import mermaid
    from planner.report.graph.model import graph as build
    from planner.run.preflight import preflight
    from planner.run.project import look, open_reading
    from planner.run.status import status as read_status

    format = picture_format(output)
    if format in (PictureFormat.SVG, PictureFormat.HTML):
        from planner.report.graph.layout import graphviz, lay_out

        graphviz()
    loaded = load(plan)
    with open_reading(loaded, dsn) as connection:
        view = look(connection, loaded)
        found = read_status(connection, view)
        broken = [one for table in preflight(connection, view.state) for one in table.broken] if rows else None
    drawn = build(view, found, broken)
    match format:
        case PictureFormat.MERMAID:
            text = mermaid(drawn)
        case PictureFormat.JSON:
            from planner.report.graph.machine import graph_json

            text = graph_json(drawn, view.catalog.server.database)
        case PictureFormat.SVG:
            from planner.report.graph.svg import svg

            text = svg(drawn, lay_out(drawn))
        case PictureFormat.HTML:
            from planner.report.graph.page import page

            text = page(drawn, lay_out(drawn))
    if output is None or str(output) == "-":
        sys.stdout.write(text)
        return
    write_file(output, text)
    tell(f"{drawn.title}. Written to {output}")
