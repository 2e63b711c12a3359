"""golang-migrate: `NNNNNN_<name>.up.sql` and `.down.sql`, one statement in each file.

The postgres and pgx drivers send a file as one query, without a transaction of their own (`Run` in
database/postgres/postgres.go, v4). So a single statement runs as it would in psql. Leave `x-multi-statement` off: it
splits at every semicolon, also in a DO block.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.files.runners.changes import Migration, pairs
from planner.files.runners.versions import Versions

RUN = 'migrate -path {out} -database "$DATABASE_URL" up'


def files(migrations: Sequence[Migration], versions: Versions) -> dict[str, str]:
    """Return the text of each file, by file name."""
    found: dict[str, str] = {}
    every = (pair for migration in migrations for pair in pairs(migration))
    for version, pair in zip(versions.numbered(6), every, strict=False):
        found[f"{version}_{pair.name}.up.sql"] = f"{pair.comment}\n{pair.up.sql}\n"
        found[f"{version}_{pair.name}.down.sql"] = f"{pair.back}\n{pair.down.sql}\n"
    return found
