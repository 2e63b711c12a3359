"""planner is killed in the middle of a delete or an import: the same command goes on, and nothing is half visible."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.databases import Database
from harness.dumps import rows
from harness.processes import Process
from harness.runs import Walk, in_process
from harness.templates import Templates
from planner.tenants.manifest import read_manifest

SCHEMA = """
CREATE TABLE orgs (id int PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, org_id int NOT NULL REFERENCES orgs, boss bigint REFERENCES users);
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, body text);
CREATE TABLE stars (id bigint PRIMARY KEY, note_id bigint NOT NULL REFERENCES notes);
CREATE INDEX ON users (boss);
CREATE INDEX ON notes (user_id);
CREATE INDEX ON stars (note_id);
INSERT INTO orgs VALUES (1), (2);
INSERT INTO users SELECT n, 1 + n % 2, CASE WHEN n > 2 THEN n - 2 END FROM generate_series(1, 40) AS n;
INSERT INTO notes SELECT n, 1 + n % 40, 'text' FROM generate_series(1, 800) AS n;
INSERT INTO stars SELECT n, n FROM generate_series(1, 800) AS n;
ANALYZE;
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: integer }, column: org_id }
tables:
  users: {}
  notes: { backfill: { via: user_id } }
  stars: { backfill: { via: note_id } }
execution: { batch_rows: 5, pause: 5ms }
"""


@pytest.fixture
def walk(templates: Templates, tmp_path: Path) -> Iterator[Walk]:
    def make(original: Database) -> None:
        Walk.of(original, tmp_path, PLAN, SCHEMA).apply().must()

    with templates.copy("two organizations with notes, applied", make) as database:
        yield Walk.of(database, tmp_path, PLAN)


def test_in_a_delete_and_in_an_import(walk: Walk, tmp_path: Path) -> None:
    before = rows(walk.database)
    out, report = tmp_path / "out", tmp_path / "report.json"
    delete = ("tenant", "delete", "1", walk.plan, "--dsn", walk.database.dsn, "--confirm", "--export-first", out)
    delete = (*delete, "--report", report)
    running = Process.start(*delete)
    running.says("public.notes", "rows deleted")
    running.kill()
    assert rows(walk.database) != before
    manifest = read_manifest(out)
    assert json.loads(report.read_text(encoding="utf-8"))["finished"] is False
    assert in_process(*delete).must().code == 0
    said = json.loads(report.read_text(encoding="utf-8"))
    assert said["export"]["id"] == manifest.export
    assert set(said["left"].values()) == {0}
    gone = rows(walk.database)
    assert gone == {
        name: [row for row in all_rows if '"org_id": 2' in row or row == '{"id": 2}']
        for name, all_rows in before.items()
    }

    load = ("tenant", "import", out, walk.plan, "--dsn", walk.database.dsn, "--confirm")
    running = Process.start(*load)
    running.says("public.users", "rows staged")
    running.kill()
    assert rows(walk.database) in (gone, before)
    again = in_process(*load)
    assert again.code == 0 or "is there already" in again.err, again
    assert rows(walk.database) == before
    assert walk.database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'import_%'") == 0


def test_an_old_export_is_not_trusted(walk: Walk, tmp_path: Path) -> None:
    out, report = tmp_path / "out", tmp_path / "report.json"
    delete = ("tenant", "delete", "1", walk.plan, "--dsn", walk.database.dsn, "--confirm", "--report", report)
    first = ("--export-first", out)
    walk.database.load(
        "CREATE FUNCTION public.stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'held'; END $$; "
        "CREATE TRIGGER stay BEFORE DELETE ON notes FOR EACH ROW WHEN (OLD.id > 700) EXECUTE FUNCTION public.stay()"
    )
    assert in_process(*delete, *first).code == 4
    begun = json.loads(report.read_text(encoding="utf-8"))
    left = walk.database.value("SELECT count(*) FROM notes WHERE org_id = 1")

    report.write_text(json.dumps({**begun, "database_identity": "1/1"}), encoding="utf-8")
    in_process(*delete, *first).said(3, "holds an export already")
    report.write_text(json.dumps({**begun, "runs": []}), encoding="utf-8")
    in_process(*delete, *first).said(3, "holds an export already")

    report.write_text(json.dumps(begun), encoding="utf-8")
    walk.database.load(
        "INSERT INTO notes (id, user_id, body) SELECT 10000 + n, 2, 'new' FROM generate_series(1, 400) AS n"
    )
    in_process(*delete, *first).said(3, "more rows than its export holds", "public.notes")
    report.write_text(json.dumps(begun), encoding="utf-8")
    assert walk.database.value("SELECT count(*) FROM notes WHERE org_id = 1") == left + 400
    walk.database.load("DROP TRIGGER stay ON notes; DELETE FROM notes WHERE id > 10000")
    in_process(*delete, *first).must()
    said = json.loads(report.read_text(encoding="utf-8"))
    assert (said["beyond_export"], said["export"]["id"]) == ({}, begun["export"])
