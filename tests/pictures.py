"""Pictures of terminals for the documentation: `make pictures` runs the commands and writes docs/images/*.svg.

Each command runs on a real pseudo-terminal against the chat application with 2,000 users.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pyte.screens import Char
from rich.console import Console
from rich.style import Style
from rich.text import Text

from harness.databases import Database, fresh_database
from harness.servers import WHEEL_MAJOR, running_server
from harness.terminal import Terminal
from planner.demo import example

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
COLUMNS = 110


@dataclass(frozen=True, slots=True)
class Picture:
    """One command, the file's name, and the number of lines that are shown."""

    name: str
    arguments: tuple[str, ...]
    first: int = 40
    last: int = 0


PICTURES = (
    Picture("help", ("--help",)),
    Picture("diff", ("diff",)),
    Picture("step", ("diff", "--table", "Chat"), first=24),
    Picture("apply", ("apply", "--confirm"), first=3, last=12),
    Picture("status", ("status",)),
    Picture("verify", ("verify",), first=12, last=6),
)


def main() -> None:
    """Write every picture."""
    os.environ["PAGER"] = "cat"
    with (
        running_server(WHEEL_MAJOR) as server,
        fresh_database(server) as database,
        tempfile.TemporaryDirectory() as home,
    ):
        example.load(database.dsn)
        database.load("ANALYZE")
        (Path(home) / "plans").mkdir()
        with example.plan() as plan:
            (Path(home) / "plans" / "tenancy.yaml").write_text(plan.read_text(encoding="utf-8"), encoding="utf-8")
        os.environ["PLANNER_DSN"] = database.dsn
        os.chdir(home)
        for picture in PICTURES:
            file = IMAGES / f"{picture.name}.svg"
            file.write_text(drawn(picture, list(screen(picture, database))), encoding="utf-8")
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} kB")


def screen(picture: Picture, database: Database) -> Iterator[Text]:
    """Run the command, and yield the lines of its terminal, with the names of a reader's machine."""
    with Terminal(*picture.arguments, columns=COLUMNS, rows=400) as terminal:
        code = terminal.ended()
        assert code == 0, f"{picture.name}: exit {code}\n" + "\n".join(terminal.lines())
        buffer = terminal.screen.buffer
        lines = [line(list(buffer[row].values())) for row in range(max(buffer, default=-1) + 1)]
    while lines and not lines[-1].plain.strip():
        lines.pop()
    host = database.server.host
    for one in lines:
        if database.name in one.plain or host in one.plain:
            text = one.plain.replace(database.name, "chat").replace(host, "localhost").replace("as postgres", "as you")
            yield Text(re.sub(r"\S+@\S+,", "you@laptop,", text))
        else:
            yield Text(re.sub(r"by \S+@[\w.-]+", "by you@laptop", one.plain)) if "@" in one.plain else one


def line(characters: list[Char]) -> Text:
    """Return the characters of one line with their colours."""
    text = Text()
    for look, group in groupby(characters, key=style):
        text.append("".join(one.data for one in group), look)
    text.rstrip()
    return text


def style(one: Char) -> Style:
    return Style(
        color=colour(one.fg), bgcolor=colour(one.bg), bold=one.bold, underline=one.underscore, reverse=one.reverse
    )


def colour(name: str) -> str | None:
    """Return pyte's colour as rich names it."""
    if name == "default":
        return None
    if re.fullmatch(r"[0-9a-f]{6}", name):
        return f"#{name}"
    plain = name.removeprefix("bright")
    plain = "yellow" if plain == "brown" else plain
    return f"bright_{plain}" if name.startswith("bright") else plain


def drawn(picture: Picture, lines: list[Text]) -> str:
    """Return the terminal as SVG. It names no font of the network."""
    cut = len(lines) - picture.first - picture.last
    if cut > 1:
        lines = [*lines[: picture.first], Text("…", "dim"), *(lines[-picture.last :] if picture.last else [])]
    command = f"planner {' '.join(picture.arguments)}"
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(width=COLUMNS, record=True, file=nowhere, force_terminal=True, color_system="truecolor")
        console.print(Text(f"$ {command}", "bold"))
        for one in lines:
            console.print(one, no_wrap=True, crop=True, overflow="crop", highlight=False)
        svg = console.export_svg(title=command, unique_id=picture.name)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return "\n".join(row.rstrip() for row in svg.replace("Fira Code", "ui-monospace").splitlines()) + "\n"


if __name__ == "__main__":
    main()
