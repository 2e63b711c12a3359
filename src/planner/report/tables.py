"""Tables of results: drawn by rich on a terminal, aligned text elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from planner.files.psql import one_line


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, terminal: bool = False) -> str:
    """Return a table whose columns are as wide as their longest cell. The last column has no fixed width."""
    rows = [[one_line(cell) for cell in row] for row in rows]
    if terminal:
        return _rich(headings, rows)
    widths = [max(len(row[n]) for row in [headings, *rows]) for n in range(len(headings))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [headings, *rows]
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _rich(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        grid.add_column(heading)
    for row in rows:
        grid.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    console = Console()
    with console.capture() as captured:
        console.print(grid)
    return captured.get().rstrip()


_STYLES = {"ok": "green", "FINDING": "bold red", "note": "yellow"}
