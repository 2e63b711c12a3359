"""dbmate: `YYYYMMDDHHMMSS_<name>.sql` with a section for each direction, one statement in each section.

dbmate runs a section in a transaction unless the section says `transaction:false`, and sends the section as one query
(README, "Migration options").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from planner.files.runners.changes import Migration, pairs
from planner.files.runners.pieces import Piece
from planner.files.runners.versions import Versions
from planner.sql.separators import refuse_separator

_SEPARATOR = re.compile(r"^--\s*migrate:(?:up|down)", re.MULTILINE)
"""Where dbmate begins another section, also within a string or a name."""

RUN = 'dbmate --url "$DATABASE_URL" --migrations-dir {out} --no-dump-schema migrate'


def files(migrations: Sequence[Migration], versions: Versions) -> dict[str, str]:
    """Return the text of each file, by file name."""
    every = (pair for migration in migrations for pair in pairs(migration))
    return {
        f"{version}_{pair.name}.sql": "\n".join(
            [*_section("up", pair.up, pair.comment), *_section("down", pair.down, pair.back)]
        )
        for version, pair in zip(versions.stamped(), every, strict=False)
    }


def _section(direction: str, piece: Piece, comment: str) -> list[str]:
    refuse_separator(_SEPARATOR, piece.sql, "dbmate")
    options = " transaction:false" if piece.alone else ""
    return [f"-- migrate:{direction}{options}", comment.rstrip(), piece.sql, ""]
