"""The command `planner docs`: the documentation, offline."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app

if TYPE_CHECKING:
    from planner.pages import Page

PIPE = 10_000
"""The width of a line in a pipe: nothing is cut there."""


@app.command()
def docs(
    page: Annotated[
        str | None,
        typer.Argument(
            metavar="PAGE",
            help="A page, such as plan, rules/view or commands#planner-diff. Default: list all pages.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Print the documentation, offline.

    A terminal shows the page formatted, with a pager. Elsewhere the page is printed as Markdown.
    """
    from planner.cli import pager
    from planner.pages import pages

    found = pages()
    if page is None:
        pager.show(_list(found))
    else:
        text = _text(found, page)
        pager.show(_drawn(text) if sys.stdout.isatty() else text.splitlines())


def _list(found: list[Page]) -> list[str]:
    """Return one line for each page: its name, and its first sentence as far as the terminal has room."""
    from planner.cli.pager import width
    from planner.pages import summary

    names = max(len(page.name) for page in found)
    room = width(PIPE)
    lines = [f"{page.name:<{names}}  {summary(page.file.read_text(encoding='utf-8'))}" for page in found]
    return [line if len(line) <= room else f"{line[: room - 1]}…" for line in lines]


def _text(found: list[Page], wanted: str) -> str:
    """Return the text of a page, a section, or a file of the examples. Raise BadParameter with near names for others."""
    from planner.pages import named, root, sections

    name, _, anchor = wanted.partition("#")
    name = named(name)
    last = [page for page in found if page.name.rpartition("/")[2] == name.lower()]
    exact = [page for page in found if page.name.lower() == name.lower()]
    if not (exact or len(last) == 1):
        file = (root() / wanted).resolve()
        if file.is_file() and any(file.is_relative_to(root().resolve() / below) for below in ("docs", "examples")):
            return file.read_text(encoding="utf-8", errors="replace")
        raise typer.BadParameter(f"{wanted!r} is no page; {_near(found, name)}", param_hint="PAGE")
    page = (exact or last)[0]
    text = page.text()
    if not anchor:
        return text
    known = dict(reversed([*sections(text)]))
    if anchor not in known:
        close = get_close_matches(anchor, known, n=5, cutoff=0.5) or [*known][:5]
        raise typer.BadParameter(f"page {page.name} has no section {anchor!r}; near: {', '.join(close)}")
    return known[anchor]


def _near(found: list[Page], name: str) -> str:
    """Return the pages and sections whose names are near, in words."""
    from planner.pages import sections

    word = name.lower()
    last = {page.name.rpartition("/")[2].lower(): page.name for page in found}
    whole = get_close_matches(
        word, [page.name for page in found if "/" in page.name or "/" not in word], n=3, cutoff=0.75
    )
    close = [*whole, *(last[one] for one in get_close_matches(word.rpartition("/")[2], last, n=4, cutoff=0.6))]
    headings = [
        f"{page.name}#{anchor}"
        for page in found
        if "/" not in page.name
        for anchor, _ in sections(page.text())
        if word and word in anchor.split("-")
    ]
    near = list(dict.fromkeys([*close, *headings]))[:6]
    return f"near: {', '.join(near)}" if near else "planner docs lists all pages"


def _drawn(text: str) -> list[str]:
    """Return Markdown as lines for the terminal."""
    from rich.console import Console
    from rich.markdown import Markdown

    from planner.cli.pager import width

    console = Console(width=min(width(100), 110))
    with console.capture() as drawn:
        console.print(Markdown(text, code_theme="ansi_dark", hyperlinks=False))
    return drawn.get().splitlines()
