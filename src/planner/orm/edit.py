"""Edits of a file as splices of its bytes. Every other byte stays as it is, to the last space."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Bytes `start` to `end` of a file become `text`. Splices at the same place are applied in their order."""

    start: int
    end: int
    text: bytes


@dataclass(frozen=True, slots=True)
class Leftover:
    """An edit that people have to make by hand. `file` is None if the edit is in no file."""

    file: Path | None
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.file is not None else self.what


@dataclass(frozen=True, slots=True)
class Edited:
    """The text of one file before and after the edits, as UTF-8 without a byte order mark."""

    file: Path
    before: bytes
    after: bytes
    stored: bytes | None = None
    """The bytes to write, if they differ from `after`: the file has another encoding, or a byte order mark."""

    @property
    def content(self) -> bytes:
        """The bytes to write."""
        return self.after if self.stored is None else self.stored

    def diff(self) -> str:
        """Return a unified diff with three lines of context; empty if nothing changes."""
        name = _named(self.file)
        lines = difflib.unified_diff(lines_of(self.before), lines_of(self.after), f"a/{name}", f"b/{name}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _named(file: Path) -> str:
    """Return the path for a diff that `git apply` and `patch -p1` take: from the working directory, or from the root."""
    if file.is_absolute() and file.is_relative_to(Path.cwd()):
        file = file.relative_to(Path.cwd())
    return file.as_posix().lstrip("/")


def lines_of(text: bytes) -> list[str]:
    """Return the lines with their ends. Only a line feed ends a line, as for `patch`."""
    return re.findall(r"[^\n]*\n|[^\n]+", text.decode(errors="replace"))


def beginning(text: bytes, at: int, marks: tuple[bytes, ...]) -> int:
    """Return the start of the comments directly above `at`, or of the line of `at` without comments. Comment lines
    begin with one of `marks`."""
    start = text.rfind(b"\n", 0, at) + 1
    while start:
        above = text.rfind(b"\n", 0, start - 1) + 1
        if not text[above:start].lstrip().startswith(marks):
            break
        start = above
    return start


def edited(files: Iterable[tuple[Path, bytes, Iterable[Splice]]]) -> list[Edited]:
    """Return the files that change. New text gets the line ends of most lines of its file."""
    found = []
    for path, text, splices in files:
        ends = b"\r\n" if 2 * text.count(b"\r\n") > text.count(b"\n") else b"\n"
        fitting = [replace(one, text=one.text.replace(b"\r\n", b"\n").replace(b"\n", ends)) for one in splices]
        found.append(Edited(path, text, spliced(text, fitting)))
    return [one for one in found if one.before != one.after]


def spliced(before: bytes, splices: Iterable[Splice]) -> bytes:
    """Return the edited bytes. Raises ValueError when two splices replace the same bytes."""
    out: list[bytes] = []
    at = 0
    for splice in sorted(splices, key=lambda s: (s.start, s.end)):
        if splice.start < at:
            raise ValueError(f"two edits of the bytes at {splice.start}")
        out += [before[at : splice.start], splice.text]
        at = splice.end
    return b"".join([*out, before[at:]])
