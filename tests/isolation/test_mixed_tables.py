"""Rows for everybody under policies: every session reads them, none writes them, and references lead to them."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.dumps import same_dump
from harness.runs import Walk

SCHEMA = """
CREATE TABLE orgs (id int PRIMARY KEY, name text);
CREATE TABLE users (id int PRIMARY KEY, org_id int NOT NULL REFERENCES orgs, email text NOT NULL UNIQUE);
CREATE TABLE templates (id int PRIMARY KEY, org_id int REFERENCES orgs, name text NOT NULL, parent_id int REFERENCES templates);
CREATE TABLE docs (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, template_id int REFERENCES templates);
INSERT INTO orgs VALUES (1, 'a'), (2, 'b');
INSERT INTO users SELECT n, 1 + n % 2, 'u' || n FROM generate_series(1, 10) AS n;
INSERT INTO templates VALUES (1, NULL, 'system'), (2, 1, 'mine'), (3, 2, 'theirs');
INSERT INTO docs SELECT n, 1 + n % 10, CASE WHEN n % 3 = 0 THEN 1 END FROM generate_series(1, 20) AS n;
GRANT SELECT, INSERT, UPDATE, DELETE ON users, templates, docs TO {app};
"""
PLAN = """
version: 1
tenant: {{ table: orgs, key: {{ column: id, type: integer }}, column: org_id }}
tables:
  users: {{ column: org_id }}
  templates: {{ kind: mixed, column: org_id }}
  docs: {{ backfill: {{ via: user_id }} }}
keys: {{ unique: per_tenant, foreign_keys: composite }}
transition: {{ drop: tighten }}
rls: {{ setting: app.org, roles: [{app}] }}
"""


@pytest.fixture
def walk(database: Database, tmp_path: Path) -> Walk:
    app = database.role(f"{database.name}_app")
    return Walk.of(database, tmp_path, PLAN.format(app=app), SCHEMA.format(app=app))


def test_rows_for_everybody(walk: Walk) -> None:
    before = walk.database.dump()
    walk.apply().must()
    walk.diff().must(0)
    with walk.database.connect(user=f"{walk.database.name}_app") as app:

        def ids() -> list[int]:
            return [row[0] for row in app.execute("SELECT id FROM templates ORDER BY id")]

        assert ids() == [1]
        app.execute("SET app.org = '1'")
        assert ids() == [1, 2]
        for statement in (
            "UPDATE templates SET name = 'x' WHERE id = 1",
            "UPDATE templates SET org_id = 1 WHERE id IN (1, 3)",
            "DELETE FROM templates WHERE id IN (1, 3)",
        ):
            assert app.execute(statement.encode()).rowcount == 0
        for statement in (
            "INSERT INTO templates VALUES (4, NULL, 'new')",
            "UPDATE templates SET org_id = NULL WHERE id = 2",
            "UPDATE templates SET parent_id = 3 WHERE id = 2",
            "INSERT INTO docs VALUES (100, 2, 3, 1)",
            "UPDATE docs SET template_id = 3",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement.encode())
        app.execute("INSERT INTO docs VALUES (100, 2, 1, 1), (101, 2, 2, 1), (102, 2, NULL, 1)")
        app.execute("UPDATE templates SET parent_id = 1 WHERE id = 2")
    walk.run("verify", "--probe").must()
    for broken, word in (
        ("ALTER POLICY templates_org_id_update ON templates USING (org_id = 1 OR org_id IS NULL)", "rls-policy"),
        ("DROP POLICY templates_org_id_delete ON templates", "rls-policy"),
        ("ALTER POLICY docs_template_id_reference_update ON docs WITH CHECK (true)", "rls-reference"),
        ("UPDATE docs SET template_id = 3 WHERE id = 1", "same-tenant"),
    ):
        walk.database.load(broken)
        results = json.loads(walk.run("verify", "--format", "json").must(2).out)["results"]
        assert word in {result["id"] for result in results if not result["ok"]}, broken
    walk.database.load("UPDATE docs SET template_id = NULL")
    walk.rollback().must()
    same_dump(before, walk.database.dump())
