"""Flyway: `V<version>__<name>.sql`, its undo `U<version>__<name>.sql`, and a file with the script's settings beside
each.

Each file has one statement. Flyway refuses CONCURRENTLY beside another statement, whatever `executeInTransaction` says,
unless `mixed` is on for the whole project. Flyway would read `${…}` as a placeholder (script configuration files,
Flyway documentation).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.files.runners.changes import Migration, pairs
from planner.files.runners.pieces import Piece
from planner.files.runners.versions import Versions

RUN = "flyway -locations=filesystem:{out} -postgresql.transactional.lock=false migrate"
"""The option keeps Flyway's lock out of a transaction. By default CREATE INDEX CONCURRENTLY waits for that
transaction for ever."""


def files(migrations: Sequence[Migration], versions: Versions) -> dict[str, str]:
    """Return the text of each file, by file name."""
    found: dict[str, str] = {}
    every = (pair for migration in migrations for pair in pairs(migration))
    for version, pair in zip(versions.numbered(3), every, strict=False):
        for letter, comment, piece in (("V", pair.comment, pair.up), ("U", pair.back, pair.down)):
            name = f"{letter}{version}__{pair.name}.sql"
            found[name] = f"{comment}\n{piece.sql}\n"
            settings = list(_settings(piece, found[name]))
            if settings:
                found[f"{name}.conf"] = "".join(f"{line}\n" for line in settings)
    return found


def _settings(piece: Piece, text: str) -> Iterator[str]:
    if piece.alone:
        yield "executeInTransaction=false"
    if "${" in text:
        yield "placeholderReplacement=false"
