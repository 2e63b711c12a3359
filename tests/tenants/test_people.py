"""People in several tenants, triggers of the application, and rows in quarantine: what a tenant's rows lie beside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.databases import Database
from harness.dumps import rows
from harness.runs import Done, Walk, in_process
from harness.templates import Templates

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE teams (id bigint PRIMARY KEY, org text NOT NULL REFERENCES orgs);
CREATE TABLE people (id bigint PRIMARY KEY, email text UNIQUE, team_id bigint REFERENCES teams ON DELETE SET NULL);
CREATE TABLE team_user (team bigint REFERENCES teams, person bigint REFERENCES people, PRIMARY KEY (team, person));
CREATE TABLE notes (id bigint PRIMARY KEY, org text REFERENCES orgs);
CREATE TABLE log (what text);
CREATE FUNCTION loud() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_OP); RETURN NULL; END $$;
CREATE TRIGGER loud AFTER INSERT OR DELETE ON teams FOR EACH ROW EXECUTE FUNCTION loud();
INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO teams VALUES (1, 'acme'), (2, 'acme'), (3, 'zeta');
INSERT INTO people VALUES (1, 'ann', 1), (2, 'bob', 3), (3, 'cid', 3), (4, 'dan', NULL);
INSERT INTO notes VALUES (1, 'acme'), (2, NULL), (3, 'zeta');
INSERT INTO team_user VALUES (1, 1), (2, 2), (3, 2), (3, 3);
DELETE FROM log;
ANALYZE;
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables:
  teams: { backfill: { via: org } }
  team_user: { backfill: { via: team } }
  people: { kind: shared, memberships: team_user, pointers: { team_id: teams } }
  notes: { kind: mixed, column: org }
  log: { kind: exempt, reason: written by a trigger }
"""
SUPPRESS = PLAN.replace("via: org }", "via: org }, triggers: { loud: suppress }")


@pytest.fixture
def walk(templates: Templates, tmp_path: Path) -> Iterator[Walk]:
    def make(original: Database) -> None:
        Walk.of(original, tmp_path, PLAN, SCHEMA).apply().must()

    with templates.copy("people in teams, applied", make) as database:
        yield Walk.of(database, tmp_path, PLAN)


def tenant(walk: Walk, command: str, first: object, *more: object) -> Done:
    return in_process("tenant", command, first, walk.plan, "--dsn", walk.database.dsn, *more)


def test_people_stay_and_triggers_do_as_the_plan_says(walk: Walk, tmp_path: Path) -> None:
    before = dict(rows(walk.database))
    out, report = tmp_path / "out", tmp_path / "report.json"
    shown = json.loads(tenant(walk, "show", "acme", "--format", "json").must().out)
    assert [(one["table"], one["kind"], one["rows"]) for one in shown["used"]] == [("people", "shared", 2)]
    tenant(walk, "delete", "acme", "--confirm", "--export-first", out, "--report", report).must()
    assert "team_id" not in (out / "manifest.json").read_text(encoding="utf-8")
    assert walk.database.fetch("SELECT id, team_id FROM people ORDER BY id") == [(1, None), (2, 3), (3, 3), (4, None)]
    assert walk.database.fetch("SELECT what FROM log") == [("DELETE",), ("DELETE",)]

    tenant(walk, "import", out, "--confirm").said(3, "trigger loud of public.teams fires on INSERT", "suppress")
    walk.write(SUPPRESS)
    walk.database.load("UPDATE people SET email = 'somebody else' WHERE id = 1")
    tenant(walk, "import", out, "--confirm").said(3, "public.people (shared): 1 rows", "--existing keep")
    tenant(walk, "import", out, "--existing", "keep", "--confirm").said(3, "may be somebody else", "public.people")
    walk.database.load("UPDATE people SET email = 'ann' WHERE id = 1; DELETE FROM log")
    tenant(walk, "import", out, "--confirm").must()
    walk.database.load("UPDATE people SET team_id = 1 WHERE id = 1")
    assert rows(walk.database) == before


def test_a_second_tenant_beside_the_first(walk: Walk, tmp_path: Path) -> None:
    before = rows(walk.database)
    walk.write(SUPPRESS)
    tenant(walk, "export", "acme", "--out", tmp_path / "out").must()
    tenant(walk, "import", tmp_path / "out", "--as", "beta", "--confirm").must()
    assert walk.database.fetch("SELECT org, org_id FROM teams WHERE id NOT IN (1, 2, 3)") == [("beta", "beta")] * 2
    both = "SELECT count(DISTINCT org_id) FROM team_user WHERE person = 1"
    assert walk.database.value(both) == 2
    walk.verify().must()
    dry = json.loads(tenant(walk, "delete", "beta", "--format", "json").must().out)
    assert dry["remains"]["key_map"] == 3
    order = [one["table"] for one in dry["tables"]]
    assert sorted(order) == ["notes", "orgs", "team_user", "teams"]
    assert order.index("team_user") < order.index("teams") < order.index("orgs")
    walk.write(PLAN)
    tenant(walk, "delete", "beta", "--confirm", "--report", tmp_path / "report.json").must()
    walk.database.load("DELETE FROM log")
    assert rows(walk.database) == before


def test_a_tenant_that_something_names_stays(walk: Walk, tmp_path: Path) -> None:
    before = rows(walk.database)
    delete = ("acme", "--confirm", "--report", tmp_path / "report.json")
    walk.database.load("ALTER TABLE notes ALTER org SET DEFAULT 'acme'")
    tenant(walk, "delete", *delete).said(3, "is still named", "the default of public.notes.org")
    assert "the default of public.notes.org names the tenant" in tenant(walk, "delete", "acme").must().out
    walk.database.load("ALTER TABLE notes ALTER org DROP DEFAULT")
    walk.write(PLAN.replace("column: org_id }", "column: org_id, template: { from: acme, tables: [ teams ] } }"))
    tenant(walk, "delete", *delete).said(3, "tenant.template of the plan")
    assert rows(walk.database) == before


def test_a_row_from_outside_that_comes_later_is_not_taken_along(walk: Walk, tmp_path: Path) -> None:
    walk.write(PLAN + "  watch: { kind: exempt, reason: of nobody }\n")
    walk.database.load(
        "CREATE TABLE watch (team bigint REFERENCES teams ON DELETE CASCADE); CREATE FUNCTION late() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.watch VALUES (1); RETURN NULL; END $$; "
        "CREATE TRIGGER late AFTER DELETE ON team_user FOR EACH ROW EXECUTE FUNCTION late()"
    )
    stopped = tenant(walk, "delete", "acme", "--confirm", "--report", tmp_path / "report.json")
    stopped.said(4, "public.watch: 2 rows point to public.teams", "what is committed stays")
    assert walk.database.fetch("SELECT team FROM watch") == [(1,), (1,)]


def test_a_text_that_means_something_is_not_renewed(walk: Walk, tmp_path: Path) -> None:
    walk.write(SUPPRESS + "  codes: { backfill: { via: team } }\n  made: { backfill: { via: team } }\n")
    walk.database.load(
        "CREATE SEQUENCE numbers; CREATE TABLE codes (code text PRIMARY KEY, team bigint REFERENCES teams); "
        "CREATE TABLE made (id text PRIMARY KEY DEFAULT 'm' || nextval('numbers'), team bigint REFERENCES teams); "
        "INSERT INTO codes VALUES ('b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 1); INSERT INTO made (team) VALUES (1), (2)"
    )
    walk.apply().must()
    tenant(walk, "export", "acme", "--out", tmp_path / "ids").must()
    tenant(walk, "import", tmp_path / "ids", "--as", "beta", "--confirm").must()
    assert walk.database.fetch("SELECT id FROM made WHERE org_id = 'beta' ORDER BY id") == [("m3",), ("m4",)]
    walk.database.load("INSERT INTO codes VALUES ('DE', 2)")
    tenant(walk, "export", "acme", "--out", tmp_path / "codes").must()
    before = rows(walk.database)
    tenant(walk, "import", tmp_path / "codes", "--as", "gamma", "--confirm").said(3, "codes", "can't renew")
    assert rows(walk.database) == before
