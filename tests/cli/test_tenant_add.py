"""`planner tenant add` on a real server: the tenant's row, and copies whose ids and references are their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.databases import Database
from harness.dumps import rows
from harness.runs import Done, Walk, in_process

SCHEMA = """
CREATE TABLE org (id varchar(8) PRIMARY KEY, name text NOT NULL, code varchar(3), label name);
INSERT INTO org VALUES ('demo', 'Demo');
CREATE TABLE person (id serial PRIMARY KEY, email text UNIQUE);
CREATE TABLE role (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, above int REFERENCES role);
CREATE TABLE permission (role_id int REFERENCES role, name text, PRIMARY KEY (role_id, name));
CREATE TABLE setting (
  id uuid PRIMARY KEY,
  token text UNIQUE DEFAULT md5(random()::text),
  changed_by int REFERENCES person,
  role_id int REFERENCES role,
  twice int GENERATED ALWAYS AS (role_id * 2) STORED
);
CREATE TABLE seen (what text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (TG_TABLE_NAME); RETURN NEW; END $$;
CREATE TRIGGER note AFTER INSERT ON role FOR EACH ROW EXECUTE FUNCTION note();
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON org DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO person (email) VALUES ('a@example.com');
INSERT INTO role (name, above) VALUES ('admin', NULL), ('user', 1), ('guest', 2);
INSERT INTO permission VALUES (1, 'all'), (2, 'read'), (2, 'write');
INSERT INTO setting (id, changed_by, role_id) VALUES
  ('00000000-0000-0000-0000-000000000001', 1, 3), ('00000000-0000-0000-0000-000000000002', NULL, NULL);
"""

PLAN = """
version: 1
tenant:
  table: org
  key: { column: id, type: varchar(8) }
  default: { id: demo, values: { name: Demo } }
  column: org_id
  template: { from: demo, tables: [setting, permission, role] }
tables:
  person: { backfill: { constant: demo } }
  role: { backfill: { constant: demo } }
  permission: { backfill: { via: role_id } }
  setting: { backfill: { constant: demo } }
  seen: { kind: exempt, reason: "a log" }
"""


def add(walk: Walk, tenant: str, *arguments: str) -> Done:
    return in_process("tenant", "add", tenant, walk.plan, "--dsn", walk.database.dsn, *arguments)


@pytest.fixture
def walk(database: Database, tmp_path: Path) -> Walk:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    walk.apply().must()
    return walk


def test_a_tenant_begins_with_the_rows_of_the_template(walk: Walk, tmp_path: Path) -> None:
    database = walk.database
    before = rows(database)
    dry = add(walk, "acme", "--values", "name=Acme").must()
    assert rows(database) == before, "a dry-run changes nothing"
    done = add(walk, "acme", "--values", "name=Acme", "--confirm").must()
    for said in (dry.err, done.err):
        assert "public.role: 3 rows" in said
        assert "changed_by of public.setting is NULL in the copies" in said
        assert "writers that send no tenant still get a constant in public.person, public.role, public.setting" in said
    script = tmp_path / "opening.sql"
    script.write_text(dry.out.replace("'acme'", "'b'"), encoding="utf-8")
    assert database.value("SELECT count(*) FROM seen WHERE what = 'org'") == 1, "triggers find their tables"
    assert database.psql(script, "-v", "ON_ERROR_STOP=1").returncode == 0, "what the dry-run prints does the same"
    for tenant in ("acme", "b"):
        copied = database.fetch(
            "SELECT r.name, a.name, a.org_id, r.id > 3 FROM role r LEFT JOIN role a ON a.id = r.above "
            f"WHERE r.org_id = '{tenant}' ORDER BY r.id"
        )
        assert copied == [("admin", None, None, True), ("user", "admin", tenant, True), ("guest", "user", tenant, True)]
        assert database.fetch(
            "SELECT r.org_id, r.name, p.name FROM permission p JOIN role r ON r.id = p.role_id "
            f"WHERE p.org_id = '{tenant}' ORDER BY 2, 3"
        ) == [(tenant, "admin", "all"), (tenant, "user", "read"), (tenant, "user", "write")]
        assert database.fetch(
            "SELECT r.name, s.changed_by, s.twice = r.id * 2, count(*) OVER () FROM setting s LEFT JOIN role r ON r.id = s.role_id "
            f"WHERE s.org_id = '{tenant}' ORDER BY r.name"
        ) == [("guest", None, True, 2), (None, None, None, 2)]
    assert database.value("SELECT count(*) FROM setting") == database.value("SELECT count(DISTINCT token) FROM setting")
    assert {line for line in walk.verify().out.splitlines() if "FINDING" in line and "right while" not in line} == set()
    assert add(walk, "empty", "--values", "name=x", "--empty", "--confirm").must().err.startswith("empty is a tenant\n")
    assert database.value("SELECT count(*) FROM role WHERE org_id = 'empty'") == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("demo", "--values", "name=x"), ("there is a tenant 'demo' already",)),
        (("acme",), ("needs a value of name", "--values name=")),
        (("acme", "--values", "name=x", "--values", "nam=x"), ("nam of public.org is no column", "'name'")),
        (("acme", "--values", "name=x", "--values", "id=y"), ("is the tenant's key",)),
        (("acme", "--values", "name=x", "--like", "nobody"), ("there is no tenant 'nobody'", "--empty")),
        (("acme", "--values", "name=x", "--like", "demo-is-longer"), ("there is no tenant 'demo-is-longer'",)),
        (("acme-is-longer", "--values", "name=x"), ("'acme-is-longer' is no value of type character varying(8)", "ID")),
        (("", "--values", "name=x"), ("an empty text is no tenant's key",)),
        (
            ("acme", "--values", "name=x", "--values", "code=ABCD"),
            ("value of code is longer", "shorten --values code="),
        ),
        (("acme", "--values", "name=x", "--values", "label=" + "x" * 64), ("value of label is longer",)),
    ],
)
def test_what_is_refused(walk: Walk, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    before = rows(walk.database)
    for confirm in ((), ("--confirm",)):
        add(walk, *arguments, *confirm).said(3, *words)
    assert rows(walk.database) == before


def test_a_table_that_nobody_can_analyze_is_a_note(walk: Walk) -> None:
    with walk.database.connect() as other:
        other.execute("BEGIN; LOCK TABLE role IN SHARE UPDATE EXCLUSIVE MODE")
        done = add(walk, "acme", "--values", "name=Acme", "--confirm").must()
    assert "acme is a tenant, with 8 rows like those of demo" in done.err
    assert "note: not analyzed: " in done.err
    assert walk.database.value("SELECT count(*) FROM role WHERE org_id = 'acme'") == 3
    assert walk.database.value("SELECT max(rows) FROM planner.step WHERE step = 'tenant.add'") == 9


def test_rows_that_cannot_be_copied(walk: Walk) -> None:
    wrong = {
        "[setting, person]": ("the unique key person_email_key (email)", "leave person out"),
        "[permission]": ("permission.role_id points to public.role, which is not copied", "add public.role"),
    }
    for tables, words in wrong.items():
        walk.write(PLAN.replace("[setting, permission, role]", tables))
        add(walk, "acme", "--values", "name=x", "--confirm").said(3, *words)
    walk.write(PLAN.replace("[setting, permission, role]", "[nothing]"))
    add(walk, "acme", "--values", "name=x").said(1, "nothing is no scoped table of the plan", "plan.yaml:8")
    walk.write(PLAN)
    walk.database.load(
        "SET session_replication_role = replica; INSERT INTO org VALUES ('x', 'X');"
        "UPDATE role SET org_id = 'x' WHERE id = 1"
    )
    before = rows(walk.database)
    add(walk, "acme", "--values", "name=x", "--confirm").said(
        3, "point to rows of public.role that do not belong to demo"
    )
    assert rows(walk.database) == before
