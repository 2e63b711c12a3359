"""The run lock: one planner at a time, and a session that is ending is not one at work."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from harness.applications import edited
from harness.databases import Database
from harness.runs import Walk
from planner.errors import Blocked
from planner.execution import run_lock
from planner.execution.connection import Connection
from planner.execution.session import Settings, connect

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE chat (id int PRIMARY KEY, org text REFERENCES orgs);
INSERT INTO orgs VALUES ('acme');
INSERT INTO chat VALUES (1, 'acme'), (2, NULL);
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables:
  chat: { backfill: { via: org, on_orphan: quarantine } }
"""


def session(database: Database) -> Connection:
    return connect(database.dsn, Settings())


def holding(database: Database) -> Connection:
    connection = session(database)
    run_lock.take(connection)
    return connection


def test_a_session_that_is_ending_is_waited_for(database: Database) -> None:
    first = holding(database)
    threading.Timer(0.5, first.close).start()
    with closing(session(database)) as second:
        started = time.monotonic()
        run_lock.take(second)
        assert time.monotonic() - started >= 0.4


def test_a_session_that_is_at_work_is_named_soon(database: Database) -> None:
    with closing(holding(database)) as first, closing(session(database)) as second, first.transaction():
        first.execute("SELECT 1")
        started = time.monotonic()
        with pytest.raises(Blocked, match=f"another planner is at work in this database: pid {first.pid}"):
            run_lock.take(second)
        assert time.monotonic() - started < run_lock.ENDING


def test_a_session_that_does_nothing_and_does_not_end_is_named(database: Database) -> None:
    with (
        closing(holding(database)) as first,
        closing(session(database)) as second,
        pytest.raises(Blocked, match=f"pid {first.pid}"),
    ):
        run_lock.take(second)


def test_who_lets_go_is_not_waited_for(database: Database) -> None:
    """The session is still there, as it is for a moment after a command has ended."""
    with closing(session(database)) as first, closing(session(database)) as second:
        for _ in range(6):
            run_lock.take(first)
            run_lock.release(first)
            run_lock.take(second)
            run_lock.release(second)


def test_release_of_a_session_that_is_gone(database: Database) -> None:
    first = holding(database)
    first.close()
    run_lock.release(first)


@pytest.fixture
def walk(database: Database, tmp_path: Path) -> Walk:
    return Walk.of(database, tmp_path, PLAN, SCHEMA)


def test_commands_back_to_back(walk: Walk, tmp_path: Path) -> None:
    """resolve with nothing to decide, and apply, which stops at the row in quarantine: neither is refused."""
    walk.apply().must(4)
    decisions = tmp_path / "none.csv"
    decisions.write_text("table,key,reason,candidates,tenant\n", encoding="utf-8")
    for _ in range(6):
        walk.run("resolve", "--import", decisions, "--confirm").must()
        assert "another planner" not in walk.apply().must(4).err
        assert _nobody(walk.database)


def test_a_run_that_fails_lets_go(walk: Walk) -> None:
    walk.write(edited(PLAN, "via: org, on_orphan: quarantine", "constant: nobody"))
    walk.apply().must(1)
    assert _nobody(walk.database)


def _nobody(database: Database) -> bool:
    return bool(database.value("SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory'"))
