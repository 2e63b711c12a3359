"""Three ways to give every row a tenant: the guide by hand, a careful DBA's script, and planner."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from chats import PLANS, TABLES, Tenant, filled_by_planner
from common import planner

Connection = psycopg.Connection[tuple[object, ...]]

BATCH = 5000
"""The rows of a careful DBA's batch, which is a range of primary keys."""

LOCK_TIMEOUT = "200ms"
"""The lock timeout of a careful DBA, which is also planner's default."""

SOURCES = {
    "users": ("t.org", ""),
    "chats": ("p.client_id", "FROM users p WHERE p.id = t.user_id"),
    "messages": ("p.client_id", "FROM chats p WHERE p.id = t.chat_id"),
}
"""A derived tenant: its value, and where the value comes from."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a contender: the rows of messages filled and the seconds of that part; None if no row was
    touched."""

    rows: int | None = None
    seconds: float | None = None
    error: str | None = None
    """Why the contender did not reach its end."""
    said: str = ""
    """planner's stderr."""


Contender = Callable[[str, Tenant], Outcome]


def update(table: str, tenant: Tenant, where: str = "") -> str:
    """Return the UPDATE that fills a table or a part of it."""
    tenant_of, source = ("'default'", "") if tenant is Tenant.CONSTANT else SOURCES[table]
    condition = f" {'AND' if 'WHERE' in source else 'WHERE'} {where}" if where else ""
    return f"UPDATE {table} t SET client_id = {tenant_of} {source}{condition}"


def _tenants_table(connection: Connection, tenant: Tenant) -> None:
    if tenant is Tenant.CONSTANT:
        connection.execute("CREATE TABLE clients (id text PRIMARY KEY, name text NOT NULL)")
        connection.execute("INSERT INTO clients VALUES ('default', 'Default')")


def guide(dsn: str, tenant: Tenant) -> Outcome:
    """Columns, foreign keys, one UPDATE per table, SET NOT NULL, each statement its own transaction, no lock_timeout.

    The application has inserted rows since the UPDATE, so that SET NOT NULL fails, and there it ends.
    """
    outcome = Outcome()
    with psycopg.connect(dsn, autocommit=True) as connection:
        _tenants_table(connection, tenant)
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN client_id text".encode())
        for table in TABLES:
            key = f"ADD FOREIGN KEY (client_id) REFERENCES {tenant.table}"
            connection.execute(f"ALTER TABLE {table} {key}".encode())
        for table in TABLES:
            started = time.perf_counter()
            rows = connection.execute(update(table, tenant).encode()).rowcount
            outcome = Outcome(rows, time.perf_counter() - started)
        try:
            for table in TABLES:
                connection.execute(f"ALTER TABLE {table} ALTER COLUMN client_id SET NOT NULL".encode())
        except psycopg.Error as error:
            return replace(outcome, error=f"SET NOT NULL: {str(error).splitlines()[0]}")
    return outcome


@dataclass(frozen=True, slots=True)
class Careful:
    """What those do who have read how: short locks with retries, batches by primary key, NOT VALID and VALIDATE.

    For a constant tenant new rows get it by the column's DEFAULT, for a derived one by a trigger. `key_first`: the
    foreign key is there, NOT VALID, before the backfill, so that each batch checks it.
    """

    key_first: bool = False

    def __call__(self, dsn: str, tenant: Tenant) -> Outcome:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'".encode())
            _tenants_table(connection, tenant)
            for table in TABLES:
                _retried(connection, f"ALTER TABLE {table} ADD COLUMN client_id text")
                _guard(connection, table, tenant)
            if self.key_first:
                _foreign_keys(connection, tenant)
            outcome = Outcome()
            for table in TABLES:
                outcome = _filled(connection, table, tenant)
            if not self.key_first:
                _foreign_keys(connection, tenant)
            for table in TABLES:
                _tightened(connection, table)
        return outcome


def _retried(connection: Connection, statement: str) -> int:
    """Return the rows of a statement. Run it again after each lock timeout, as long as it takes."""
    while True:
        try:
            return connection.execute(statement.encode()).rowcount
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            time.sleep(0.5)


def _guard(connection: Connection, table: str, tenant: Tenant) -> None:
    if tenant is Tenant.CONSTANT:
        _retried(connection, f"ALTER TABLE {table} ALTER COLUMN client_id SET DEFAULT 'default'")
        return
    tenant_of, source = SOURCES[table]
    query = f"SELECT {tenant_of} {source}".replace("t.", "NEW.")
    body = f"BEGIN NEW.client_id := ({query}); RETURN NEW; END"
    _retried(connection, f"CREATE FUNCTION {table}_tenant() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    _retried(
        connection,
        f"CREATE TRIGGER tenant BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_tenant()",
    )


def _foreign_keys(connection: Connection, tenant: Tenant) -> None:
    for table in TABLES:
        key = f"ADD CONSTRAINT {table}_tenant FOREIGN KEY (client_id) REFERENCES {tenant.table} NOT VALID"
        _retried(connection, f"ALTER TABLE {table} {key}")


def _filled(connection: Connection, table: str, tenant: Tenant) -> Outcome:
    """Fill ranges of BATCH primary keys, then the rows that are still NULL."""
    started = time.perf_counter()
    row = connection.execute(f"SELECT max(id) FROM {table}".encode()).fetchone()
    assert row is not None
    assert isinstance(row[0], int)
    rows = 0
    for first in range(1, row[0] + 1, BATCH):
        keys = f"t.id BETWEEN {first} AND {first + BATCH - 1} AND t.client_id IS NULL"
        rows += _retried(connection, update(table, tenant, keys))
    missing = f"t.id IN (SELECT id FROM {table} WHERE client_id IS NULL LIMIT {BATCH})"
    while again := _retried(connection, update(table, tenant, missing)):
        rows += again
    return Outcome(rows, time.perf_counter() - started)


def _tightened(connection: Connection, table: str) -> None:
    """Add the index, the foreign key and NOT NULL. The index waits for old transactions, and must not give up on
    them."""
    connection.execute("SET lock_timeout = 0")
    connection.execute(f"CREATE INDEX CONCURRENTLY ON {table} (client_id)".encode())
    connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'".encode())
    for action in (
        f"VALIDATE CONSTRAINT {table}_tenant",
        "ADD CONSTRAINT filled CHECK (client_id IS NOT NULL) NOT VALID",
        "VALIDATE CONSTRAINT filled",
        "ALTER COLUMN client_id SET NOT NULL",
        "DROP CONSTRAINT filled",
    ):
        _retried(connection, f"ALTER TABLE {table} {action}")


def by_planner(dsn: str, tenant: Tenant) -> Outcome:
    """Run `planner apply --confirm` with all its phases, as a whole process."""
    with TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.yaml"
        plan.write_text(PLANS[tenant], encoding="utf-8")
        ended = planner(dsn, "apply", str(plan), "--confirm")
    if ended.code:
        return Outcome(error=f"exit {ended.code}", said=ended.stderr)
    rows, seconds = filled_by_planner(dsn) or (None, None)
    return Outcome(rows, seconds, said=ended.stderr)
