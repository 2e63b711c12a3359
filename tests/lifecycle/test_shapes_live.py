"""Ordinary shapes, walked on a server: apply, verify, files, rollback to an equal dump."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.databases import Database
from harness.dumps import dump, same_dump
from harness.runs import Walk

TEAMS = """
CREATE TABLE people (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE teams (id bigint PRIMARY KEY, owner_id bigint NOT NULL REFERENCES people);
ALTER TABLE people ADD current_team bigint REFERENCES teams ON DELETE SET NULL;
CREATE TABLE members (team_id bigint NOT NULL REFERENCES teams, person_id bigint NOT NULL REFERENCES people,
  PRIMARY KEY (team_id, person_id));
CREATE TABLE boards (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams);
CREATE TABLE cards (id bigint PRIMARY KEY, board_id bigint NOT NULL REFERENCES boards, done_by bigint REFERENCES people);
ALTER TABLE people ADD board bigint REFERENCES boards, ADD card bigint;
INSERT INTO people SELECT n, 'p' || n FROM generate_series(1, 4) n;
INSERT INTO teams SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO members VALUES (1, 4), (2, 4);
INSERT INTO boards VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO cards VALUES (1, 1, 1), (2, 2, 4);
UPDATE people SET current_team = 1, board = 2, card = 1 WHERE id = 4;
"""
TEAMS_PLAN = """
version: 1
tenant: { table: teams, key: { column: id, type: bigint }, column: team_id }
tables:
  people:
    kind: shared
    memberships: [members, teams]
    pointers: { current_team: teams, board: boards, card: cards }
  members: { column: team_id }
  boards: { column: team_id, keys: { primary_key: keep } }
  cards: { backfill: { via: board_id }, keys: { primary_key: keep } }
keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }
"""


def test_people_in_several_teams(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, TEAMS_PLAN, TEAMS)
    before = dump(database)
    walk.run("verify").must(2)
    assert "shared: members by members and teams" in walk.run("graph").must().out
    walk.apply().must()
    walk.diff().must()
    assert walk.verify().must().out.count("a tenant that the row is a member of") == 3
    database.load("UPDATE people SET board = 3 WHERE id = 4; UPDATE people SET card = 2 WHERE id = 1")
    found = walk.verify().must(2).out
    assert "1 of 4 rows" in found
    assert "(id=4) → 3" in found
    assert "(id=1) → 2" in found
    walk.render(tmp_path / "sql")
    assert "the result does not hold" in database.psql(tmp_path / "sql" / "verify.sql").stderr
    database.load("UPDATE people SET board = NULL, card = NULL")
    assert database.psql(tmp_path / "sql" / "verify.sql").returncode == 0
    walk.apply().must()
    walk.rollback().must()
    same_dump(before, dump(database))


ORGS = """
CREATE TABLE orgs (id int PRIMARY KEY);
CREATE TABLE users (id int PRIMARY KEY, org_id int NOT NULL REFERENCES orgs);
CREATE TABLE letters (id int PRIMARY KEY, org_id int, author int REFERENCES users ON DELETE SET NULL, name text UNIQUE);
CREATE TABLE docs (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, letter int REFERENCES letters);
INSERT INTO orgs VALUES (1), (2);
INSERT INTO users VALUES (1, 1), (2, 2);
INSERT INTO letters VALUES (1, NULL, NULL, 'all'), (2, 1, 1, 'mine'), (3, 2, 2, 'theirs');
INSERT INTO docs VALUES (1, 1, 1), (2, 1, 2), (3, 2, 1);
"""
ORGS_PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: integer }, column: org_id }
tables:
  users: { column: org_id }
  letters: { kind: mixed, column: org_id }
  docs: { backfill: { via: user_id } }
keys: { unique: per_tenant, foreign_keys: composite }
"""


def test_rows_for_everybody(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, ORGS_PLAN, ORGS)
    before = dump(database)
    database.load("UPDATE letters SET author = 2 WHERE id = 1")
    walk.run("apply").said(3, "public.letters", "id=1")
    database.load("UPDATE letters SET author = NULL WHERE id = 1; UPDATE docs SET letter = 3 WHERE id = 1")
    walk.run("apply").said(3, "public.docs", "id=1")
    database.load("UPDATE docs SET letter = 1 WHERE id = 1")
    assert "mixed: org_id, NULL is for everybody" in walk.run("graph").must().out
    walk.apply().must()
    walk.diff().must()
    walk.verify().must()
    found = walk.run("verify", "--probe").must(2).out
    assert found.count("FINDING") == 1
    assert "(letter) to another tenant's row of public.letters" in found
    assert "no key can refuse it" in found
    database.load(
        "INSERT INTO letters VALUES (4, NULL, NULL, 'new'), (5, 2, 2, 'newer'); INSERT INTO docs VALUES (4, 2, 4)"
    )
    walk.verify().must()
    database.load("INSERT INTO letters VALUES (6, NULL, 1, 'leads to a tenant')")
    assert "id=6" in walk.verify().must(2).out
    database.load("DELETE FROM letters WHERE id = 6")
    walk.render(tmp_path / "sql")
    assert database.psql(tmp_path / "sql" / "verify.sql").returncode == 0
    walk.rollback().must()
    same_dump(before, dump(database))


PROJECTS = """
CREATE TABLE org (id int PRIMARY KEY);
CREATE TABLE project (id int PRIMARY KEY, org_id int NOT NULL REFERENCES org);
CREATE TABLE task (id int PRIMARY KEY, project_id int NOT NULL REFERENCES project);
ALTER TABLE org ADD first_project int CONSTRAINT first_fk REFERENCES project ON DELETE SET NULL DEFERRABLE;
COMMENT ON CONSTRAINT first_fk ON org IS 'where people land';
INSERT INTO org VALUES (1), (2);
INSERT INTO project VALUES (1, 1), (2, 2);
INSERT INTO task VALUES (1, 1), (2, 2);
UPDATE org SET first_project = 2;
"""
PROJECTS_PLAN = """
version: 1
tenant: { table: org, key: { column: id, type: integer }, column: org_id }
tables:
  project: { column: org_id }
  task: { backfill: { via: project_id } }
keys: { primary_key: composite, foreign_keys: composite }
"""


def test_a_key_of_the_tenants_table_carries_the_tenant(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PROJECTS_PLAN, PROJECTS)
    before = dump(database)
    walk.run("apply").said(3, "public.org", "id=1", "another tenant")
    files = walk.render(tmp_path / "sql")
    assert "rows are in the way" in database.psql(next(file for file in files if "preflight" in file.name)).stderr
    database.load("UPDATE org SET first_project = id")
    walk.apply().must()
    walk.diff().must()
    walk.verify().must()
    (key,) = database.fetch(
        "SELECT pg_get_constraintdef(oid), obj_description(oid) FROM pg_constraint "
        "WHERE conrelid = 'org'::regclass AND contype = 'f'"
    )
    assert "(id, first_project) REFERENCES project(org_id, id) ON DELETE SET NULL (first_project) DEFERRABLE" in key[0]
    assert key[1] == "where people land"
    walk.rollback().must()
    same_dump(before, dump(database))


KEY_TYPES = {
    "varchar": ("varchar(20)", "character varying(20)", "acme", "CREATE UNIQUE INDEX ON clients (id)"),
    "domain": ("code", "public.code", "acme", "ALTER TABLE clients ADD UNIQUE (id)"),
    "domain of a domain": ("strict", "public.strict", "acme", "CREATE UNIQUE INDEX ON clients (id)"),
    "enum": ("plan", "public.plan", "acme", "ALTER TABLE clients ADD PRIMARY KEY (id)"),
    "domain of numbers": ("no", "public.no", "7", "ALTER TABLE clients ADD PRIMARY KEY (id)"),
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", KEY_TYPES)
def test_keys_of_every_type(database: Database, tmp_path: Path, name: str) -> None:
    column, type_, tenant, key = KEY_TYPES[name]
    other = "beta" if tenant == "acme" else "8"
    app = database.role(f"app_{database.name}")
    walk = Walk.of(
        database, tmp_path,
        "version: 1\n"
        f"tenant: {{ table: clients, key: {{ column: id, type: '{type_}' }}, default: {{ id: {tenant} }}, column: client }}\n"
        "tables:\n"
        "  users: { backfill: { via: home } }\n"
        "  posts: { backfill: { via: user_id } }\n"
        f"  notes: {{ backfill: {{ mapping: {{ table: clients, join: {{ serial: serial }}, value: id }} }} }}\n"
        f"  tags: {{ backfill: {{ sql: \"t.label\" }} }}\n"
        "  marks: { backfill: { polymorphic: { type: kind, key: owner, cases: { user: users, post: posts } } } }\n"
        "  logs:\n"
        "keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }\n"
        "transition: { drop: tighten }\n"
        f"rls: {{ setting: app.client, roles: [{app}] }}\n",
        f"""
        CREATE DOMAIN code AS text DEFAULT '{other}' CHECK (VALUE ~ '^[a-z]+$');
        CREATE DOMAIN strict AS code CHECK (length(VALUE) < 30);
        CREATE TYPE plan AS ENUM ('acme', 'beta', 'gamma', 'delta');
        CREATE DOMAIN no AS int DEFAULT 8 CHECK (VALUE > 0);
        CREATE TABLE clients (id {column} NOT NULL, serial int UNIQUE);
        {key};
        CREATE TABLE users (id int PRIMARY KEY, home {column} NOT NULL REFERENCES clients (id), mail text UNIQUE);
        CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
        CREATE TABLE notes (id int PRIMARY KEY, serial int);
        CREATE TABLE tags (id int PRIMARY KEY, label {column});
        CREATE TABLE logs (id int PRIMARY KEY);
        CREATE TYPE owner_kind AS ENUM ('user', 'post');
        CREATE TABLE marks (id int PRIMARY KEY, kind owner_kind NOT NULL, owner int NOT NULL);
        INSERT INTO marks VALUES (1, 'user', 1), (2, 'post', 2);
        INSERT INTO clients VALUES ('{tenant}', 1), ('{other}', 2);
        INSERT INTO users VALUES (1, '{tenant}', 'a'), (2, '{other}', 'b');
        INSERT INTO posts VALUES (1, 1), (2, 2), (3, 1);
        INSERT INTO notes VALUES (1, 1), (2, 2);
        INSERT INTO tags VALUES (1, '{tenant}'), (2, '{other}');
        INSERT INTO logs VALUES (1);
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
        """,
    )  # fmt: skip
    before, heap = dump(database), "SELECT relfilenode FROM pg_class WHERE relname = 'users'"
    node = database.value(heap)
    walk.apply("--phase", "add").must()
    assert database.value(heap) == node, "the table was rewritten"
    assert database.value("SELECT count(client) FROM users") == 0
    walk.apply("--phase", "backfill").must()
    assert database.fetch("SELECT id, client::text FROM posts ORDER BY id") == [(1, tenant), (2, other), (3, tenant)]
    database.load("INSERT INTO posts (id, user_id) VALUES (4, 2); INSERT INTO logs VALUES (2)")
    assert database.value("SELECT client::text FROM posts WHERE id = 4") == other
    walk.apply().must()
    walk.diff().must()
    walk.run("verify", "--probe").must()
    walk.rollback().must()
    same_dump(before, dump(database))
