"""The way back of the files: planner's edits are taken back from the record, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.errors import PlanError
from planner.orm import record
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import Content, content, marked, python, ruby

_DETECT = {".py": python, ".rb": ruby}
"""What finds the encoding of a file, by its suffix."""


@dataclass(frozen=True, slots=True)
class Back:
    """The files as they will be, the changes that people have to take back, and the record that stays."""

    edited: list[Edited]
    made: list[Path]
    """Files that planner made and nobody has changed: they go."""
    leftovers: list[Leftover]
    entries: list[record.Entry]


def back(entries: Sequence[record.Entry], orm: str, paths: Sequence[Path], place: Path) -> Back:
    """Take the edits of an ORM's files below `paths` back.

    Raise PlanError when the record has none. Entries of changes that people have to take back stay in the record.
    """
    mine = [one for one in entries if one.orm == orm and _below(record.file_of(one, place), paths)]
    if not mine:
        raise PlanError(
            f"{place} has no edit of these files",
            hint="planner orm --confirm writes it; without it, take the files from version control",
        )
    edited: list[Edited] = []
    made: list[Path] = []
    leftovers: list[Leftover] = []
    stays: list[record.Entry] = []
    for path in dict.fromkeys(record.file_of(one, place) for one in reversed(mine)):
        edits = [one for one in mine if record.file_of(one, place) == path]
        if not path.exists():
            if edits[0].was is not None:
                leftovers.append(Leftover(None, 0, f"{path} is not there any more"))
            continue
        try:
            before = _read(path)
        except PlanError as error:
            leftovers.append(Leftover(None, 0, f"{error.message}; take planner's edits of this file back by hand"))
            stays += edits
            continue
        text = before.text
        for one in reversed(edits[: record.written_of(edits, text)]):
            text, left = record.undone(one, path, text)
            leftovers += left
            stays += [one] if left else []
        if edits[0].was is None and not text.strip():
            made.append(path)
        elif text != before.text:
            edited.append(Edited(path, before.text, text, before.encoding.encode(text)))
    return Back(edited, made, leftovers, [one for one in entries if one not in mine or one in stays])


def _read(path: Path) -> Content:
    """Return a file in its own encoding, which Python and Ruby name in a comment."""
    return content(path, _DETECT.get(path.suffix, marked))


def _below(file: Path, paths: Sequence[Path]) -> bool:
    return any(file.resolve().is_relative_to(path.resolve()) for path in paths)
