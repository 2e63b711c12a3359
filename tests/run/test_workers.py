"""Several workers, tables of every shape: the same rows as one worker gives, and as SQL says they should be."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest

from harness.applications import edited
from harness.databases import Database
from harness.reporters import Quiet
from harness.runs import Walk
from planner.execution.backfill import cursors
from planner.execution.backfill.fill import Worker
from planner.execution.session import Settings, connect

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
INSERT INTO orgs SELECT 'o' || n FROM generate_series(0, 6) n;
CREATE TABLE users (id int PRIMARY KEY, org text NOT NULL);
CREATE TABLE chats (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, up int REFERENCES chats);
CREATE TABLE notes (user_id int NOT NULL REFERENCES users, body text);
CREATE TABLE wide (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, body text);
CREATE TABLE events (id int, at date NOT NULL, chat_id int NOT NULL REFERENCES chats, PRIMARY KEY (id, at))
  PARTITION BY RANGE (at);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_b PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
INSERT INTO users SELECT n, 'o' || n % 7 FROM generate_series(1, 500) n;
INSERT INTO chats SELECT n, 1 + n % 500, CASE WHEN n > 500 THEN n - 500 END FROM generate_series(1, 3000) n;
INSERT INTO notes SELECT 1 + n % 500, repeat('n', n % 90) FROM generate_series(1, 9000) n;
ALTER TABLE wide ALTER body SET STORAGE PLAIN;
INSERT INTO wide SELECT n, 1 + n % 500, repeat('w', 3500) FROM generate_series(1, 700) n;
INSERT INTO events SELECT n, date '2024-01-01' + n % 700, 1 + n % 3000 FROM generate_series(1, 9000) n;
ANALYZE;
"""

PLAN = """
version: 1
tenant:
  table: orgs
  key: { column: id, type: text }
  column: org_id
tables:
  users: { backfill: { sql: t.org } }
  chats: { backfill: { via: [{ columns: [user_id] }, { columns: [up] }] } }
  notes: { backfill: { via: user_id } }
  wide: { backfill: { via: user_id } }
  events: { backfill: { via: chat_id } }
"""

WRONG = """
SELECT (SELECT count(*) FROM users WHERE org_id IS DISTINCT FROM org),
  (SELECT count(*) FROM chats c JOIN users u ON u.id = c.user_id WHERE c.org_id IS DISTINCT FROM u.org),
  (SELECT count(*) FROM notes n JOIN users u ON u.id = n.user_id WHERE n.org_id IS DISTINCT FROM u.org),
  (SELECT count(*) FROM wide w JOIN users u ON u.id = w.user_id WHERE w.org_id IS DISTINCT FROM u.org),
  (SELECT count(*) FROM events e JOIN chats c ON c.id = e.chat_id WHERE e.org_id IS DISTINCT FROM c.org_id)
"""


def wrong(database: Database) -> tuple[Any, ...]:
    (row,) = database.fetch(WRONG)
    return row


def most_at_a_time(told: str) -> int:
    """Return the largest number of segments that the progress shows as begun and not done."""
    at_work = most = 0
    for line in told.splitlines():
        at_work += bool(re.match(r"\[\d+/\d+\]", line)) - bool(re.match(r"\[\d+\] done", line))
        most = max(most, at_work)
    return most


@pytest.mark.sample(2)
@pytest.mark.parametrize("workers", [1, 2, 4])
def test_any_number_of_workers(workers: int, database: Database, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(cursors, "SMALLEST_PART", 4)
    walk = Walk.of(database, tmp_path, f"{PLAN}execution: {{ workers: {workers}, batch_rows: 200 }}\n", SCHEMA)
    told = walk.apply().must().err
    assert most_at_a_time(told) <= workers, "a table is told as begun before a worker is free for it"
    assert wrong(database) == (0, 0, 0, 0, 0)
    parts = dict(database.fetch("SELECT leaf_name, count(*) FROM planner.backfill GROUP BY 1"))
    assert parts["notes"] == workers
    assert {"events_a", "events_b"} <= set(parts)
    assert database.value("SELECT count(*) FROM planner.backfill WHERE next_page < end_page") == 0
    walk.diff().must(0)
    walk.verify().must(0)


class Growing(Quiet):
    """An application that adds and moves rows with every window."""

    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.added = 0
        self.lock = threading.Lock()

    def progress(self, relation: Any, filled: int, fraction: float) -> None:
        if relation.name != "notes":
            return
        with self.lock:
            self.added += 1
            self.connection.execute("INSERT INTO notes SELECT 1 + n % 500, 'new' FROM generate_series(1, 50) n")
            self.connection.execute(
                "UPDATE notes SET body = body || repeat('+', 400) WHERE user_id = %s", (self.added,)
            )
            self.connection.execute(
                "UPDATE notes SET user_id = user_id %% 500 + 1 WHERE user_id = %s", (500 - self.added,)
            )


@pytest.mark.parametrize("workers", [1, 3])
def test_rows_that_come_and_move_are_not_missed(
    workers: int, database: Database, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(cursors, "SMALLEST_PART", 4)
    walk = Walk.of(database, tmp_path, f"{PLAN}execution: {{ workers: {workers}, batch_rows: 100 }}\n", SCHEMA)
    application = Growing(database.dsn)
    walk.run_with(application)
    application.connection.close()
    assert application.added > 5
    assert wrong(database) == (0, 0, 0, 0, 0)
    walk.verify().must(0)


def test_a_locked_row_is_come_back_to(database: Database, tmp_path: Path) -> None:
    """The rest of the table is filled meanwhile; the sweep waits for the row."""
    walk = Walk.of(database, tmp_path, f"{PLAN}execution: {{ lock_timeout: 20ms, batch_rows: 200 }}\n", SCHEMA)
    holder = psycopg.connect(database.dsn)

    class Watching(Quiet):
        def segment_started(self, segment: Any, of: int) -> None:
            if segment.mode == "batches" and segment.relation.name == "notes":
                holder.execute("SELECT FROM notes WHERE ctid = '(0,1)' FOR UPDATE")

        def note(self, text: str) -> None:
            if "are locked; coming back" in text:
                notes.append(text)
            if len(notes) == 1:
                threading.Timer(0.5, holder.rollback).start()

    notes: list[str] = []
    walk.run_with(Watching())
    holder.close()
    assert notes
    assert wrong(database) == (0, 0, 0, 0, 0)


def test_one_worker_fails_all_stop(database: Database, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(cursors, "SMALLEST_PART", 4)
    walk = Walk.of(database, tmp_path, f"{PLAN}execution: {{ workers: 3 }}\n", SCHEMA)
    walk.apply("--phase", "add").must()
    before = walk.text()
    database.load(
        "CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.user_id = 77 THEN RAISE 'boom'; END IF;"
        " RETURN NEW; END $$;"
        "CREATE TRIGGER boom BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION boom()"
    )
    notes = "notes: { backfill: { via: user_id }"
    walk.write(edited(before, notes, f"{notes}, triggers: {{ boom: fire }}"))
    done = walk.apply().must(4)
    assert "boom" in done.err
    walk.write(before)
    database.load("DROP TRIGGER boom ON notes; DROP FUNCTION boom()")
    walk.apply().must()
    assert wrong(database) == (0, 0, 0, 0, 0)


def test_a_worker_trusts_no_time_limit_that_another_left(database: Database) -> None:
    """A batch is cancelled when it takes too long; the count of what is left, in the same session, must not be."""
    nothing: Any = None
    with connect(database.dsn, Settings()) as connection:
        for limit in (0.02, None):
            Worker(connection, nothing, nothing, nothing, nothing, "", nothing)._limit(limit)
        connection.execute("SELECT pg_sleep(0.1)")
