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
    assert [tenant(writer, "message", n) for n in (10, 11)] == [None, "a"]
    writer.execute(
        "UPDATE chat SET org_id = 2 WHERE id = 10"
    )  # not the default tenant: org 2 has a tenant, not yet known
    assert tenant(writer, "chat", 10) is None
    writer.execute("UPDATE message SET chat_id = 10 WHERE id = 12")
    walk.apply().must()
    assert [tenant(writer, "message", n) for n in (1, 10, 11, 12)] == ["a", "a", "a", "b"]
    assert tenant(writer, "chat", 10) == "b"
    walk.verify().must()


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
