"""Foreign keys that carry the tenant: no row references another tenant's, whatever the action and the kind of table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from harness.applications import edited
from harness.cases import GOLDEN, load_case
from harness.databases import Database
from harness.runs import Walk
from harness.templates import Templates

CASE = GOLDEN / "composite_foreign_keys"
SET_NULL_CASE = GOLDEN / "composite_set_null"


@pytest.fixture
def walk(templates: Templates) -> Iterator[Walk]:
    with templates.applied(CASE) as walk:
        yield walk


def tenant_of(walk: Walk, table: str, tenant: str, column: str = "id") -> int:
    return int(walk.database.fetch(f"SELECT min({column}) FROM {table} WHERE tenant = '{tenant}'")[0][0])


@pytest.fixture
def tenants(walk: Walk) -> tuple[str, str]:
    one, other = walk.database.fetch("SELECT DISTINCT tenant FROM users ORDER BY 1")[:2]
    return one[0], other[0]


@pytest.mark.parametrize(
    ("table", "column", "parent"),
    [("chats", "user_id", "users"), ("events", "user_id", "users"), ("users", "boss_id", "users")],
)
def test_a_reference_to_another_tenants_row_is_refused(
    table: str, column: str, parent: str, walk: Walk, tenants: tuple[str, str]
) -> None:
    """By whoever writes: the guard is out of the way here, and row level security is not asked by foreign keys."""
    mine, theirs = tenants
    row = tenant_of(walk, table, mine)
    stranger = tenant_of(walk, parent, theirs)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        walk.database.load(
            f"SET session_replication_role = origin; ALTER TABLE {table} DISABLE TRIGGER USER; "
            f"UPDATE {table} SET {column} = {stranger} WHERE id = {row}"
        )


@pytest.mark.pg(">= 15")
def test_on_delete_set_null_leaves_the_tenant(database: Database) -> None:
    load_case(SET_NULL_CASE, database).apply().must()
    database.load(
        "INSERT INTO users (id, org_id) VALUES (9001, 'acme'); "
        "INSERT INTO users (id, org_id, boss_id) VALUES (9002, 'acme', 9001); "
        "DELETE FROM users WHERE id = 9001"
    )
    assert database.fetch("SELECT tenant, boss_id FROM users WHERE id = 9002") == [("acme", None)]


@pytest.mark.pg(">= 15")
def test_what_on_delete_becomes_is_named(database: Database) -> None:
    assert (
        "ON DELETE SET NULL sets only (boss_id)" in load_case(SET_NULL_CASE, database).run("diff", "--full").must().out
    )


def test_match_full_and_on_update_are_named(database: Database) -> None:
    diff = load_case(CASE, database).run("diff", "--full").must().out
    assert "MATCH FULL becomes MATCH SIMPLE" in diff
    assert "ON UPDATE CASCADE hands a change of the parent's tenant down" in diff


def test_references_across_tenants_stop_the_run_with_their_keys(database: Database, tmp_path: Path) -> None:
    """Two ways to the tenant that disagree in one row: nothing is built."""
    database.load(
        "CREATE TABLE orgs (id text PRIMARY KEY); INSERT INTO orgs VALUES ('a'), ('b');"
        "CREATE TABLE users (id int PRIMARY KEY, org_id text NOT NULL REFERENCES orgs); INSERT INTO users VALUES (1, 'a'), (2, 'b');"
        "CREATE TABLE chats (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users); INSERT INTO chats VALUES (1, 1), (2, 2);"
        "CREATE TABLE votes (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, chat_id int REFERENCES chats);"
        "INSERT INTO votes VALUES (10, 1, 1), (11, 1, 2);"
    )
    plan = (
        "version: 1\ntenant: { table: orgs, key: { column: id, type: text }, column: tenant }\n"
        "tables:\n  users: { backfill: { via: org_id } }\n  chats: { backfill: { via: user_id } }\n"
        "  votes: { backfill: { via: user_id } }\nkeys: { foreign_keys: composite }\n"
    )
    walk = Walk.of(database, tmp_path, plan)
    before = database.dump()
    refused = walk.apply().must(3)
    assert "11" in refused.err
    assert "chats" in refused.err
    assert database.dump() == before


SET_NULL = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE users (id int PRIMARY KEY, org_id text NOT NULL REFERENCES orgs);
CREATE TABLE chats (id int PRIMARY KEY, org_id text NOT NULL REFERENCES orgs, user_id int REFERENCES users {action});
"""
SET_NULL_PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: tenant }
tables:
  users: { backfill: { via: org_id } }
  chats: { backfill: { via: org_id } }
keys: { foreign_keys: composite }
"""


def planned(database: Database, tmp_path: Path, action: str) -> Walk:
    return Walk.of(database, tmp_path, SET_NULL_PLAN, SET_NULL.format(action=action))


@pytest.mark.parametrize("action", ["SET NULL", "SET DEFAULT"])
def test_on_update_that_would_set_the_tenant_is_refused(action: str, database: Database, tmp_path: Path) -> None:
    refused = planned(database, tmp_path, f"ON UPDATE {action}").run("diff").must(3)
    assert f"ON UPDATE, {action}, would set the tenant too" in refused.err


@pytest.mark.pg(">= 15")
def test_a_list_of_columns_goes_along_and_comes_back(database: Database, tmp_path: Path) -> None:
    """SET NULL (user_id) of a key on (user_id, kind): the composite key does not set `kind` either."""
    schema = (
        SET_NULL.format(action="")
        + "ALTER TABLE users ADD kind int NOT NULL DEFAULT 1, ADD UNIQUE (id, kind); ALTER TABLE chats ADD kind int NOT NULL "
        "DEFAULT 1, DROP CONSTRAINT chats_user_id_fkey, ADD CONSTRAINT of_kind FOREIGN KEY (user_id, kind) "
        "REFERENCES users (id, kind) ON DELETE SET NULL (user_id);"
        "INSERT INTO orgs VALUES ('acme'); INSERT INTO users VALUES (1, 'acme'); INSERT INTO chats VALUES (1, 'acme', 1);"
    )
    walk = Walk.of(database, tmp_path, SET_NULL_PLAN, schema)
    before = database.dump()
    assert "ON DELETE SET NULL sets only (user_id)" in walk.run("diff", "--full").must().out
    walk.apply().must()
    assert "ON DELETE SET NULL (user_id)" in database.dump()
    walk.rollback().must()
    assert database.dump() == before


@pytest.mark.pg("< 15")
@pytest.mark.parametrize("action", ["SET NULL", "SET DEFAULT"])
def test_on_delete_that_would_set_the_tenant_is_refused(action: str, database: Database, tmp_path: Path) -> None:
    refused = planned(database, tmp_path, f"ON DELETE {action}").run("diff").must(3)
    assert f"ON DELETE, {action}, would set the tenant too" in refused.err


def test_a_key_that_references_a_partition_is_refused(database: Database, tmp_path: Path) -> None:
    database.load(
        SET_NULL.format(action="")
        + "CREATE TABLE logs (id int, at date, org_id text NOT NULL REFERENCES orgs, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);"
        "CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');"
        "CREATE TABLE marks (id int PRIMARY KEY, log_id int, log_at date, org_id text NOT NULL REFERENCES orgs, "
        "FOREIGN KEY (log_id, log_at) REFERENCES logs_1);"
    )
    more = "\n  logs: { backfill: { via: org_id } }\n  marks: { backfill: { via: org_id } }\nkeys:"
    walk = Walk.of(database, tmp_path, edited(SET_NULL_PLAN, "\nkeys:", more))
    refused = walk.run("diff").must(3)
    assert "it references public.logs_1, a partition" in refused.err
