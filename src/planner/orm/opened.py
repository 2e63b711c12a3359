"""The files of an application, opened for edits: what can't be read is left to people, and every edit is read again.

A file that the user names must be readable. A file in a folder that the user names may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from planner.errors import PlanError
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import Content, Detect, content

F = TypeVar("F")

Flaw = Callable[[Content], str | None]
"""Returns what is wrong with a file's syntax, with its line; None if nothing is."""


@dataclass(frozen=True, slots=True)
class Opened(Generic[F]):
    """The files that planner could read, and the files that it could not."""

    files: list[F]
    contents: dict[Path, Content]
    unread: list[Leftover]
    flaw: Flaw

    def close(self, edits: tuple[list[Edited], list[Leftover]]) -> tuple[list[Edited], list[Leftover]]:
        """Return the edits in the files' own encodings, and all that is left to people.

        An edit is left to people when the file could be parsed before and can't be parsed after the edit, or when the
        file's encoding lacks a letter.
        """
        found, left = edits
        kept: list[Edited] = []
        left = [*left, *self.unread]
        for one in found:
            before = self.contents[one.file]
            try:
                kept.append(self._encoded(one, before))
            except ValueError as error:
                left.append(Leftover(one.file, 1, f"edit this file by hand: {error}"))
        return kept, left

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
    files: list[F] = []
    contents: dict[Path, Content] = {}
    unread: list[Leftover] = []
    reasons: list[PlanError] = []
    for path in found:
        try:
            one = content(path, detect)
            files.append(read(one))
            contents[path] = one
        except PlanError as error:
            if path in named:
                raise
            reasons.append(error)
            unread.append(Leftover(None, 0, f"{error.message}; planner edited nothing in this file"))
    if reasons and not files:
        raise reasons[0]
    return Opened(files, contents, unread, flaw)
