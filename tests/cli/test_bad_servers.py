"""Servers that planner must not touch: a standby, one behind a transaction pooler, one that is too old."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from harness.applications import CHAT_PLAN, CHAT_SCHEMA
from harness.clusters import NoServer, empty_cluster
from harness.databases import Database
from harness.dumps import unchanged
from harness.runs import Planner
from harness.servers import Server, binaries, programs, running_server
from harness.waiting import until

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")


@pytest.fixture
def home(server: Server) -> Iterator[Path]:
    """A folder whose path is short enough for a socket; it belongs to the user that the server runs as."""
    folder = Path(tempfile.mkdtemp(prefix="planner-cli-"))
    try:
        if os.geteuid() == 0:
            os.chown(folder, Path(server.host).stat().st_uid, Path(server.host).stat().st_gid)
            folder.chmod(0o711)
        yield folder
    finally:
        shutil.rmtree(folder)


def _as_owner_of(home: Path) -> dict[str, Any]:
    """Servers and poolers refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    owner = home.stat()
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


# A standby


@contextmanager
def standby(database: Database) -> Iterator[str]:
    """A real one, streaming from the server of `database`; its DSN."""
    folder = programs(database.server.major)
    if not (folder / "pg_basebackup").exists():
        pytest.skip(f"no pg_basebackup in {folder}")
    with empty_cluster(folder) as cluster:
        backup = ("-R", "-c", "fast", "-X", "stream", "-d", database.server.dsn())
        cluster.run("pg_basebackup", "-D", str(cluster.data), *backup)
        cluster.start()
        yield make_conninfo(database.dsn, host=str(cluster.home))


def test_a_standby(planner: Planner, chat: Database) -> None:
    planner("apply", "--phase", "add", "--confirm").must()
    with standby(chat) as dsn, unchanged(chat):
        planner("apply", "--confirm", dsn=dsn).said(3, "standby", "primary")
        planner("rollback", "--to", "none", "--confirm", "--allow", "data-loss", dsn=dsn).said(3, "standby", "primary")
        # What only reads may use a standby.
        planner("diff", dsn=dsn).must()
        planner("status", dsn=dsn).must()
        planner("render", "--out", "out", dsn=dsn).must()
        assert planner("verify", dsn=dsn).code == 2


def test_a_database_that_is_read_only(planner: Planner, chat: Database) -> None:
    """planner's own setting outranks the database's."""
    chat.load(f"ALTER DATABASE {chat.name} SET default_transaction_read_only = on")
    planner("apply", "--phase", "add", "--confirm").must()


def test_settings_of_the_role_do_not_matter(planner: Planner, chat: Database) -> None:
    for setting in ("statement_timeout = 5", "search_path = nowhere", "lock_timeout = 1", "row_security = on"):
        chat.load(f"ALTER DATABASE {chat.name} SET {setting}")
    chat.load(f"ALTER DATABASE {chat.name} SET default_transaction_isolation = 'serializable'")
    planner("apply", "--confirm").must()
    planner("verify").must()


# A pooler

LEAKS = (
    "search_path",
    "lock_timeout",
    "statement_timeout",
    "idle_in_transaction_session_timeout",
    "row_security",
    "default_transaction_read_only",
    "default_transaction_isolation",
)
"""What planner sets in every session."""


@pytest.fixture
def pooler(chat: Database, home: Path) -> Iterator[str]:
    """A real transaction pooler in front of the database, with one connection to the server; its DSN."""
    if PGBOUNCER is None:
        pytest.skip("no pgbouncer on this machine")
    config = home / "pgbouncer.ini"
    config.write_text(
        f"""
[databases]
{chat.name} = host={chat.server.host} port={chat.server.port} dbname={chat.name} user=postgres
[pgbouncer]
listen_addr =
unix_socket_dir = {home}
listen_port = 6432
auth_type = any
pool_mode = transaction
default_pool_size = 1
query_wait_timeout = 5
"""
    )
    process = subprocess.Popen(
        [PGBOUNCER, config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home, **_as_owner_of(home)
    )
    dsn = make_conninfo(chat.dsn, host=str(home), port="6432")
    try:
        until(lambda: process.poll() is not None or _answers(dsn), "pgbouncer answering")
        yield dsn
    finally:
        process.terminate()
        process.wait(timeout=10)


def _answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _settings(dsn: str) -> dict[str, str]:
    """As the application sees them, on the server's one connection."""
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=None) as session:
        return {name: session.execute(f"SHOW {name}").fetchone()[0] for name in LEAKS}


def test_a_transaction_pooler(planner: Planner, chat: Database, pooler: str) -> None:
    with unchanged(chat):
        planner("apply", "--confirm", dsn=pooler).said(3, "pooler", "connect to the server itself")
        planner("rollback", "--to", "none", "--confirm", dsn=pooler).said(3, "pooler")


@pytest.mark.parametrize("command", [("apply", "--confirm"), ("apply",), ("diff",), ("verify",)], ids=" ".join)
def test_nothing_leaks_through_a_pooler(
    planner: Planner, chat: Database, pooler: str, command: tuple[str, ...]
) -> None:
    """An empty search_path or read-only transactions would stop the application behind the same connection."""
    before = _settings(pooler)
    planner(*command, dsn=pooler)
    assert _settings(pooler) == before


# A server that is too old


@pytest.mark.server
def test_a_server_that_is_too_old(tmp_path: Path) -> None:
    try:
        binaries(12)
    except NoServer as missing:
        pytest.skip(str(missing))
    with running_server(12) as server:
        database = Database(server, "postgres")
        database.load(CHAT_SCHEMA)
        planner = Planner(tmp_path, database.dsn)
        planner.plan(CHAT_PLAN)
        before = database.dump()
        for command in (("diff",), ("apply", "--confirm"), ("status",), ("verify",), ("render", "--out", "out")):
            planner(*command).said(3, "PostgreSQL 12", "older than 13", "upgrade")
        assert database.dump() == before
