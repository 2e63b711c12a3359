"""Code of other roles runs with planner's rights only when the plan says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from harness.databases import Database
from harness.runs import Walk, in_process

PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  users: { backfill: { constant: default } }
  notes: { backfill: { via: user_id }, triggers: { touch: fire } }
unlisted: ignore
execution: { EXECUTION }
"""

SCHEMA = """
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE notes (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
INSERT INTO users SELECT generate_series(1, 5);
INSERT INTO notes SELECT n, n % 5 + 1 FROM generate_series(1, 20) AS n;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN EXECUTE 'CREATE TABLE IF NOT EXISTS public.ran_as_' || current_user || ' (n int)'; RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();
"""


@pytest.fixture
def owner(database: Database) -> str:
    """A role that owns the tables, but nothing else of the database."""
    role = database.role(f"{database.name}_owner")
    database.load(f"GRANT CREATE ON DATABASE {database.name} TO {role}; GRANT CREATE, USAGE ON SCHEMA public TO {role}")
    return role


def walk(database: Database, folder: Path, execution: str) -> Walk:
    return Walk.of(database, folder, PLAN.replace("EXECUTION", execution))


def ran_as(database: Database) -> list[str]:
    return [name for (name,) in database.fetch("SELECT relname FROM pg_class WHERE relname LIKE 'ran_as_%'")]


def owned_by(database: Database, owner: str) -> None:
    database.load(SCHEMA)
    for thing in ("TABLE users", "TABLE notes", "FUNCTION touch()"):
        database.load(f"ALTER {thing} OWNER TO {owner}")


def test_a_superuser_does_not_run_what_another_role_owns(database: Database, owner: str, tmp_path: Path) -> None:
    owned_by(database, owner)
    one = walk(database, tmp_path, "workers: 1")
    for done in (one.apply(), one.run("apply"), one.run("render", "--out", tmp_path / "out")):
        done.said(3, f"{owner}: table public.users, table public.notes, function public.touch()", f"role: {owner}")
    assert "Hazard foreign-code" in one.diff().must(2).err
    assert not ran_as(database)
    walk(database, tmp_path, f"trusted_owners: [{owner}]").apply().must()
    assert ran_as(database) == ["ran_as_postgres"]
    database.load("DROP TABLE ran_as_postgres")
    one = walk(database, tmp_path, "workers: 1")
    for command, *more in (("add", "b", "--values", "name=B"), ("delete", "default")):
        done = in_process("tenant", command, *more, one.plan, "--dsn", database.dsn, "--confirm")
        done.said(3, f"({owner}: table public.", "trusted_owners")
    assert database.value("SELECT count(*) FROM clients") == 1


TRACE = """
CREATE FUNCTION seen(n int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN IF current_user = 'postgres' THEN RAISE 'ran as a superuser'; END IF; RETURN n > 0; END $$;
ALTER TABLE notes ADD CONSTRAINT seen CHECK (seen(id)) NOT VALID;
"""


def test_a_report_of_the_rows_does_not_run_what_another_role_owns(
    database: Database, owner: str, tmp_path: Path
) -> None:
    owned_by(database, owner)
    database.load(TRACE)
    database.load(f"ALTER FUNCTION seen OWNER TO {owner}")
    asked = ("report", "--format", "json", "--rows")
    refused = walk(database, tmp_path, "workers: 1").run(*asked).must().out
    assert [one["kind"] for one in json.loads(refused)["questions"][:2]] == ["apply refuses", "rows"]
    assert "No row was read" in refused
    assert "ran as a superuser" not in refused
    trusted = walk(database, tmp_path, f"trusted_owners: [{owner}]").run(*asked).must().out
    assert "ran as a superuser" in trusted, "the page shows when the code runs"


@pytest.mark.parametrize(
    "thing",
    [
        "CREATE FUNCTION f(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true'; ALTER FUNCTION f OWNER TO {owner};"
        "ALTER TABLE notes ADD CHECK (f(id))",
        "CREATE FUNCTION f(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true'; ALTER FUNCTION f OWNER TO {owner};"
        "CREATE INDEX ON notes (f(id))",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION f OWNER TO {owner};"
        "ALTER TABLE users ADD n int DEFAULT f()",
        "CREATE DOMAIN d AS int CHECK (VALUE > 0); ALTER DOMAIN d OWNER TO {owner}; ALTER TABLE users ADD n d",
        "CREATE FUNCTION f(int, int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';"
        "CREATE OPERATOR <<<< (FUNCTION = f, LEFTARG = int, RIGHTARG = int); ALTER OPERATOR <<<< (int, int) OWNER TO {owner};"
        "ALTER TABLE notes ADD CHECK (id <<<< user_id)",
    ],
)
def test_every_kind_of_code_counts(thing: str, database: Database, owner: str, tmp_path: Path) -> None:
    database.load(SCHEMA)
    database.load(thing.format(owner=owner))
    walk(database, tmp_path, "workers: 1").apply().said(3, f"({owner}: ", "trusted_owners")


@pytest.mark.parametrize("way", ["apply", "files"])
def test_planner_has_only_the_rights_of_the_role(way: str, database: Database, owner: str, tmp_path: Path) -> None:
    owned_by(database, owner)
    before = database.dump()
    one = walk(database, tmp_path, f"role: {owner}")
    if way == "apply":
        assert f"as {owner}" in one.apply().must().err
    else:
        for file in one.render(tmp_path / "out"):
            one.psql(file)
    assert ran_as(database) == [f"ran_as_{owner}"]
    assert database.value("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'planner'") == owner
    one.verify().must()
    one.rollback().must()
    database.load(f"DROP TABLE ran_as_{owner}")
    assert database.dump() == before


def test_a_role_that_the_session_cannot_become(database: Database, owner: str, tmp_path: Path) -> None:
    owned_by(database, owner)
    plan = walk(database, tmp_path, "role: nobody_here").plan
    dsn = make_conninfo(database.dsn, user=owner)
    in_process("apply", plan, "--confirm", "--dsn", dsn).said(
        3, "can't change to role 'nobody_here'", "must be a member"
    )
    walk(database, tmp_path, "role: postgres")
    in_process("apply", plan, "--confirm", "--dsn", dsn).said(3, "can't change to role 'postgres'")
    in_process("diff", plan, "--dsn", dsn).must()  # to read, the session's own role is enough


def test_a_role_without_a_right_is_told_before_the_first_statement(
    database: Database, owner: str, tmp_path: Path
) -> None:
    owned_by(database, owner)
    database.load(f"ALTER TABLE notes OWNER TO postgres; REVOKE CREATE ON DATABASE {database.name} FROM {owner}")
    one = walk(database, tmp_path, f"role: {owner}")
    one.apply().said(3, "may not alter public.notes", f"GRANT postgres TO {owner}")
    database.load(f"ALTER TABLE notes OWNER TO {owner}")
    one.apply().said(3, "may not create schema planner", f"GRANT CREATE ON DATABASE {database.name} TO {owner}")
    assert database.value("SELECT to_regnamespace('planner') IS NULL")


def test_a_member_without_inherit_is_told_how_to_become_the_owner(
    database: Database, owner: str, tmp_path: Path
) -> None:
    owned_by(database, owner)
    member = database.role(f"{database.name}_member", "LOGIN NOINHERIT")
    database.load(f"GRANT {owner} TO {member}; GRANT CREATE ON DATABASE {database.name} TO {member}")
    database.load(
        f"GRANT CREATE, USAGE ON SCHEMA public TO {member}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {member}"
    )
    dsn = make_conninfo(database.dsn, user=member)
    one = walk(database, tmp_path, "workers: 1")
    said = in_process("apply", one.plan, "--confirm", "--dsn", dsn)
    said.said(3, "may not alter public.users", f"write `execution: {{ role: {owner} }}`")
    walk(database, tmp_path, f"role: {owner}")
    in_process("apply", one.plan, "--confirm", "--dsn", dsn).must()
