"""verify --probe: what the application's own role could do, tried; each leak that is made here has to be found by trying."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from harness.applications import Roles, edited, orgs_plan
from harness.databases import Database
from harness.dumps import rows, same_dump
from harness.runs import Walk, in_process

Made = Callable[..., Walk]


@pytest.fixture
def another(unfinished: Database, roles: Roles, tmp_path: Path) -> Made:
    """Finishes a database with other rows, or with other words in the plan."""

    def make(before: str = "", *replaced: tuple[str, str]) -> Walk:
        text = orgs_plan(roles.app)
        for old, new in replaced:
            text = edited(text, old, new)
        walk = Walk.of(unfinished, tmp_path, text, before)
        walk.apply().must()
        return walk

    return make


def test_nothing_leads_to_another_tenant_and_nothing_is_left_behind(finished: Walk, roles: Roles) -> None:
    walk = finished
    schema, there = walk.database.dump(), rows(walk.database)
    probed = walk.run("verify", "--probe").must()
    for table in ("users", "chats", "messages", "events"):
        line = next(
            line for line in probed.out.splitlines() if f"public.{table} " in line and f"as {roles.app}" in line
        )
        assert "lead nowhere" in line
    assert "a session that is used again has no tenant" in probed.out
    same_dump(schema, walk.database.dump())
    assert rows(walk.database) == there


def test_empty_tables_are_probed_with_rows_that_are_made(another: Made) -> None:
    """Triggers of the application find their tables by its search_path."""
    walk = another("""
        TRUNCATE orgs, users, chats, messages, events;
        CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM FROM countries; RETURN NEW; END';
        CREATE TRIGGER look BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION look();
        CREATE TRIGGER look_again AFTER INSERT ON chats FOR EACH ROW EXECUTE FUNCTION look()""")
    probed = walk.run("verify", "--probe")
    assert probed.out.count("lead nowhere") == 5, probed.out + probed.err


LEAKS = {
    "policy": (
        "ALTER POLICY users_tenant_isolation ON users USING (true); ALTER POLICY users_tenant_access ON users USING (true)",
        "public.users",
        ("with no tenant set, SELECT", "as a tenant, SELECT", "DELETE of another tenant's row"),
    ),
    "writing": (
        "ALTER POLICY users_tenant_isolation ON users WITH CHECK (true); ALTER POLICY users_tenant_access ON users WITH CHECK (true)",
        "public.users",
        ("with no tenant set, INSERT", "INSERT of another tenant's row"),
    ),
    "disabled": (
        "ALTER TABLE messages DISABLE ROW LEVEL SECURITY",
        "public.messages",
        ("with a malformed tenant, SELECT", "in a session that is used again, SELECT"),
    ),
    "reference": (
        "ALTER TABLE chats DROP CONSTRAINT chats_tenant_user_id_fkey",
        "public.chats",
        ("UPDATE of (user_id) to another tenant's row of public.users",),
    ),
    "closed": (
        "DROP POLICY users_tenant_access ON users",
        "public.users",
        ("as a tenant, SELECT", "as a tenant, INSERT of a row of its own"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found_by_trying(leak: str, finished: Walk) -> None:
    statement, table, titles = LEAKS[leak]
    finished.database.load(statement)
    probed = finished.run("verify", "--probe").must(2)
    lines = [line for line in probed.out.splitlines() if f"{table} " in line and "FINDING" in line]
    for title in titles:
        assert any(title in line for line in lines), f"{title}\n{probed.out}"


def test_an_upsert_that_changes_another_tenants_row_is_found(another: Made) -> None:
    """A global key, and no policy that would hold the row."""
    walk = another("", ("unique: per_tenant, ", ""))
    walk.run("verify", "--probe").must()
    walk.database.load("ALTER TABLE users DISABLE ROW LEVEL SECURITY")
    probed = walk.run("verify", "--probe").must(2)
    assert "ON CONFLICT (email) with another tenant's key" in probed.out


def test_checks_enums_and_domains_of_empty_tables(database: Database, tmp_path: Path) -> None:
    """Values that constraints take are found among the constants that they name.

    Domains may live in other schemas, a key fits the columns that reference it, and one-to-one parents are made anew.
    """
    role = database.role(f"{database.name}_app")
    schema = f"""
        CREATE TYPE mood AS ENUM ('fine', 'bad');
        CREATE DOMAIN year AS int CHECK (VALUE BETWEEN 1901 AND 2155);
        CREATE SCHEMA kinds;
        CREATE DOMAIN kinds.label AS varchar(50);
        CREATE TABLE plans (id text PRIMARY KEY);
        CREATE TABLE orgs (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+$'),
          plan text NOT NULL UNIQUE REFERENCES plans);
        CREATE TABLE folders (id bigint PRIMARY KEY, org uuid NOT NULL REFERENCES orgs, name kinds.label NOT NULL);
        CREATE TABLE files (folder int PRIMARY KEY REFERENCES folders);
        CREATE TABLE things (
          id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, org uuid NOT NULL REFERENCES orgs, mood mood NOT NULL, born year NOT NULL,
          state text NOT NULL CHECK (state IN ('open', 'closed')), code char(2) NOT NULL,
          share numeric(3, 2) NOT NULL CHECK (share > 0),          tags text[] NOT NULL,
          at timestamptz NOT NULL, doc jsonb NOT NULL, ip inet NOT NULL, twice int GENERATED ALWAYS AS (id * 2) STORED,
          UNIQUE (org, code));
        CREATE TABLE parts (thing int NOT NULL REFERENCES things, at date NOT NULL, PRIMARY KEY (thing, at)) PARTITION BY RANGE (at);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('1999-01-01') TO ('1999-02-01');
        GRANT SELECT, INSERT, UPDATE, DELETE ON things, parts, folders, files TO {role};
    """
    plan = (
        "version: 1\ntenant: { table: orgs, key: { column: id, type: uuid }, column: tenant }\n"
        "tables:\n  things: { backfill: { via: org } }\n  parts: { backfill: { via: thing } }\n"
        "  folders: { backfill: { via: org } }\n  files: { backfill: { via: folder } }\n  plans: { kind: reference }\n"
        f"keys: {{ foreign_keys: composite }}\nrls: {{ setting: app.tenant, roles: [{role}] }}\n"
    )
    walk = Walk.of(database, tmp_path, plan, schema)
    walk.apply().must()
    probed = walk.run("verify", "--probe")
    assert probed.out.count("lead nowhere") == 4, probed.out + probed.err


def test_existing_tenants_and_a_row_that_follows_its_parent(database: Database, tmp_path: Path) -> None:
    """No third tenant can exist. The write guard gives a row the tenant of its new parent, which mixes no tenants."""
    schema = """
        CREATE TABLE org (id int PRIMARY KEY, name text NOT NULL UNIQUE CHECK (name IN ('a', 'b')));
        CREATE TABLE project (id int PRIMARY KEY, org_id int NOT NULL REFERENCES org);
        CREATE TABLE task (id int PRIMARY KEY, project_id int NOT NULL REFERENCES project);
        INSERT INTO org VALUES (1, 'a'), (2, 'b');
        INSERT INTO project VALUES (1, 1);
        INSERT INTO task VALUES (1, 1);
    """
    plan = (
        "version: 1\ntenant: { table: org, key: { column: id, type: integer }, column: org_id }\n"
        "tables:\n  project: { column: org_id }\n  task: { backfill: { via: project_id } }\n"
    )
    walk = Walk.of(database, tmp_path, plan, schema)
    walk.apply().must()
    probed = walk.run("verify", "--probe").must()
    assert "as planner's own role: 1 ways to another tenant's rows lead nowhere" in probed.out
    database.load("ALTER TABLE task DISABLE TRIGGER USER")
    assert "FINDING  it was done" in walk.run("verify", "--probe").must(2).out


def test_a_table_that_no_row_can_be_made_for_is_a_finding(another: Made) -> None:
    """A deferred trigger refuses the row when it is made, and not later in the attempts on other tables.

    The row is then made without triggers, so that all else is tried with it."""
    walk = another("""
        TRUNCATE chats CASCADE;
        ALTER TABLE chats ALTER slug SET NOT NULL, ADD CHECK (slug = md5(id::text || slug));
        CREATE FUNCTION alone() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'not alone'; END$$;
        CREATE CONSTRAINT TRIGGER alone AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION alone()""")
    probed = walk.run("verify", "--probe").must(2)
    lines = {line.split()[0]: line for line in probed.out.splitlines() if "is probed" in line}
    assert "FINDING  no row could be made for the probe: public.chats" in lines["public.chats"]
    untried = [line for line in probed.out.splitlines() if "not tried" in line]
    assert [line.split()[0] for line in untried] == ["public.events"], "its row is there, made without triggers"
    assert "INSERT of a row of its own" in untried[0]
    assert untried[0].endswith("FINDING  not tried: not alone")
    assert any("public.users " in line and "lead nowhere" in line for line in probed.out.splitlines())


def test_attempts_that_could_not_be_tried_are_findings(finished: Walk, roles: Roles) -> None:
    finished.database.load(f"""
        REVOKE ALL ON messages FROM {roles.app};
        REVOKE EXECUTE ON FUNCTION planner_current_tenant() FROM PUBLIC, {roles.app}""")
    probed = finished.run("verify", "--probe").must(2)
    lines = [line for line in probed.out.splitlines() if f"as {roles.app}: " in line]
    for table in ("users", "chats", "events"):
        (line,) = (line for line in lines if f"public.{table} " in line)
        assert "more attempts" in line
        assert "FINDING  not tried: permission denied for function planner_current_tenant" in line
    assert any("public.messages " in line and "no right to read or to change it" in line for line in lines)


def test_a_role_that_planner_can_not_become(finished: Walk, roles: Roles) -> None:
    walk, database = finished, finished.database
    other = database.role(f"{database.name}_dba", "LOGIN BYPASSRLS")
    database.load(
        f"GRANT USAGE ON SCHEMA planner TO {other}; GRANT SELECT ON ALL TABLES IN SCHEMA planner TO {other}; "
        + "".join(
            f"ALTER TABLE {table} OWNER TO {other}; "
            for table in ("orgs", "users", "chats", "messages", "events", "countries")
        )
    )
    walk.write(walk.text().replace("] }", f"], ignore_roles: [{other}] }}"))
    refused = in_process("verify", walk.plan, "--dsn", make_conninfo(database.dsn, user=other), "--probe").must(3)
    assert f"can't become '{roles.app}'" in refused.err
    assert f"GRANT {roles.app} TO {other}" in refused.err
