"""What is said while a statement waits: CREATE INDEX CONCURRENTLY for an old snapshot, the row preflight for a lock."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest

from harness.databases import Database
from harness.reporters import Quiet
from harness.runs import Walk

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE item (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs);
INSERT INTO orgs VALUES ('acme');
INSERT INTO item SELECT n, 'acme' FROM generate_series(1, 100) AS n;
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables: { item: { backfill: { via: org } } }
"""


@pytest.fixture
def walk(database: Database, tmp_path: Path) -> Walk:
    return Walk.of(database, tmp_path, PLAN, SCHEMA)


def test_an_index_that_waits_for_an_old_snapshot_says_so(walk: Walk) -> None:
    old = psycopg.connect(walk.database.dsn, application_name="report")
    pid = old.info.backend_pid

    class Watching(Quiet):
        said = ""

        def segment_started(self, segment: object, of: int) -> None:
            if "index" in getattr(segment, "what", ""):
                old.execute("SELECT 1")

        def waiting(self, segment: object, why: str, attempt: int) -> None:
            Watching.said = why
            threading.Thread(target=old.rollback).start()

    old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with old:
        walk.run_with(Watching())
    assert f"pid {pid}" in Watching.said
    assert "a snapshot" in Watching.said


def test_a_wait_is_told_once(walk: Walk) -> None:
    """The numbers of a wait change with every look; its holder does not."""
    walk.apply("--phase", "add,backfill").must()
    holder = psycopg.connect(walk.database.dsn)
    pid = holder.info.backend_pid

    class Watching(Quiet):
        said: ClassVar[list[str]] = []

        def segment_started(self, segment: object, of: int) -> None:
            # So young that the first attempt queues behind it. The second waits outside the queue.
            if not Watching.said:
                holder.execute("LOCK TABLE item IN ACCESS SHARE MODE")

        def waiting(self, segment: object, why: str, attempt: int) -> None:
            if not Watching.said:
                threading.Timer(1.0, holder.rollback).start()
            Watching.said.append(why)

    walk.run_with(Watching())
    holder.close()
    (said,) = Watching.said
    assert f"pid {pid}" in said


def test_rows_that_are_locked_are_named_with_their_holder(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.run.project.READING_LOCK_TIMEOUT", 0.1)
    with psycopg.connect(walk.database.dsn) as holder:
        pid = holder.info.backend_pid
        holder.execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE")
        done = walk.run("apply").must(3)
    assert "the rows of public.item can't be read" in done.err
    assert f"pid {pid}" in done.err
