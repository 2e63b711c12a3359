"""A certificate of a finished database: what it says, and which changes make it void."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.applications import Roles
from harness.runs import Walk


@pytest.fixture
def walk(finished: Walk) -> Walk:
    return finished


def test_it_says_what_was_found_and_of_what(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "isolation.json"
    walk.run("verify", "--probe", "--certificate", file).must()
    said = json.loads(file.read_text())
    assert (said["ok"], said["probed"], said["findings"], said["tables"]) == (True, True, 0, 4)
    assert said["database"] == walk.database.name
    assert said["rows"] == {"public.users": 20, "public.chats": 40, "public.messages": 100, "public.events": 100}
    assert said["checks"] == len(said["results"])
    assert len(said["fingerprint"]) == 64
    walk.run("verify", "--check", file).must()


MOVES = {
    "a column": ("ALTER TABLE users ADD note text", "relation public.users has changed"),
    "a policy's text": (
        "ALTER POLICY users_tenant_isolation ON users USING (true)",
        "relation public.users has changed: policy users_tenant_isolation",
    ),
    "a right": (
        "GRANT TRUNCATE ON chats TO {app}",
        "rights of {app}: DELETE, INSERT, SELECT, UPDATE → DELETE, INSERT, SELECT, TRUNCATE, UPDATE",
    ),
    "a role": ("ALTER ROLE {app} BYPASSRLS", "role {app} has changed: BYPASSRLS: no → yes"),
    "a membership": (
        "GRANT {other} TO {app}",
        "can become: nothing → {other}; inherits from: nothing → {other}; member of",
    ),
    "a setting": ("ALTER DATABASE {database} SET app.tenant = '2'", "settings of all roles is new"),
    "rights to come": (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {app}",
        "default privileges of postgres in schema public is new",
    ),
    "an owner": ("ALTER SCHEMA public OWNER TO {app}", "schema public has changed: CREATE by"),
    "a copy elsewhere": (
        "CREATE SCHEMA copies; CREATE TABLE copies.users AS SELECT * FROM users; GRANT SELECT ON copies.users TO {app}",
        "relation copies.users is new",
    ),
    "a table": ("CREATE TABLE more (id int)", "relation public.more is new"),
    "a table that is gone": ("DROP TABLE messages", "relation public.messages is gone"),
    "a view": ("CREATE VIEW all_users AS SELECT * FROM users", "relation public.all_users is new"),
    "a function": (
        "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.users'",
        "function public.peek() is new",
    ),
    "the helper": (
        "CREATE OR REPLACE FUNCTION planner_current_tenant() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'",
        "function public.planner_current_tenant() has changed: body: ",
    ),
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("move", MOVES)
def test_it_is_void_once_the_schema_has_moved(move: str, walk: Walk, roles: Roles, tmp_path: Path) -> None:
    statement, told = MOVES[move]
    file = tmp_path / "isolation.json"
    walk.run("verify", "--certificate", file).must()
    walk.database.load(roles.named(statement.replace("{database}", walk.database.name)))
    if move == "a table that is gone":
        walk.write(walk.text().replace("  messages: { backfill: { via: chat_id } }\n", ""))
        walk.database.load("DELETE FROM planner.owned WHERE relation_name = 'messages'")
    moved = walk.run("verify", "--check", file).must(2)
    assert roles.named(told) in moved.out


def test_the_definition_of_a_view_belongs_to_it(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "isolation.json"
    walk.database.load("CREATE SCHEMA reports; CREATE VIEW reports.mine AS SELECT id FROM public.users WHERE id > 1")
    walk.run("verify", "--certificate", file)
    said = json.loads(file.read_text())
    assert "definition of view reports.mine" in said["surface"]
    walk.database.load("CREATE OR REPLACE VIEW reports.mine AS SELECT id FROM public.users WHERE id > 0")
    assert "definition of view reports.mine has changed" in walk.run("verify", "--check", file).must(2).out
    del said["details"]
    said["surface"] = {k: v for k, v in said["surface"].items() if not k.startswith("definition of")}
    file.write_text(json.dumps(said))
    assert "has changed" not in walk.run("verify", "--check", file).out, "a certificate of an earlier version"


def test_rows_and_statistics_do_not_move_it(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "isolation.json"
    walk.run("verify", "--certificate", file).must()
    walk.database.load("INSERT INTO users (id, org_id, email, tenant) VALUES (900, 1, 'new', 1); ANALYZE;")
    walk.run("verify", "--check", file).must()


def test_another_plan_is_said(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "isolation.json"
    walk.run("verify", "--certificate", file).must()
    walk.write("# a comment\n" + walk.text())
    walk.run("verify", "--check", file).must()
    walk.write(walk.text().replace("drop: tighten", "drop: never"))
    assert "it has changed" in walk.run("verify", "--check", file).must(2).out


def test_none_is_written_over_what_could_not_be_tried(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "isolation.json"
    walk.database.load("ALTER TABLE chats ADD CONSTRAINT never CHECK (false) NOT VALID")
    refused = walk.run("verify", "--probe", "--certificate", file).must(2)
    assert "No certificate is written: public.chats: is probed: no row could be made for the probe" in refused.err
    assert not file.exists()
    walk.run("verify", "--certificate", file).must()
    assert not json.loads(file.read_text())["probed"]


def test_what_is_no_certificate_is_refused(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "isolation.json"
    file.write_text('{"format": 1}')
    assert "is not a certificate" in walk.run("verify", "--check", file).must(1).err
    assert "can't be read" in walk.run("verify", "--check", tmp_path / "none.json").must(1).err
