"""The write guard on real rows: writers that know nothing of tenants, and those that know it wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.runs import Walk
from harness.templates import Templates

SCHEMA = """
CREATE TABLE org (id int PRIMARY KEY, owner text NOT NULL);
CREATE TABLE chat (id int PRIMARY KEY, org_id int REFERENCES org);
CREATE TABLE message (id int PRIMARY KEY, chat_id int NOT NULL REFERENCES chat, org_id int REFERENCES org, body text);
CREATE TABLE node (id int PRIMARY KEY, up int REFERENCES node, org_id int REFERENCES org);
CREATE TABLE clients (id text PRIMARY KEY);
INSERT INTO clients VALUES ('a'), ('b');
INSERT INTO org VALUES (1, 'a'), (2, 'b');
INSERT INTO chat VALUES (1, 1), (2, 2), (3, 1);
INSERT INTO message VALUES (1, 1, 1, 'x');
INSERT INTO node VALUES (1, NULL, 1), (2, 1, NULL);
"""

PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  column: client_id
tables:
  org: { backfill: { sql: owner } }
  chat: { backfill: { via: org_id } }
  message: { backfill: { via: [{ columns: [chat_id] }, { columns: [org_id] }] } }
  node: { backfill: { via: [{ columns: [up] }, { columns: [org_id] }] } }
"""


@pytest.fixture(params=["add,backfill", "add,backfill,tighten"])
def guarded(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[psycopg.Connection]:
    phases = request.param

    def make(original: Database) -> None:
        Walk.of(original, tmp_path, PLAN, SCHEMA).apply("--phase", phases).must()

    with templates.copy(("guarded", phases), make) as database:
        yield database.connect()


def tenant(connection: psycopg.Connection, table: str, id_: int) -> str | None:
    row = connection.execute(f"SELECT client_id FROM {table} WHERE id = {id_}".encode()).fetchone()
    assert row is not None
    found: str | None = row[0]
    return found


def test_a_writer_that_leaves_the_column_out(guarded: psycopg.Connection) -> None:
    guarded.execute("INSERT INTO message (id, chat_id) VALUES (10, 2)")
    assert tenant(guarded, "message", 10) == "b"


def test_an_orm_that_sends_null(guarded: psycopg.Connection) -> None:
    guarded.execute("INSERT INTO message (id, chat_id, client_id) VALUES (10, 1, NULL)")
    guarded.execute("UPDATE message SET client_id = NULL WHERE id = 10")
    assert tenant(guarded, "message", 10) == "a"


def test_the_second_path_when_the_first_is_null(guarded: psycopg.Connection) -> None:
    guarded.execute("INSERT INTO node (id, up, org_id) VALUES (10, NULL, 2), (11, 10, NULL)")
    assert [tenant(guarded, "node", n) for n in (10, 11)] == ["b", "b"]


def test_an_expression_is_worked_out(guarded: psycopg.Connection) -> None:
    guarded.execute("INSERT INTO org (id, owner) VALUES (10, 'b')")
    guarded.execute("UPDATE org SET owner = 'a' WHERE id = 10")
    assert tenant(guarded, "org", 10) == "a"


def test_a_row_that_moves_takes_the_tenant_of_its_new_parent(guarded: psycopg.Connection) -> None:
    guarded.execute("INSERT INTO message (id, chat_id) VALUES (10, 1)")
    guarded.execute("UPDATE message SET chat_id = 2 WHERE id = 10")
    assert tenant(guarded, "message", 10) == "b"


def test_a_row_that_moves_to_a_parent_without_a_tenant_waits_for_it(database: Database, tmp_path: Path) -> None:
    """Between add and backfill: the row is NULL again, and the backfill fills it with its parent's tenant."""
    plan = PLAN.replace("tables:", "  default: { id: a }\ntables:").replace(
        "via: org_id }", "via: org_id, on_orphan: default }"
    )
    walk = Walk.of(database, tmp_path, plan, SCHEMA)
    walk.apply("--phase", "add").must()
    writer = database.connect()
    writer.execute("INSERT INTO org VALUES (3, 'b'); INSERT INTO chat VALUES (10, 3)")
    writer.execute("INSERT INTO message (id, chat_id) VALUES (10, 10), (11, 10), (12, 1)")
    assert [tenant(writer, "message", n) for n in (10, 11, 12)] == ["b", "b", None]
    writer.execute("UPDATE message SET chat_id = 1 WHERE id = 10")
    writer.execute("UPDATE message SET chat_id = 1, client_id = 'a' WHERE id = 11")
    writer.execute(
        "INSERT INTO message (id, chat_id, client_id) VALUES (13, 1, 'b')"
    )  # nobody knows yet that b is wrong
    assert [tenant(writer, "message", n) for n in (10, 11, 13)] == [None, None, None]
    writer.execute(
        "UPDATE chat SET org_id = 2 WHERE id = 10"
    )  # not the default tenant: org 2 has a tenant, not yet known
    assert tenant(writer, "chat", 10) is None
    writer.execute("UPDATE message SET chat_id = 10 WHERE id = 12")
    walk.apply().must()
    assert [tenant(writer, "message", n) for n in (1, 10, 11, 12, 13)] == ["a", "a", "a", "b", "a"]
    assert tenant(writer, "chat", 10) == "b"
    walk.verify().must()


def test_children_follow_a_row_that_gets_another_tenant(guarded: psycopg.Connection) -> None:
    guarded.execute("INSERT INTO chat VALUES (20, 1); INSERT INTO message (id, chat_id) VALUES (20, 20), (21, 1)")
    guarded.execute("INSERT INTO node VALUES (20, NULL, 1), (21, 20, NULL), (22, 21, NULL)")
    guarded.execute("UPDATE chat SET org_id = 2 WHERE id = 20; UPDATE node SET org_id = 2 WHERE id = 20")
    assert [tenant(guarded, "message", n) for n in (20, 21)] == ["b", "a"]
    assert [tenant(guarded, "node", n) for n in (20, 21, 22)] == ["b", "b", "b"]


def test_a_row_whose_child_has_another_parent_keeps_its_tenant(guarded: psycopg.Connection) -> None:
    guarded.execute("INSERT INTO chat VALUES (20, 1); INSERT INTO message (id, chat_id, org_id) VALUES (20, 20, 1)")
    with pytest.raises(psycopg.errors.CheckViolation):
        guarded.execute("UPDATE chat SET org_id = 2 WHERE id = 20")
    assert [tenant(guarded, "chat", 20), tenant(guarded, "message", 20)] == ["a", "a"]


def test_children_follow_under_foreign_keys_with_the_tenant(database: Database, tmp_path: Path) -> None:
    plan = PLAN + "keys: { foreign_keys: composite }\ntransition: { drop: tighten }\n"
    walk = Walk.of(database, tmp_path, plan.replace("drop: tighten", "drop: never"), SCHEMA)
    walk.apply().must()
    writer = database.connect()
    writer.execute("INSERT INTO chat VALUES (20, 1); INSERT INTO message (id, chat_id) VALUES (20, 20)")
    writer.execute("UPDATE chat SET org_id = 2 WHERE id = 20")
    assert tenant(writer, "message", 20) == "b"
    walk.verify().must()
    walk.write(plan).apply().must()
    assert not database.value("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%planner_guard%'")
    assert not database.value("SELECT count(*) FROM pg_proc WHERE proname LIKE '%planner_guard%'")
    walk.rollback("backfill").must()
    assert walk.diff("--phase", "add").must().out.count("\n") < 5
    writer.execute("UPDATE chat SET org_id = 1 WHERE id = 20")
    assert tenant(writer, "message", 20) == "a"
    walk.rollback().must()
    assert not database.value("SELECT count(*) FROM pg_proc WHERE proname LIKE '%planner_guard%'")


def test_other_changes_do_not_touch_the_tenant(guarded: psycopg.Connection) -> None:
    guarded.execute("UPDATE message SET body = 'y' WHERE id = 1")
    assert tenant(guarded, "message", 1) == "a"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO message (id, chat_id, client_id) VALUES (10, 1, 'b')",
        "UPDATE message SET client_id = 'b' WHERE id = 1",
        "INSERT INTO message (id, chat_id, org_id) VALUES (10, 1, 2)",
        "UPDATE message SET chat_id = 2, client_id = 'a' , org_id = 1 WHERE id = 1",
    ],
    ids=["given and wrong", "changed to wrong", "two parents", "moved between parents"],
)
def test_a_tenant_that_contradicts_a_parent_is_refused(guarded: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        guarded.execute(statement.encode())
    assert tenant(guarded, "message", 1) == "a"


def test_the_right_tenant_may_be_given(guarded: psycopg.Connection) -> None:
    guarded.execute("INSERT INTO message (id, chat_id, client_id) VALUES (10, 1, 'a')")
    assert tenant(guarded, "message", 10) == "a"


def test_a_role_without_rights_on_the_parent_can_write(guarded: psycopg.Connection) -> None:
    guarded.execute("CREATE ROLE planner_writer_only; GRANT INSERT ON message TO planner_writer_only")
    try:
        guarded.execute("SET ROLE planner_writer_only")
        guarded.execute("INSERT INTO message (id, chat_id) VALUES (10, 2)")
        guarded.execute("RESET ROLE")
        assert tenant(guarded, "message", 10) == "b"
    finally:
        guarded.execute("RESET ROLE; DROP OWNED BY planner_writer_only; DROP ROLE planner_writer_only")


ADOPTED = """
CREATE TABLE clients (id int PRIMARY KEY);
CREATE TABLE teams (id int PRIMARY KEY, owner int NOT NULL DEFAULT (1 + 0) REFERENCES clients);
CREATE TABLE tasks (id int PRIMARY KEY, team int NOT NULL REFERENCES teams);
CREATE TABLE notes (id int PRIMARY KEY, task int NOT NULL REFERENCES tasks, also int REFERENCES teams);
INSERT INTO clients VALUES (1), (2);
INSERT INTO teams VALUES (1, 1), (2, 2);
INSERT INTO tasks VALUES (1, 1);
INSERT INTO notes VALUES (1, 1, NULL);
"""
OF_ADOPTED = """
version: 1
tenant: { table: clients, key: { column: id, type: integer }, column: client_id }
tables:
  teams: { column: owner }
  tasks: { backfill: { via: team } }
  notes: { backfill: { via: [{ columns: [task] }, { columns: [also] }] } }
"""


@pytest.mark.parametrize("drop", ["", "transition: { drop: tighten }"], ids=["never", "tighten"])
def test_children_follow_a_row_whose_tenant_column_was_there_before(
    database: Database, tmp_path: Path, drop: str
) -> None:
    walk = Walk.of(database, tmp_path, OF_ADOPTED + drop, ADOPTED)
    before = database.dump()
    walk.apply("--phase", "add,backfill").must()
    database.load("UPDATE teams SET owner = 2 WHERE id = 1; INSERT INTO notes VALUES (2, 1, 2)")
    both = (
        "SELECT array_agg(client_id) FROM (SELECT client_id FROM tasks UNION ALL SELECT client_id FROM notes) AS rows"
    )
    assert database.value(both) == [2, 2, 2]
    with pytest.raises(psycopg.errors.CheckViolation, match="two tenants"):
        database.load("UPDATE teams SET owner = 1 WHERE id = 1")
    walk.apply().must()
    walk.verify().must()
    assert walk.diff().code == 0
    assert (database.value("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%planner_guard%'") > 0) is (drop == "")
    walk.rollback("backfill").must()
    database.load("DELETE FROM notes WHERE id = 2; UPDATE teams SET owner = 1 WHERE id = 1")
    assert database.value(both) == [1, 1]
    walk.rollback("none").must()
    assert database.dump() == before


def test_a_later_path_waits_for_the_first(database: Database, tmp_path: Path) -> None:
    """on_conflict: first. While the first parent has no tenant, the row does not take the tenant of the second."""
    plan = OF_ADOPTED.replace("{ columns: [also] }]", "{ columns: [also] }], on_conflict: first")
    walk = Walk.of(database, tmp_path, plan, ADOPTED)
    walk.apply("--phase", "add").must()
    database.load("INSERT INTO notes VALUES (2, 1, 2)")
    assert database.value("SELECT client_id FROM notes WHERE id = 2") is None
    walk.apply().must()
    assert database.value("SELECT client_id FROM notes WHERE id = 2") == 1
    database.load("INSERT INTO notes VALUES (3, 1, 2)")
    assert database.value("SELECT client_id FROM notes WHERE id = 3") == 1
    walk.verify().must()
