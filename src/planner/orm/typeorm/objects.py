"""Entities that are objects, `new EntitySchema({ name: 'User', tableName: 'users' })`. planner names their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from planner.orm.typeorm.model import File

_OBJECT = re.compile(r"\bnew\s+EntitySchema\b")
_TABLE = re.compile(r"\btableName\s*:\s*(['\"`])([^'\"`]+)\1")
_NAME = re.compile(r"\bname\s*:\s*(['\"`])([^'\"`]+)\1")


def place_of(files: Sequence[File], table: str) -> tuple[Path, int] | None:
    """Return the file and the line of the object that stands for a table; None if no object says its name in place.

    Without `tableName`, the table has the object's `name` in snake case (TypeORM's DefaultNamingStrategy).
    """
    for file in files:
        text = file.text.decode(errors="replace")
        starts = [found.start() for found in _OBJECT.finditer(text)]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=False):
            said, named = _TABLE.search(text, start, end), _NAME.search(text, start, end)
            name = said[2] if said is not None else _snake(named[2]) if named is not None else None
            if name == table:
                return file.path, text.count("\n", 0, start) + 1
    return None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
