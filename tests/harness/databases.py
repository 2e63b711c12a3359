"""Make databases on a test server: created for one test, loaded, queried, dumped, and dropped."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from harness.servers import Server


@dataclass(slots=True)
class Database:
    """A fresh database. When the test ends, its connections are closed and its roles are dropped."""

    server: Server
    name: str
    _connections: list[psycopg.Connection] = field(default_factory=list)
    _roles: list[str] = field(default_factory=list)

    @property
    def dsn(self) -> str:
        return self.server.dsn(self.name)

    def connect(self, **parameters: Any) -> psycopg.Connection:
        """Return a new autocommit connection. `parameters` are libpq's, such as user or options."""
        connection = psycopg.connect(make_conninfo(self.dsn, **parameters), autocommit=True)
        self._connections.append(connection)
        return connection

    def load(self, script: str) -> None:
        """Run a script as one simple query. The query is one transaction unless the script says otherwise."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.pgconn.exec_(b"SET client_min_messages = warning")
            result = connection.pgconn.exec_(script.encode())
            if result.status not in (psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK):
                raise psycopg.errors.error_from_result(result)

    def fetch(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of one query."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def value(self, query: str) -> Any:
        """Return the first value of the first row of one query, or None when there is no row."""
        found = self.fetch(query)
        return found[0][0] if found else None

    def role(self, name: str, options: str = "LOGIN") -> str:
        """Create a role that is dropped with the database. Roles belong to the server, so names must be unique."""
        with self.server.session() as session:
            session.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), sql.SQL(options)))
        self._roles.append(name)
        return name

    def dump(self, *options: str) -> str:
        """Return pg_dump's output, without the lines that differ between two equal databases.

        Without `options`, dump the schema alone.
        """
        text = self._run("pg_dump", *(options or ("--schema-only",)), self.dsn, check=True).stdout
        return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(_NOISE))

    def psql(self, file: Path | str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run a file with psql -f, as a person does. The file itself sets ON_ERROR_STOP."""
        return self._run("psql", "-X", "-q", *options, "-f", str(file), self.dsn, check=False)

    def psql_process(self, file: Path | str, *options: str) -> subprocess.Popen[str]:
        """Start the same, for a test that interrupts it."""
        command = [str(self.server.bin / "psql"), "-X", "-q", *options, "-f", str(file), self.dsn]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)

    def _run(self, program: str, *arguments: str, check: bool) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([self.server.bin / program, *arguments], capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise AssertionError(f"{program} failed: {done.stderr}")
        return done

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
        with self.server.session() as session:
            session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))
            for role in self._roles:
                session.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


_NOISE = ("\\restrict", "\\unrestrict", "-- Dumped from", "-- Dumped by")


@contextmanager
def fresh_database(server: Server, template: str = "template0") -> Iterator[Database]:
    """Make an empty database, or a copy of a database without connections; drop it at the end."""
    database = Database(server, f"planner_{uuid.uuid4().hex[:12]}")
    with server.session() as session:
        # From 15 on, the default copies through WAL, block by block, which takes four times as long.
        strategy = "STRATEGY FILE_COPY" if server.major >= 15 else ""
        session.execute(
            f"CREATE DATABASE {database.name} TEMPLATE {template} {strategy} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    try:
        yield database
    finally:
        database.close()
