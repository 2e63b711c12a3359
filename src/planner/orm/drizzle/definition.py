"""The database that Drizzle itself makes of the schema files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from planner.catalog.compare import Words
from planner.orm.programs import BIN, home_of, ran
from planner.orm.typescript import SUFFIXES
from planner.orm.work import Definition, Source


def definition(source: Source) -> Definition:
    """Return the definition: the output of `drizzle-kit export`, run in the folder of the files."""
    paths = [path.resolve() for path in source.paths]

    def script(_: object) -> str:
        """Return the SQL that drizzle-kit prints. It creates schemas only if they are missing."""
        home = home_of(paths[0], "drizzle-kit")
        schema = f"--schema={pattern(paths, home)}"
        text = ran([str(home / BIN / "drizzle-kit"), "export", "--dialect=postgresql", schema], home)
        return re.sub("^CREATE SCHEMA (?!IF )", "CREATE SCHEMA IF NOT EXISTS ", text, flags=re.MULTILINE)

    return Definition(script, Words(names=True))


def pattern(paths: Sequence[Path], home: Path) -> str:
    """Return one pattern for all paths, relative to `home`: of several options --schema, drizzle-kit reads the last."""
    several = [f"./{one.as_posix()}" for path in paths for one in _patterns(Path(os.path.relpath(path, home)), path)]
    return several[0] if len(several) == 1 else f"{{{','.join(several)}}}"


def _patterns(relative: Path, path: Path) -> Iterator[Path]:
    """Yield the patterns of a path. In a folder, files with the suffix .tsx are components, which drizzle-kit can't
    load."""
    if not path.is_dir():
        yield relative
        return
    for suffix in SUFFIXES:
        if suffix != ".tsx":
            yield relative / "**" / f"*{suffix}"
