"""What Drizzle itself makes of the schema files."""

from __future__ import annotations

import re

from planner.catalog.compare import Words
from planner.orm.orm import Definition, Source
from planner.orm.programs import BIN, home_of, ran


def definition(source: Source) -> Definition:
    """`drizzle-kit export`, run where the files are."""
    paths = [path.resolve() for path in source.paths]

    def script(_: object) -> str:
        home = home_of(paths[0], "drizzle-kit")
        patterns = [
            path.relative_to(home) / "**" / "*.ts" if path.is_dir() else path.relative_to(home) for path in paths
        ]
        schema = [f"--schema=./{pattern}" for pattern in patterns]
        text = ran([str(home / BIN / "drizzle-kit"), "export", "--dialect=postgresql", *schema], home)
        return re.sub("^CREATE SCHEMA (?!IF )", "CREATE SCHEMA IF NOT EXISTS ", text, flags=re.MULTILINE)

    return Definition(script, Words(names=True))
