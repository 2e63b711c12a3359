"""The way back of the files: planner's edits are taken back from the record, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.errors import PlanError
from planner.orm import record
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import Content, content, marked, python


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
    texts: dict[Path, tuple[Content, bytes]] = {}
    leftovers: list[Leftover] = []
    stays: list[record.Entry] = []
    made: list[Path] = []
    for one in reversed(mine):
        path = record.file_of(one, place)
        if not path.exists():
            leftovers.append(Leftover(None, 0, f"{path} is not there any more"))
            continue
        held = texts.get(path)
        before = held[0] if held is not None else content(path, python if path.suffix == ".py" else marked)
        text, left = record.undone(one, path, held[1] if held is not None else before.text)
        texts[path] = before, text
        leftovers += left
        if left:
            stays.insert(0, one)
        if one.was is None and not text.strip():
            made.append(path)
    edited = [
        Edited(path, before.text, text, before.encoding.encode(text))
        for path, (before, text) in texts.items()
        if text != before.text and path not in made
    ]
    return Back(edited, made, leftovers, [one for one in entries if one not in mine or one in stays])


def _below(file: Path, paths: Sequence[Path]) -> bool:
    return any(file.resolve().is_relative_to(path.resolve()) for path in paths)
