"""The write guard is a BEFORE trigger, for which no generated column has a value: a plan that needs one is refused.

Each test also runs the plan that the remedy leads to.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk

SCHEMA = """
CREATE TABLE clients (id int PRIMARY KEY);
INSERT INTO clients VALUES (1), (2);
CREATE TABLE chats (id int PRIMARY KEY, client_id int NOT NULL REFERENCES clients);
INSERT INTO chats VALUES (10, 1), (20, 2);
CREATE TABLE chat_clients (chat int PRIMARY KEY, client int NOT NULL);
INSERT INTO chat_clients VALUES (10, 1), (20, 2);
CREATE TABLE events (id int PRIMARY KEY, path text NOT NULL, kind text NOT NULL DEFAULT 'Chat',
  chat int GENERATED ALWAYS AS (split_part(path, '/', 2)::int) {how},
  tenant int GENERATED ALWAYS AS (split_part(path, '/', 3)::int) {how});
INSERT INTO events (id, path) VALUES (1, '/10/1'), (2, '/20/2');
CREATE FUNCTION client_of_chat(int) RETURNS int LANGUAGE sql STABLE
  AS 'SELECT client_id FROM public.chats WHERE id = $1';
CREATE FUNCTION client_of(events) RETURNS int LANGUAGE sql STABLE AS 'SELECT ($1).tenant';
"""
PLAN = """version: 1
tenant: {{ table: clients, key: {{ column: id, type: integer }}, column: client_id }}
tables:
  chats: {{ column: client_id }}
  chat_clients: {{ kind: exempt, reason: "a map of chats" }}
  events: {entry}
"""
REFUSED = {
    "a path": ("{ backfill: { via: [{ columns: [chat], references: chats, key: [id] }] } }", "events.chat"),
    "a polymorphic key": (
        "{ backfill: { polymorphic: { type: kind, key: chat, cases: { Chat: chats } } } }",
        "events.chat",
    ),
    "a mapping": (
        "{ backfill: { mapping: { table: chat_clients, join: { chat: chat }, value: client } } }",
        "events.chat",
    ),
    "an expression": ('{ backfill: { sql: "t.tenant" } }', "events.tenant"),
    "an expression without t": ("{ backfill: { sql: tenant } }", "events.tenant"),
    "the whole row": ('{ backfill: { sql: "public.client_of(t)" } }', "events.tenant"),
}
HOW = [pytest.param("STORED", id="stored"), pytest.param("VIRTUAL", id="virtual", marks=pytest.mark.pg(">= 18"))]


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("needed", REFUSED)
def test_a_plan_that_needs_one_is_refused(needed: str, how: str, database: Database, tmp_path: Path) -> None:
    entry, column = REFUSED[needed]
    walk = Walk.of(database, tmp_path, PLAN.format(entry=entry), SCHEMA.format(how=how))
    done = walk.run("apply").must(3)
    assert f"{column} is a generated column: it has no value yet when the write guard runs" in done.err
    assert "split_part(path" in done.err or "pass the columns" in done.err


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    "sql", ["split_part(t.path, '/', 3)::int", "public.client_of_chat(split_part(t.path, '/', 2)::int)"]
)
def test_what_the_remedy_says_works(sql: str, how: str, database: Database, tmp_path: Path) -> None:
    entry = f'{{ backfill: {{ sql: "{sql}" }} }}'
    walk = Walk.of(database, tmp_path, PLAN.format(entry=entry), SCHEMA.format(how=how))
    walk.apply().must()
    database.load("INSERT INTO events (id, path) VALUES (3, '/20/2'); UPDATE events SET path = '/10/1' WHERE id = 2")
    assert database.fetch("SELECT id, client_id FROM events ORDER BY id") == [(1, 1), (2, 1), (3, 2)]


def test_a_stored_one_can_be_the_tenant_column(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN.format(entry="{ column: tenant }"), SCHEMA.format(how="STORED"))
    walk.apply().must()
    database.load("INSERT INTO events (id, path) VALUES (3, '/20/2')")
    walk.verify().must()


def test_a_stored_one_is_not_filled(database: Database, tmp_path: Path) -> None:
    entry = "{ column: tenant, backfill: { sql: t.id } }"
    walk = Walk.of(database, tmp_path, PLAN.format(entry=entry), SCHEMA.format(how="STORED"))
    done = walk.run("apply").must(3)
    assert "events.tenant is a generated column" in done.err
    assert "leave `backfill` out" in done.err


@pytest.mark.pg(">= 18")
def test_a_virtual_one_can_not(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN.format(entry="{ column: tenant }"), SCHEMA.format(how="VIRTUAL"))
    assert "is a virtual generated column, which can't have a foreign key" in walk.run("apply").must(3).err
