"""Print text on a terminal through a pager when it is longer than the screen; elsewhere as it is."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import TextIO


def show(lines: Iterable[str]) -> None:
    """Print the lines to stdout. A pager shows them when stdin and stdout are a terminal that has fewer lines."""
    line = iter(lines)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or not (pager := _pager()):
        sys.stdout.writelines(f"{one}\n" for one in line)
        return
    screen = shutil.get_terminal_size().lines
    first = list(islice(line, screen))
    if len(first) < screen - 1:
        sys.stdout.writelines(f"{one}\n" for one in first)
        return
    _page(pager, chain(first, line))


def in_colour() -> bool:
    """Return whether text may have colours: on a terminal that knows them, unless $NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width(pipe: int) -> int:
    """Return the columns of the terminal that stdout is, or `pipe`."""
    return width_of(sys.stdout) or pipe


def width_of(stream: TextIO) -> int | None:
    """Return the columns of the terminal that a stream is; None when it is none."""
    if not stream.isatty():
        return None
    with suppress(KeyError, ValueError):
        return max(int(os.environ["COLUMNS"]), 1)
    with suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    return _USUAL


_USUAL = 80
"""The columns of a terminal that does not say how many it has."""


def _pager() -> list[str]:
    """Return the command of $PAGER, or less; empty when there is none."""
    with suppress(ValueError):
        words = shlex.split(os.environ.get("PAGER", "less"))
        if words and shutil.which(words[0]):
            return words
    return []


def _page(pager: list[str], lines: Iterator[str]) -> None:
    environment = {"LESS": "FRX"} | os.environ  # quit when it fits, show colours, leave the text on the screen
    sys.stdout.flush()
    process = subprocess.Popen(  # noqa: S603
        pager, stdin=subprocess.PIPE, env=environment, encoding="utf-8", errors="surrogateescape"
    )
    assert process.stdin is not None
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in less ends a search, and neither less nor planner.
    try:
        with suppress(BrokenPipeError):  # The reader has left before the end.
            process.stdin.writelines(f"{one}\n" for one in lines)
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
