"""Roles are looked at before anything is changed: those that go past policies, and those that nobody spoke of."""

from __future__ import annotations

from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from harness.applications import ORGS_PLAN, ORGS_SCHEMA, orgs_plan
from harness.databases import Database
from harness.runs import Done, Walk, in_process
from harness.waiting import until


@pytest.fixture
def role(database: Database) -> str:
    name = database.role(f"{database.name}_app")
    database.load(ORGS_SCHEMA.format(app=name))
    return name


def refused(database: Database, folder: Path, rls: str) -> Done:
    before = database.dump()
    done = Walk.of(database, folder, f"{ORGS_PLAN}rls: {rls}\n").apply()
    assert database.dump() == before
    return done


def test_a_role_that_does_not_exist(database: Database, role: str, tmp_path: Path) -> None:
    done = refused(database, tmp_path, f"{{ setting: app.tenant, roles: [nobody], ignore_roles: [{role}] }}").must(3)
    assert "role 'nobody' does not exist" in done.err


@pytest.mark.parametrize("options", ["SUPERUSER", "BYPASSRLS"])
def test_a_role_that_goes_past_policies(options: str, database: Database, role: str, tmp_path: Path) -> None:
    database.load(f"ALTER ROLE {role} {options}")
    assert "do not bind it" in refused(database, tmp_path, f"{{ setting: app.tenant, roles: [{role}] }}").must(3).err


def test_a_role_with_rights_that_the_plan_does_not_name(database: Database, role: str, tmp_path: Path) -> None:
    other = database.role(f"{database.name}_reports")
    database.load(f"GRANT SELECT ON messages TO {other}")
    said = f"{{ setting: app.tenant, roles: [{role}] }}"
    done = refused(database, tmp_path, said).must(3)
    assert f"role '{other}' has SELECT on public.messages" in done.err
    ignored = said.replace(" }", f", ignore_roles: [{other}] }}")
    database.load(f"CREATE VIEW latest AS SELECT * FROM messages; ALTER VIEW latest OWNER TO {other}")
    walk = Walk.of(database, tmp_path, f"{ORGS_PLAN}rls: {ignored}\n")
    assert (
        f"policies leave without rows what reads as its owner: view public.latest (as {other})"
        in walk.run("diff", "--full").out
    )
    walk.apply().must()
    assert f"it reads public.messages as {other}, whom policies leave without rows" in walk.verify().must().out


def test_a_planner_that_force_would_blind(database: Database, role: str, tmp_path: Path) -> None:
    owner = database.role(f"{database.name}_owner")
    for table in ("users", "chats", "messages", "events", "events_2024", "orgs", "countries"):
        database.load(f"ALTER TABLE {table} OWNER TO {owner}")
    database.load(f"GRANT CREATE ON DATABASE {database.name} TO {owner}; GRANT CREATE ON SCHEMA public TO {owner}")
    plan = Walk.of(database, tmp_path, orgs_plan(role)).plan
    done = in_process("apply", plan, "--confirm", "--dsn", make_conninfo(database.dsn, user=owner)).must(3)
    assert "would see no rows under FORCE" in done.err


def test_a_setting_without_a_dot(database: Database, role: str, tmp_path: Path) -> None:
    done = refused(database, tmp_path, f"{{ setting: tenant, roles: [{role}] }}").must(1)
    assert "has no dot in it" in done.err


def test_a_member_that_owns_a_table_without_force(database: Database, role: str, tmp_path: Path) -> None:
    login = database.role(f"{database.name}_login")
    database.load(f"GRANT {role} TO {login}; ALTER TABLE users OWNER TO {login}")
    said = f"{{ setting: app.tenant, roles: [{role}], force: false }}"
    done = refused(database, tmp_path, said).must(3)
    assert f"role '{login}' is a member of '{role}' and owns public.users, and policies without FORCE" in done.err
    assert "set `force: true`" in done.err


def test_a_tenant_that_the_server_sets_for_everybody(database: Database, role: str, tmp_path: Path) -> None:
    """A setting that some role has of its own hides nothing."""
    walk = Walk.of(database, tmp_path, orgs_plan(role))
    walk.apply().must()
    database.load(f"ALTER ROLE {database.role(f'{database.name}_other')} SET app.tenant = ''")
    with database.server.session() as session:
        session.execute("SET app.tenant = '2'")
        session.execute("ALTER SYSTEM SET app.tenant = '2'")
        session.execute("SELECT pg_reload_conf()")
    try:
        with database.connect(user=role) as app:
            until(lambda: app.execute("SELECT count(*) FROM users").fetchone() == (10,), "the server's tenant")
        line = next(line for line in walk.verify().must(2).out.splitlines() if "FINDING" in line)
        assert "the server sets app.tenant = 2 for all sessions" in line
    finally:
        with database.server.session() as session:
            session.execute("ALTER SYSTEM RESET app.tenant")
            session.execute("SELECT pg_reload_conf()")
