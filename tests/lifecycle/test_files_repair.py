"""Files for psql repair what somebody changed since: the guard's function, the column's default, its comment."""

from __future__ import annotations

from pathlib import Path

from harness.databases import Database
from harness.dumps import dump, same_dump
from harness.runs import Walk

SCHEMA = """
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE chats (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
INSERT INTO users VALUES (1);
INSERT INTO chats VALUES (1, 1);
"""

PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: 'back\\slash''s', values: { name: X } }
  column: client_id
tables:
  users: { backfill: { constant: 'back\\slash''s' } }
  chats: { backfill: { via: user_id } }
keys: { comment: true }
"""

BROKEN = {
    "function of a constant": """
        CREATE OR REPLACE FUNCTION users_planner_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'""",
    "function of a path": """
        CREATE OR REPLACE FUNCTION chats_planner_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'""",
    "default": "ALTER TABLE users ALTER client_id SET DEFAULT 'b'",
    "no default": "ALTER TABLE users ALTER client_id DROP DEFAULT",
    "comment": "COMMENT ON COLUMN chats.client_id IS 'theirs'",
    "trigger off": "ALTER TABLE chats DISABLE TRIGGER USER",
}


def test_files_repair_what_was_changed(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    walk.apply().must()
    before = dump(database)
    walk.render(tmp_path / "at-the-end")
    for name, statement in BROKEN.items():
        database.load(statement)
        a_note = name == "comment"
        assert database.psql(tmp_path / "at-the-end" / "verify.sql").returncode == (0 if a_note else 3), name
        assert walk.diff().code == 2, name
        for file in walk.render(tmp_path / name):
            walk.psql(file)
        walk.diff().must(0)
        same_dump(before, dump(database))
    assert database.psql(tmp_path / "at-the-end" / "verify.sql").returncode == 0
