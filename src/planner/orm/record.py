"""The record of planner's edits, beside the plan: `planner orm --stage none` takes the edits back from it.

The database knows nothing of the application's files, and a file does not show what it was before. The record holds the
lines that each edit removed and added. It belongs into version control, with the files.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from planner.errors import PlanError
from planner.orm.edit import Edited, Leftover, lines_of

_CONTEXT = 2
"""The lines around a change that find its place when the file has changed since."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """One change: lines of the file with their ends. `at` counts lines of the edited file from 0."""

    at: int
    before: list[str]
    removed: list[str]
    added: list[str]
    after: list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """The edit of one file. The hashes are SHA-256 of its text as UTF-8; `was` is None for a file that planner made."""

    orm: str
    file: str
    was: str | None
    now: str
    hunks: list[Hunk]


@dataclass(frozen=True, slots=True)
class Document:
    """The record's file."""

    version: int
    edits: list[Entry]


def place(plan: Path) -> Path:
    """Return the record's file: plans/tenancy.orm.json for plans/tenancy.yaml."""
    return plan.with_suffix(".orm.json")


def read(file: Path) -> list[Entry]:
    """Return the edits, oldest first; none without a file. Raises PlanError for a file of another form."""
    try:
        document = msgspec.json.decode(file.read_bytes(), type=Document)
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError) as error:
        raise PlanError(f"{file} can't be read: {error}", hint="it should be as planner orm wrote it") from None
    if document.version != 1:
        raise PlanError(f"{file} has version {document.version}; this planner reads version 1", hint="upgrade planner")
    return document.edits


def written(edits: Sequence[Entry]) -> str:
    """Return the record as JSON."""
    return json.dumps({"version": 1, "edits": [asdict(one) for one in edits]}, ensure_ascii=False, indent=1) + "\n"


def entry(orm: str, edited: Edited, record: Path) -> Entry:
    """Return the record of one edit."""
    was = _hash(edited.before) if edited.before or edited.file.exists() else None
    return Entry(orm, _relative(edited.file, record), was, _hash(edited.after), list(_hunks(edited)))


def file_of(one: Entry, record: Path) -> Path:
    """Return the path of an entry's file."""
    return Path(os.path.normpath(record.parent / one.file))


def undone(one: Entry, path: Path, text: bytes) -> tuple[bytes, list[Leftover]]:
    """Return the text without the edit, and the changes whose place is not found any more.

    The text is as before the edit, to the last byte, if nobody changed the file since.
    """
    digest = _hash(text)
    if digest == one.was or (one.was is None and not text):
        return text, []
    lines = lines_of(text)
    left: list[Leftover] = []
    places: list[tuple[int, Hunk]] = []
    for hunk in one.hunks:
        at = hunk.at if digest == one.now else _found(lines, hunk)
        if at is not None:
            places.append((at, hunk))
        elif one.was is None:
            left.append(Leftover(path, 1, "planner made this file, and it has changed since: remove it by hand"))
        elif not _is_back(lines, hunk):
            first = next((line.strip() for line in hunk.added if line.strip()), "the lines that planner removed")
            left.append(Leftover(path, hunk.at + 1, f"take this back by hand, since its lines have changed: {first}"))
    for at, hunk in sorted(places, key=lambda found: found[0], reverse=True):
        lines[at : at + len(hunk.added)] = hunk.removed
    return "".join(lines).encode(), left


def written_of(edits: Sequence[Entry], text: bytes) -> int:
    """Return how many of the edits of one file, oldest first, the text has: a command that was stopped, or version
    control, may have left the file as it was before the last ones. All of them if the text is none that is known."""
    digest = _hash(text)
    known = [n + 1 for n, one in enumerate(edits) if one.now == digest]
    known += [n for n, one in enumerate(edits) if one.was == digest or (one.was is None and not text)]
    return max(known, default=len(edits))


def _is_back(lines: list[str], hunk: Hunk) -> bool:
    """Return whether a change is taken back already: its lines are not there, and those of before are, at one place."""
    was = [*hunk.before, *hunk.removed, *hunk.after]
    there = bool(hunk.added) and any(True for _ in _places(lines, hunk.added))
    return not there and len(list(_places(lines, was))) == 1


def _found(lines: list[str], hunk: Hunk) -> int | None:
    """Return the line at which a change stands; None if it stands nowhere, or at several places."""
    found = list(_places(lines, [*hunk.before, *hunk.added, *hunk.after]))
    if len(found) == 1 and (hunk.added or not _is_back(lines, hunk)):
        return found[0] + len(hunk.before)
    found = list(_places(lines, hunk.added)) if hunk.added else []
    return found[0] if len(found) == 1 else None


def _places(lines: list[str], wanted: list[str]) -> Iterator[int]:
    return (at for at in range(len(lines) - len(wanted) + 1) if lines[at : at + len(wanted)] == wanted)


def _hunks(edited: Edited) -> Iterator[Hunk]:
    old, new = lines_of(edited.before), lines_of(edited.after)
    for tag, start, end, at, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            around = new[max(0, at - _CONTEXT) : at], new[stop : stop + _CONTEXT]
            yield Hunk(at, around[0], old[start:end], new[at:stop], around[1])


def _relative(file: Path, record: Path) -> str:
    return Path(os.path.relpath(file.resolve(), record.resolve().parent)).as_posix()


def _hash(text: bytes) -> str:
    return sha256(text).hexdigest()
