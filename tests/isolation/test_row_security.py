"""Row level security as the application meets it: its own role, its own session, its setting."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from harness.applications import Roles
from harness.runs import Walk

TABLES = ("users", "chats", "messages", "events")


@pytest.fixture
def app(finished: Walk, roles: Roles) -> Iterator[psycopg.Connection]:
    """A session of the application's role, on a finished database."""
    with finished.database.connect(user=roles.app) as connection:
        yield connection


def count(app: psycopg.Connection, table: str) -> int:
    row = app.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_without_the_setting_nothing_is_seen_and_nothing_written(app: psycopg.Connection) -> None:
    assert [count(app, table) for table in TABLES] == [0, 0, 0, 0]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("INSERT INTO users (id, org_id, email, tenant) VALUES (100, 1, 'new', 1)")
    assert app.execute("UPDATE users SET email = 'x'").rowcount == 0
    assert app.execute("DELETE FROM messages").rowcount == 0


def test_each_tenant_sees_its_own_and_all_of_it(app: psycopg.Connection, finished: Walk) -> None:
    all_rows = {}
    for table in TABLES:
        all_rows[table] = finished.database.fetch(f"SELECT tenant, count(*) FROM {table} GROUP BY 1")
    for tenant in (1, 2):
        app.execute("SELECT set_config('app.tenant', %s, false)", (str(tenant),))
        for table in TABLES:
            seen = app.execute(f"SELECT tenant, count(*) FROM {table} GROUP BY 1".encode()).fetchall()
            assert seen == [found for found in all_rows[table] if found[0] == tenant]


def test_rows_of_another_tenant_can_not_be_written(app: psycopg.Connection) -> None:
    """User 2 is of tenant 1, user 1 and chat 40 are of tenant 2."""
    app.execute("SET app.tenant = '1'")
    for statement in (
        "INSERT INTO users (id, org_id, email, tenant) VALUES (100, 2, 'new', 2)",
        "UPDATE users SET tenant = 2 WHERE id = 2",
        "INSERT INTO users (id, org_id, email, tenant) VALUES (100, 2, 'u1', 2) ON CONFLICT (tenant, email) DO UPDATE SET email = 'x'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement.encode())
    assert app.execute("UPDATE users SET email = 'x' WHERE id = 1").rowcount == 0
    assert app.execute("DELETE FROM users WHERE id = 1").rowcount == 0


def test_rows_of_another_tenant_can_not_be_referenced(app: psycopg.Connection) -> None:
    app.execute("SET app.tenant = '1'")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        app.execute("INSERT INTO chats (id, user_id, slug, tenant) VALUES (100, 1, 'mine', 1)")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        app.execute("UPDATE chats SET user_id = 1 WHERE id = 1")
    app.execute("INSERT INTO chats (id, user_id, slug, tenant) VALUES (100, 2, 'chat40', 1)")


def test_a_session_that_is_used_again_leaks_nothing(app: psycopg.Connection) -> None:
    with app.transaction():
        app.execute("SET LOCAL app.tenant = '1'")
        assert count(app, "users") == 10
    assert count(app, "users") == 0
    app.execute("SET app.tenant = '2'")
    app.execute("RESET app.tenant")
    assert count(app, "users") == 0
    app.execute("SET app.tenant = ''")
    assert count(app, "users") == 0


def test_a_setting_that_is_no_tenant_fails_closed(app: psycopg.Connection) -> None:
    app.execute("SET app.tenant = '99'")
    assert count(app, "users") == 0
    app.execute("SET app.tenant = '1 OR true'")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        count(app, "users")


def test_the_function_is_inlined(app: psycopg.Connection) -> None:
    app.execute("SET app.tenant = '1'")
    plan = "\n".join(str(row[0]) for row in app.execute("EXPLAIN SELECT * FROM messages"))
    assert "InitPlan" not in plan
    assert "planner_current_tenant" not in plan
    assert "current_setting('app.tenant'::text, true)" in plan
