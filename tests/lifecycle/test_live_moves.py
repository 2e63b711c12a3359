"""An application that inserts, moves and deletes at random while apply runs: in the end every row is where it belongs."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.runs import Walk

ROWS = 1500
SCHEMA = f"""
CREATE TABLE clients (id int PRIMARY KEY);
INSERT INTO clients VALUES (1), (2), (3);
CREATE TABLE projects (id int PRIMARY KEY, home int NOT NULL REFERENCES clients);
CREATE TABLE tasks (id int PRIMARY KEY, project_id int NOT NULL REFERENCES projects);
CREATE TABLE notes (id int PRIMARY KEY, task_id int NOT NULL REFERENCES tasks ON DELETE CASCADE);
CREATE INDEX ON tasks (project_id); CREATE INDEX ON notes (task_id);
INSERT INTO projects SELECT n, n % 3 + 1 FROM generate_series(1, {ROWS}) AS n;
INSERT INTO tasks SELECT n, n FROM generate_series(1, {ROWS}) AS n;
INSERT INTO notes SELECT n, n FROM generate_series(1, {ROWS}) AS n;
"""
PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: integer }
  column: client_id
tables:
  projects: { backfill: { via: home } }
  tasks: { backfill: { via: project_id } }
  notes: { backfill: { via: task_id } }
execution: { batch_rows: 50, pause: 5ms }
"""
WRONG = """
SELECT (SELECT count(*) FROM projects WHERE client_id IS DISTINCT FROM home)
     + (SELECT count(*) FROM tasks JOIN projects p ON p.id = project_id WHERE tasks.client_id IS DISTINCT FROM p.home)
     + (SELECT count(*) FROM notes JOIN tasks t ON t.id = task_id JOIN projects p ON p.id = t.project_id
        WHERE notes.client_id IS DISTINCT FROM p.home)
"""


class Application(threading.Thread):
    """A writer that knows no tenant."""

    def __init__(self, connection: psycopg.Connection, seed: int) -> None:
        super().__init__(daemon=True)
        self.connection, self.random = connection, random.Random(seed)
        self.ended = threading.Event()
        self.writes = 0
        self.errors: list[str] = []

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                self.connection.execute(self._statement().encode())
                self.writes += 1
            except psycopg.Error as error:
                self.errors.append(str(error))

    def _statement(self) -> str:
        one, other = (self.random.randint(1, ROWS) for _ in range(2))
        new = ROWS + self.random.randint(1, 10**8)
        return self.random.choice(
            (
                f"INSERT INTO projects VALUES ({new}, {one % 3 + 1}); INSERT INTO tasks VALUES ({new}, {new})",
                f"INSERT INTO tasks VALUES ({new}, {one}); INSERT INTO notes VALUES ({new}, {new})",
                f"UPDATE tasks SET project_id = {other} WHERE id = {one}",
                f"UPDATE projects SET home = home % 3 + 1 WHERE id = {one}",
                f"UPDATE notes SET task_id = (SELECT id FROM tasks WHERE id >= {other} ORDER BY id LIMIT 1) WHERE id = {one}",
                f"DELETE FROM tasks WHERE id = {one} AND id % 10 = 0",
            )
        )


@pytest.mark.parametrize("seed", [1])
def test_every_row_is_where_it_belongs(database: Database, tmp_path: Path, seed: int) -> None:
    """The seed chooses the writes; their moment in the run differs each time."""
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    application = Application(database.connect(), seed)
    application.start()
    try:
        done = walk.apply()
    finally:
        application.ended.set()
        application.join()
    done.must()
    assert application.writes > 100
    assert not [error for error in application.errors if "deadlock" not in error and "lock timeout" not in error]
    assert database.value(WRONG) == 0
    walk.verify().must()
