"""Tables of results: drawn by rich on a terminal, aligned text elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from planner.files.psql import one_line


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, terminal: bool = False, width: int | None = None
) -> str:
    """Return a table whose columns are as wide as their longest cell. The last column has no fixed width.

    `width` is the room, in characters: that of the terminal on a terminal, else None for any. In a table that is wider,
    the widest column has a line of its own below each row, so that no name is cut.
    """
    rows = [[one_line(cell) for cell in row] for row in rows]
    room = _columns() if terminal and width is None else width
    widths = [max(len(row[n]) for row in [headings, *rows]) for n in range(len(headings))]
    between = 3 if terminal else 2
    if room is not None and sum(widths) + between * (len(widths) - 1) > room:
        narrow = _narrow(headings, rows, room)
        if narrow is not None:
            return narrow
    if terminal:
        return _rich(headings, rows)
    lines = [_line(row, widths) for row in [headings, *rows]]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _columns() -> int:
    from rich.console import Console

    return Console().width


def _narrow(headings: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> str | None:
    """Return the table with its widest column in lines below the rows; None if the other columns do not fit either."""
    places = range(len(headings))
    apart = max(places[1:], key=lambda n: max(len(row[n]) for row in [headings, *rows]), default=0)
    kept = [n for n in places if n != apart]
    widths = [max([1, *map(len, headings[n].split()), *(len(row[n]) for row in rows)]) for n in kept]
    total = sum(widths) + 2 * (len(widths) - 1)
    if not apart or total > room:
        return None
    titles = [wrap(headings[n], width) for n, width in zip(kept, widths, strict=True)]
    deep = max(map(len, titles))
    cells = [[""] * (deep - len(title)) + title for title in titles]
    lines = [_line(line, widths) for line in zip(*cells, strict=True)]
    lines += [f"  {headings[apart]}", "-" * max(total, len(headings[apart]) + 2)]
    for row in rows:
        lines.append(_line([row[n] for n in kept], widths))
        lines += wrap(row[apart], room, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _rich(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    console = Console()
    with console.capture() as captured:
        console.print(grid)
    return captured.get().rstrip()


_STYLES = {"ok": "green", "FINDING": "bold red", "note": "yellow"}
