"""The tenants table under policies: own, readable and exempt; an older finished database gets what is new."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from harness.applications import Roles, edited, orgs_plan
from harness.databases import Database
from harness.dumps import same_dump
from harness.runs import Walk

GRANTED = "GRANT INSERT, UPDATE, DELETE ON orgs TO {app}"


def application(walk: Walk, roles: Roles, tenant: int | None = None) -> psycopg.Connection:
    app = walk.database.connect(user=roles.app)
    if tenant is not None:
        app.execute("SELECT set_config('app.tenant', %s, false)", (str(tenant),))
    return app


def ids(app: psycopg.Connection) -> list[int]:
    return [row[0] for row in app.execute("SELECT id FROM orgs ORDER BY id")]


def test_a_tenant_reaches_its_own_row_alone(finished: Walk, roles: Roles) -> None:
    finished.database.load(roles.named(GRANTED))
    with application(finished, roles) as app:
        assert ids(app) == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO orgs VALUES (3)")
    with application(finished, roles, 1) as app:
        assert ids(app) == [1]
        assert app.execute("UPDATE orgs SET id = id").rowcount == 1
        assert app.execute("DELETE FROM orgs WHERE id = 2").rowcount == 0
        for statement in ("INSERT INTO orgs VALUES (3)", "UPDATE orgs SET id = 4"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement.encode())
        app.execute("INSERT INTO users (id, org_id, email, tenant) VALUES (100, 1, 'new', 1)")
    with application(finished, roles, 3) as app:
        app.execute("INSERT INTO orgs VALUES (3)")
        assert ids(app) == [3]
    probed = finished.run("verify", "--probe").must()
    assert f"public.orgs      as {roles.app}: 8 ways" in probed.out
    finished.database.load(
        roles.named(
            "ALTER TABLE orgs ADD name text; REVOKE UPDATE ON orgs FROM {app}; GRANT UPDATE (name) ON orgs TO {app}"
        )
    )
    assert f"public.orgs      as {roles.app}: 7 ways" in finished.run("verify", "--probe").must().out
    finished.database.load("ALTER POLICY orgs_id_isolation ON orgs USING (true)")
    assert "orgs_id_isolation has been changed" in finished.run("verify", "--probe").must(2).out


def test_foreign_keys_go_on_when_an_ordinary_role_owns_the_tables(finished: Walk, roles: Roles) -> None:
    finished.database.load(roles.named("ALTER TABLE orgs OWNER TO {stranger}; ALTER TABLE users OWNER TO {stranger}"))
    with application(finished, roles, 1) as app:
        app.execute("INSERT INTO users (id, org_id, email, tenant) VALUES (100, 1, 'new', 1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO users (id, org_id, email, tenant) VALUES (101, 1, 'other', 99)")


def test_the_plan_says_who_reads_the_tenants(finished: Walk, roles: Roles, unfinished: Database) -> None:
    finished.database.load(roles.named(GRANTED))
    plan = finished.text()
    finished.write(edited(plan, "app.tenant,", "app.tenant, tenants: readable,"))
    assert "DROP POLICY" in finished.run("diff", "--format", "sql").must().out
    finished.apply().must()
    finished.diff().must(0)
    with application(finished, roles, 1) as app:
        assert ids(app) == [1, 2]
        assert app.execute("UPDATE orgs SET id = id").rowcount == 1
        assert app.execute("DELETE FROM orgs WHERE id = 2").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO orgs VALUES (3)")
    finished.run("verify", "--probe").must()
    finished.write(edited(plan, "app.tenant,", "app.tenant, tenants: exempt,"))
    finished.apply().must()
    finished.diff().must(0)
    assert finished.database.value("SELECT count(*) FROM pg_policies WHERE tablename = 'orgs'") == 0
    finished.write(plan)
    finished.apply().must()
    finished.run("verify", "--probe").must()
    finished.rollback().must()
    finished.database.load(roles.named("REVOKE INSERT, UPDATE, DELETE ON orgs FROM {app}"))
    same_dump(unfinished.dump(), finished.database.dump())


OLDER = """
DO $$
DECLARE found record; tenant text := '(tenant = (SELECT public.planner_current_tenant()))';
BEGIN
  FOR found IN SELECT * FROM pg_policies WHERE schemaname = 'public' AND tablename <> 'orgs' LOOP
    IF found.permissive = 'PERMISSIVE' THEN tenant := 'true'; ELSE tenant := '(tenant = (SELECT planner_current_tenant()))'; END IF;
    EXECUTE format('ALTER POLICY %I ON %I USING (%s) WITH CHECK (%s)', found.policyname, found.tablename, tenant, tenant);
  END LOOP;
END $$;
DROP POLICY orgs_id_isolation ON orgs;
DROP POLICY orgs_id_access ON orgs;
ALTER TABLE orgs DISABLE ROW LEVEL SECURITY;
ALTER TABLE orgs NO FORCE ROW LEVEL SECURITY;
DELETE FROM planner.owned WHERE relation_name = 'orgs' AND kind IN ('policy', 'rls');
"""


def test_what_an_earlier_planner_finished_gets_the_new_policies(
    finished: Walk, unfinished: Database, roles: Roles, tmp_path: Path
) -> None:
    finished.database.load(OLDER)
    finished.database.load(
        roles.named("CREATE VIEW all_orgs AS SELECT * FROM orgs; ALTER VIEW all_orgs OWNER TO {stranger}")
    )
    assert "view public.all_orgs (as planner_test_stranger)" in finished.run("diff", "--full").must().out
    finished.database.load("DROP VIEW all_orgs")
    shown = json.loads(finished.run("diff", "--format", "json").must().out)
    assert [segment["mode"] for segment in shown["segments"]] == ["transaction"] * 5
    statements = [text for segment in shown["segments"] for step in segment["steps"] for text in step["statements"]]
    assert not [text for text in statements if "DISABLE" in text or "DROP" in text]
    assert sum("ALTER POLICY" in text for text in statements) == 8
    for file in finished.render(tmp_path / "files"):
        finished.psql(file)
    finished.diff().must(0)
    finished.run("verify", "--probe").must()
    assert finished.database.value("SELECT count(*) FROM pg_policies WHERE qual LIKE '%SELECT%' OR qual = 'true'") == 0
    finished.rollback().must()
    same_dump(unfinished.dump(), finished.database.dump())


CASCADES = """
CREATE TABLE regions (code text PRIMARY KEY);
CREATE TABLE sorts (id int PRIMARY KEY, region text REFERENCES regions ON DELETE CASCADE ON UPDATE CASCADE);
ALTER TABLE chats ADD COLUMN sort int REFERENCES sorts ON DELETE {action};
GRANT SELECT, {command} ON regions TO {app};
"""


@pytest.mark.parametrize(
    ("action", "command", "says"),
    [
        ("SET NULL", "DELETE", "(sort): role planner_test_app has DELETE, and foreign key chats_sort_fkey is ON DELETE SET NULL"),
        ("CASCADE", "DELETE", "chats_sort_fkey is ON DELETE CASCADE"),
        ("RESTRICT", "DELETE", ""),
        ("CASCADE", "UPDATE", ""),
        ("RESTRICT ON UPDATE CASCADE", "UPDATE", ""),
    ],
)  # fmt: skip
def test_a_cascade_is_refused_until_the_plan_answers_for_it(
    action: str, command: str, says: str, unfinished: Database, roles: Roles, tmp_path: Path
) -> None:
    unfinished.load(CASCADES.format(action=action, command=command, app=roles.app))
    plan = edited(
        orgs_plan(roles.app),
        "  countries:",
        "  regions: { kind: reference }\n  sorts: { kind: reference }\n  countries:",
    )
    walk = Walk.of(unfinished, tmp_path, plan)
    if not says:
        walk.run("diff").must(0)
        return
    assert says in walk.run("diff").must(3).err
    walk.write(edited(plan, "app.tenant,", "app.tenant, open: [{ table: regions, reason: back office }],"))
    walk.run("diff").must(0)


def test_rows_of_a_reference_table_that_name_tenants(unfinished: Database, roles: Roles, tmp_path: Path) -> None:
    unfinished.load("CREATE TABLE invitations (id int PRIMARY KEY, org int REFERENCES orgs)")
    plan = edited(orgs_plan(roles.app), "  countries:", "  invitations: { kind: reference }\n  countries:")
    walk = Walk.of(unfinished, tmp_path, plan)
    assert "rows name a tenant" in walk.run("diff").must(3).err
    walk.write(edited(plan, "app.tenant,", "app.tenant, open: [{ table: invitations, reason: tokens are secret }],"))
    walk.apply().must()
    assert "the plan answers for it: tokens are secret" in walk.verify().must().out
