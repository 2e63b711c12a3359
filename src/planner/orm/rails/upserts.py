"""Upserts by the columns of a key that becomes per tenant: `upsert_all(rows, unique_by: :email)`.

PostgreSQL refuses ON CONFLICT whose columns no key has. The model of a call is often not written beside it, so planner
leaves each such call to people, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from planner.orm.edit import Leftover
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted

_UNIQUE_BY = re.compile(
    r"""^[^#\n]*?\bunique_by(?::|['"]?\s*=>)\s*(\[[^\]]*\]|%[iw][\[(][^\])]*[\])]|:?['"]?\w+['"]?)""", re.MULTILINE
)
"""The value of `unique_by:`: a column, a list of columns, or the name of an index (Active Record, upsert_all)."""


def upserts(paths: Iterable[Path], wanted: Wanted) -> Iterator[Leftover]:
    """Yield the upserts by keys that are gone at the last stage."""
    if wanted.stage is not Stage.TIGHTEN:
        return
    keys = [key for table in wanted.tables for key in table.keys if not key.kept]
    gone = {frozenset(key.rest): key for key in keys if key.replaces is not None}
    names = {key.replaces.name: key for key in keys if key.replaces is not None}
    if not gone:
        return
    for path in paths:
        text = path.read_bytes()
        if b"unique_by" not in text:
            continue
        decoded = text.decode("latin-1")
        for found in _UNIQUE_BY.finditer(decoded):
            said = re.findall(r"\w+", re.sub(r"\A%[iw]", "", found[1]))
            key = gone.get(frozenset(said)) or (names.get(said[0]) if len(said) == 1 else None)
            if key is not None:
                line = decoded.count("\n", 0, found.start(1)) + 1
                columns = ", ".join(f":{name}" for name in key.columns)
                yield Leftover(path, line, f"unique_by: {', '.join(said)} has no key any more; it may need [{columns}]")
