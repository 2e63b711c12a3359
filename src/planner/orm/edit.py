"""Edits of a file as splices of its bytes: whatever is not meant stays as it is, to the last space."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Bytes `start` to `end` of a file become `text`. Splices at one place are put in their order."""

    start: int
    end: int
    text: bytes


@dataclass(frozen=True, slots=True)
class Leftover:
    """What has to be edited by hand; `file` is None for what is in no file."""

    file: Path | None
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.file is not None else self.what


@dataclass(frozen=True, slots=True)
class Edited:
    """One file, before and after."""

    file: Path
    before: bytes
    after: bytes

    def diff(self) -> str:
        """Unified, with three lines of context; empty where nothing changes."""
        name = str(self.file)
        lines = difflib.unified_diff(
            self.before.decode(errors="replace").splitlines(keepends=True),
            self.after.decode(errors="replace").splitlines(keepends=True),
            f"a/{name}",
            f"b/{name}",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def beginning(text: bytes, at: int, marks: tuple[bytes, ...]) -> int:
    """Where what begins at `at` begins with the comments directly above it, whose lines begin with one of `marks`."""
    start = text.rfind(b"\n", 0, at) + 1
    while start:
        above = text.rfind(b"\n", 0, start - 1) + 1
        if not text[above:start].lstrip().startswith(marks):
            break
        start = above
    return start


def edited(files: Iterable[tuple[Path, bytes, Iterable[Splice]]]) -> list[Edited]:
    """The files that change. What is put in has line ends as its file has them."""
    found = []
    for path, text, splices in files:
        ends = b"\r\n" if b"\r\n" in text else b"\n"
        fitting = [replace(one, text=one.text.replace(b"\r\n", b"\n").replace(b"\n", ends)) for one in splices]
        found.append(Edited(path, text, spliced(text, fitting)))
    return [one for one in found if one.before != one.after]


def spliced(before: bytes, splices: Iterable[Splice]) -> bytes:
    """Raises ValueError where two splices replace the same bytes."""
    out: list[bytes] = []
    at = 0
    for splice in sorted(splices, key=lambda s: (s.start, s.end)):
        if splice.start < at:
            raise ValueError(f"two edits of the bytes at {splice.start}")
        out += [before[at : splice.start], splice.text]
        at = splice.end
    return b"".join([*out, before[at:]])
