"""Two sessions: one gives a parent another tenant, one inserts a child of it. The child has the parent's tenant."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk
from harness.waiting import until

SCHEMA = """
CREATE TABLE clients (id int PRIMARY KEY);
CREATE TABLE projects (id int PRIMARY KEY, home int NOT NULL REFERENCES clients, seen int NOT NULL DEFAULT 0);
CREATE TABLE tasks (id int PRIMARY KEY, project_id int NOT NULL REFERENCES projects);
INSERT INTO clients VALUES (1), (2);
INSERT INTO projects VALUES (1, 1);
"""
PLAN = """
version: 1
tenant: { table: clients, key: { column: id, type: integer }, column: client_id }
tables:
  projects: { backfill: { via: home } }
  tasks: { backfill: { via: project_id } }
"""
MOVE = "UPDATE projects SET home = 2 WHERE id = 1"
INSERT = "INSERT INTO tasks VALUES (1, 1)"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.mark.parametrize(("first", "second"), [(MOVE, INSERT), (INSERT, MOVE)])
def test_a_child_never_keeps_the_old_tenant(database: Database, tmp_path: Path, first: str, second: str) -> None:
    Walk.of(database, tmp_path, PLAN, SCHEMA).apply("--phase", "add").must()
    database.load("UPDATE projects SET seen = 1")
    one = database.connect()
    one.execute("BEGIN")
    one.execute(first.encode())
    if first == INSERT:
        database.load("UPDATE projects SET seen = 2")
    other = threading.Thread(target=database.load, args=(second,))
    other.start()
    until(lambda: database.value(WAITING) == 1, "the second session waits")
    one.execute("COMMIT")
    other.join()
    assert database.fetch("SELECT p.client_id, t.client_id FROM projects p JOIN tasks t ON t.project_id = p.id") == [
        (2, 2)
    ]
