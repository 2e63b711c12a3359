"""The tools themselves, where they are installed (`make test-runners`): what they make of the files, and take back."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from harness.cases import applied, cases, load_case
from harness.databases import Database, fresh_database
from harness.dumps import dump, rows, same_dump
from harness.servers import Server

CACHE = Path(__file__).parents[2] / ".cache" / "runners"
BOOKKEEPING = ("sqitch", "dbmate")
"""Schemas in which the tools keep what they have run."""

pytestmark = pytest.mark.runners
CASES = [case for case in cases() if case.name in ("chain", "cycle", "partitioned", "triggers", "unique_keys")]


def program(name: str) -> str:
    """Where it is; the test is skipped when it is nowhere."""
    found = shutil.which(name, path=f"{CACHE / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is not installed: make test-runners")
    return found


def run(*arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(a) for a in arguments], cwd=cwd, env=os.environ | (env or {}), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


def dbmate(folder: Path, database: Database, *command: str) -> str:
    where = f"postgres://postgres@/{database.name}?socket={quote(database.server.host)}"
    options = ["--url", where, "--migrations-dir", folder, "--no-dump-schema", "--migrations-table", "dbmate.done"]
    return run(program("dbmate"), *options, *command)


def sqitch(folder: Path, database: Database, *command: str) -> str:
    target = f"db:pg://postgres@/{database.name}?host={quote(database.server.host)}"
    who = {"SQITCH_FULLNAME": "A Tester", "SQITCH_EMAIL": "tester@localhost"}
    client = database.server.bin / "psql"
    return run(program("sqitch"), *command, "--client", client, "--target", target, cwd=folder, env=who)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_dbmate(case: Path, server: Server, tmp_path: Path) -> None:
    program("dbmate")
    with fresh_database(server) as database:
        walk = load_case(case, database)
        before, rows_before = dump(database, *BOOKKEEPING), rows(database)
        walk.run("render", "--format", "dbmate", "--out", tmp_path, "--first", "20270131235930").must()
        assert "Applied" in dbmate(tmp_path, database, "migrate")
        same_dump(applied(case, server).dump, dump(database, *BOOKKEEPING))
        assert "Nothing to do" in walk.diff().out
        assert "Applied" not in dbmate(tmp_path, database, "migrate")
        for _ in tmp_path.glob("*.sql"):
            dbmate(tmp_path, database, "down")
        same_dump(before, dump(database, *BOOKKEEPING))
        assert rows(database) == rows_before | {"dbmate.done": []}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sqitch(case: Path, server: Server, tmp_path: Path) -> None:
    program("sqitch")
    with fresh_database(server) as database:
        walk = load_case(case, database)
        before = dump(database, *BOOKKEEPING)
        walk.run("render", "--format", "sqitch", "--out", tmp_path).must()
        sqitch(tmp_path, database, "deploy")
        same_dump(applied(case, server).dump, dump(database, *BOOKKEEPING))
        assert "Nothing to do" in walk.diff().out
        assert "Verify successful" in sqitch(tmp_path, database, "verify")
        assert "Nothing to deploy" in sqitch(tmp_path, database, "deploy")
        sqitch(tmp_path, database, "revert", "-y")
        same_dump(before, dump(database, *BOOKKEEPING))


def test_what_sqitch_has_deployed_stays_when_a_later_change_fails(database: Database, tmp_path: Path) -> None:
    program("sqitch")
    walk = load_case(CASES[0], database)
    walk.run("render", "--format", "sqitch", "--out", tmp_path).must()
    with database.connect() as writer, writer.transaction():
        writer.execute("LOCK TABLE chats IN ROW EXCLUSIVE MODE")
        with pytest.raises(AssertionError, match="lock timeout"):
            sqitch(tmp_path, database, "deploy")
        assert "add_public_users" in sqitch(tmp_path, database, "log", "--event", "deploy")
        assert "add_public_chats" not in sqitch(tmp_path, database, "log", "--event", "deploy")
    assert "add_public_chats" in sqitch(tmp_path, database, "deploy")
    assert "Nothing to do" in walk.diff().out
