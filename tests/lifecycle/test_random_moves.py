"""Two writers insert, move, delete and re-parent rows at random while apply runs: each row is compared with an oracle."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.runs import Walk
from harness.templates import Templates

ROWS = 400
SCHEMA = f"""
CREATE TABLE clients (id int PRIMARY KEY);
INSERT INTO clients SELECT generate_series(1, 4);
CREATE TABLE teams (id int PRIMARY KEY, client int NOT NULL REFERENCES clients);
CREATE TABLE projects (id int PRIMARY KEY, team int NOT NULL REFERENCES teams DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE folders (id int PRIMARY KEY, team int REFERENCES teams, up int REFERENCES folders ON DELETE CASCADE);
CREATE TABLE tasks (id int PRIMARY KEY, project int NOT NULL REFERENCES projects, folder int REFERENCES folders ON DELETE SET NULL);
CREATE TABLE notes (id int NOT NULL, task int NOT NULL REFERENCES tasks ON DELETE CASCADE, PRIMARY KEY (id, task)) PARTITION BY HASH (id);
CREATE TABLE notes_0 PARTITION OF notes FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE notes_1 PARTITION OF notes FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE marks (id int PRIMARY KEY, kind text NOT NULL, of int NOT NULL);
CREATE INDEX ON projects (team); CREATE INDEX ON folders (team); CREATE INDEX ON folders (up);
CREATE INDEX ON tasks (project); CREATE INDEX ON tasks (folder); CREATE INDEX ON notes (task); CREATE INDEX ON marks (of);
INSERT INTO teams SELECT n, n % 4 + 1 FROM generate_series(1, 40) AS n;
INSERT INTO projects SELECT n, n % 40 + 1 FROM generate_series(1, {ROWS}) AS n;
INSERT INTO folders SELECT n, CASE WHEN n <= 40 THEN n END, CASE WHEN n > 40 THEN n / 2 END FROM generate_series(1, {ROWS}) AS n;
INSERT INTO tasks SELECT n, n, CASE WHEN n % 3 = 0 THEN n END FROM generate_series(1, {ROWS}) AS n;
INSERT INTO notes SELECT n, n FROM generate_series(1, {ROWS}) AS n;
INSERT INTO marks SELECT n, CASE WHEN n % 2 = 0 THEN 'task' ELSE 'folder' END, n FROM generate_series(1, {ROWS}) AS n;
"""
PLAN = """
version: 1
tenant: { table: clients, key: { column: id, type: integer }, column: tenant }
tables:
  teams: { column: client }
  projects: { backfill: { via: team } }
  folders: { backfill: { via: [{ columns: [team] }, { columns: [up] }] } }
  tasks: { backfill: { via: [{ columns: [folder] }, { columns: [project] }], on_conflict: first } }
  notes: { backfill: { via: task } }
  marks: { backfill: { polymorphic: { type: kind, key: of, cases: { task: tasks, folder: folders } } } }
execution: { batch_rows: 40, pause: 4ms }
"""
REFUSED = ("deadlock", "foreign key", "lock timeout", "does not exist", "was given", "not-null constraint")
"""What a writer may be told: the column is not there yet, its tenant is wrong, or a row comes before its parent."""


@dataclass
class Writer(threading.Thread):
    """One session of an application. Most of its statements know no tenant."""

    connection: psycopg.Connection
    number: int
    dice: random.Random
    writes: int = 0
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                self.connection.execute("; ".join(self._statements()).encode())
                self.writes += 1
            except psycopg.Error as error:
                self.errors.append(str(error))

    def _statements(self) -> list[str]:
        return [self._statement() for _ in range(self.dice.choice((1, 1, 1, 2)))]

    def _statement(self) -> str:
        one, other, team = self.dice.randint(1, ROWS), self.dice.randint(1, ROWS), self.dice.randint(1, 40)
        new = ROWS + self.dice.randint(1, 10**8)
        return self.dice.choice(
            (
                f"INSERT INTO projects VALUES ({new}, {new}); INSERT INTO teams VALUES ({new}, {one % 4 + 1})",
                f"INSERT INTO projects VALUES ({new}, {team}); INSERT INTO tasks VALUES ({new}, {new})",
                f"INSERT INTO tasks VALUES ({new}, {one}, {other}); INSERT INTO notes VALUES ({new}, {new})",
                f"INSERT INTO folders VALUES ({new}, NULL, {one}); INSERT INTO marks VALUES ({new}, 'folder', {new})",
                f"INSERT INTO tasks (id, project, tenant) SELECT {new}, {one}, client FROM teams WHERE id = {one % 40 + 1}",
                f"INSERT INTO notes (id, task, tenant) VALUES ({new}, {one}, {other % 4 + 1})",
                f"UPDATE teams SET client = client % 4 + 1 WHERE id = {team}",
                f"UPDATE projects SET team = {team} WHERE id = {one}",
                f"UPDATE folders SET team = {team} WHERE id = {one} AND team IS NOT NULL",
                f"UPDATE folders SET up = {self.dice.randint(1, max(1, one - 1))} WHERE id = {one} AND team IS NULL",
                f"UPDATE folders SET team = {team}, up = NULL WHERE id = {one}",
                f"UPDATE tasks SET project = {other} WHERE id = {one}",
                f"UPDATE tasks SET folder = nullif({other}, {one}) WHERE id = {one}",
                f"UPDATE tasks SET folder = NULL WHERE id = {one}",
                f"UPDATE notes SET task = {other} WHERE id = {one}",
                f"UPDATE notes SET id = {new} WHERE id = {one}",
                f"UPDATE marks SET kind = 'task', of = {other} WHERE id = {one} AND EXISTS (SELECT FROM tasks WHERE id = {other})",
                f"UPDATE marks SET kind = 'folder', of = {other} WHERE id = {one} AND EXISTS (SELECT FROM folders WHERE id = {other})",
                f"DELETE FROM marks WHERE id = {one} AND id % 5 = 0",
                f"DELETE FROM notes WHERE id = {one} AND id % 5 = 0",
            )
        )


def wrong(database: Database) -> list[str]:
    """Return the rows whose tenant is not the one that the rows above them say."""
    rows = {
        table: {row[0]: row for row in database.fetch(f"SELECT {columns} FROM {table}")}
        for table, columns in {
            "teams": "id, client, client",
            "projects": "id, team, tenant",
            "folders": "id, team, up, tenant",
            "tasks": "id, project, folder, tenant",
            "notes": "id, task, tenant",
            "marks": "id, kind, of, tenant",
        }.items()
    }

    def team(id_: int) -> int:
        return rows["teams"][id_][1]

    def folder(id_: int) -> int:
        while rows["folders"][id_][1] is None:
            id_ = rows["folders"][id_][2]
        return team(rows["folders"][id_][1])

    def project(id_: int) -> int:
        return team(rows["projects"][id_][1])

    def task(id_: int) -> int:
        _, of, inside, _ = rows["tasks"][id_]
        return folder(inside) if inside is not None else project(of)

    told = {
        "projects": project,
        "folders": folder,
        "tasks": task,
        "notes": lambda id_: task(rows["notes"][id_][1]),
        "marks": lambda id_: (task if rows["marks"][id_][1] == "task" else folder)(rows["marks"][id_][2]),
    }
    return [
        f"{table} {row}: {right(id_)}"
        for table, right in told.items()
        for id_, row in rows[table].items()
        if row[-1] != right(id_)
    ]


@pytest.mark.sample(100)
@pytest.mark.parametrize("seed", range(200))
def test_each_row_has_the_tenant_of_the_oracle(templates: Templates, tmp_path: Path, seed: int) -> None:
    """The seed chooses the writes; their moment in the run differs each time."""
    with templates.copy(("random moves",), lambda database: database.load(SCHEMA)) as database:
        walk = Walk(tmp_path / "plan.yaml", database).write(PLAN)
        writers = [Writer(database.connect(), n, random.Random(2 * seed + n)) for n in range(2)]
        for writer in writers:
            writer.start()
        try:
            done = walk.apply()
        finally:
            for writer in writers:
                writer.ended.set()
            for writer in writers:
                writer.join()
        done.must()
        assert min(writer.writes for writer in writers) > 50
        told = [error for writer in writers for error in writer.errors]
        assert not [error for error in told if not any(word in error for word in REFUSED)]
        assert wrong(database) == []
        walk.verify().must()
