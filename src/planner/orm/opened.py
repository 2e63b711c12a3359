"""The files of an application, opened for edits: what can't be read is left to people, and every edit is read again.

A file that the user names must be readable. A file in a folder that the user names may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from planner.errors import PlanError
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import Content, Detect, content

F = TypeVar("F")

Flaw = Callable[[Content], str | None]
"""Returns what is wrong with a file's syntax, with its line; None if nothing is."""


@dataclass(slots=True)
class Opened(Generic[F]):
    """The files that planner could read, and the files that it could not."""

    named: Sequence[Path]
    """The files and folders that the user names."""
    detect: Detect
    read: Callable[[Content], F]
    flaw: Flaw
    files: list[F] = field(default_factory=list)
    contents: dict[Path, Content] = field(default_factory=dict)
    unread: dict[Path, PlanError] = field(default_factory=dict)

    def open(self, path: Path) -> F | None:
        """Open one more file; None if planner can't read it. Raises PlanError for a file that the user names."""
        if path in self.unread:
            return None
        try:
            one = content(path, self.detect)
            file = self.read(one)
        except PlanError as error:
            if path in self.named:
                raise
            self.unread[path] = error
            return None
        self.files.append(file)
        self.contents[path] = one
        return file

    def close(self, edits: tuple[list[Edited], list[Leftover]]) -> tuple[list[Edited], list[Leftover]]:
        """Return the edits in the files' own encodings, and all that is left to people.

        An edit is left to people when the file could be parsed before and can't be parsed after the edit, or when the
        file's encoding lacks a letter.
        """
        found, left = edits
        kept: list[Edited] = []
        left = list(left)
        for one in found:
            before = self.contents[one.file]
            try:
                kept.append(self._encoded(one, before))
            except ValueError as error:
                left.append(Leftover(one.file, 1, f"edit this file by hand: {error}"))
        unread = (f"{why.message}; planner edited nothing in this file" for why in self.unread.values())
        return kept, [*left, *(Leftover(None, 0, what) for what in unread)]

    def _encoded(self, one: Edited, before: Content) -> Edited:
        """Return the edit in the file's own encoding. Raises ValueError with the reason when the edit would break it."""
        flaw = self.flaw(replace(before, text=one.after))
        if flaw is not None and self.flaw(before) is None:
            raise ValueError(f"after planner's edit it would not be right: {flaw}")
        encoding = before.encoding
        try:
            return replace(one, stored=encoding.encode(one.after))
        except UnicodeEncodeError as error:
            letter = error.object[error.start : error.start + 1]
            raise ValueError(f"its encoding {encoding.name} has no letter {letter!r}") from None


def opened(
    found: Sequence[Path], named: Sequence[Path], detect: Detect, read: Callable[[Content], F], flaw: Flaw
) -> Opened[F]:
    """Open files. Raises PlanError when a file of `named` can't be read, or none can."""
    held = Opened(named, detect, read, flaw)
    for path in found:
        held.open(path)
    if held.unread and not held.files:
        raise next(iter(held.unread.values()))
    return held
