"""The last step of apply: exit 0 only when every row has its parents' tenant."""

from __future__ import annotations

from pathlib import Path

from harness.databases import Database
from harness.runs import Walk

SCHEMA = """
CREATE TABLE clients (id int PRIMARY KEY);
INSERT INTO clients VALUES (1), (2);
CREATE TABLE projects (id int PRIMARY KEY, home int NOT NULL REFERENCES clients);
CREATE TABLE tasks (id int PRIMARY KEY, project_id int NOT NULL REFERENCES projects);
INSERT INTO projects VALUES (1, 1), (2, 2);
INSERT INTO tasks VALUES (1, 1), (2, 2);
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
"""

PAST_THE_GUARD = "SET session_replication_role = replica; UPDATE tasks SET client_id = {} WHERE id = 1"


def test_apply_ends_with_0_only_when_the_rows_are_right(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    assert "Last step: a check of the rows of 2 tables" in walk.run("apply").must().err
    assert "Final check" not in walk.apply("--phase", "add,backfill").must().err
    # Somebody goes past the guard while the run is at work, after its preflight.
    database.load(
        "CREATE FUNCTION late() RETURNS event_trigger LANGUAGE plpgsql SET session_replication_role = replica AS $$"
        "BEGIN UPDATE public.tasks SET client_id = 2 WHERE id = 1; END $$;"
        "CREATE EVENT TRIGGER late ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION late()"
    )
    walk.apply().said(4, "1 rows break the final check", "public.tasks", "id=1", "is 2, its parent 1")
    database.load("DROP EVENT TRIGGER late")
    walk.apply().said(3, "1 rows break the final check", "id=1")
    walk.apply("--no-final-check").must()
    database.load(PAST_THE_GUARD.format(1))
    assert "Final check: every row has its tenant" in walk.apply().must().err
