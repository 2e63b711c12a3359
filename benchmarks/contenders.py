"""Who adds a tenant to users, chats and messages while the application runs: the guide by hand, a careful DBA, planner."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from measuring import planner

TABLES = ("users", "chats", "messages")
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds until it ended or failed; the rows of messages that it filled, and in how many seconds."""

    seconds: float
    rows: int = 0
    filling: float = 0.0
    failure: str | None = None


SOURCE = {
    "users": "t.org",
    "chats": "(SELECT p.client_id FROM users p WHERE p.id = t.user_id)",
    "messages": "(SELECT p.client_id FROM chats p WHERE p.id = t.chat_id)",
}
JOINED = {
    "users": "UPDATE users t SET client_id = t.org",
    "chats": "UPDATE chats t SET client_id = p.client_id FROM users p WHERE p.id = t.user_id",
    "messages": "UPDATE messages t SET client_id = p.client_id FROM chats p WHERE p.id = t.chat_id",
}


def by_hand(dsn: str, *, derived: bool) -> Outcome:
    """The guide: columns and foreign keys, one UPDATE for each table, SET NOT NULL."""
    started = time.perf_counter()
    rows, filling = 0, 0.0
    with psycopg.connect(dsn, autocommit=True) as connection:
        try:
            for table in TABLES:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN client_id text REFERENCES orgs".encode())
            for table in TABLES:
                begun = time.perf_counter()
                text = JOINED[table] if derived else f"UPDATE {table} SET client_id = 'o0'"
                rows, filling = connection.execute(text.encode()).rowcount, time.perf_counter() - begun
            for table in TABLES:
                connection.execute(f"ALTER TABLE {table} ALTER COLUMN client_id SET NOT NULL".encode())
        except psycopg.Error as error:
            return Outcome(time.perf_counter() - started, rows, filling, str(error).splitlines()[0])
    return Outcome(time.perf_counter() - started, rows, filling)


def careful(dsn: str, *, derived: bool) -> Outcome:
    """What a careful DBA writes: lock_timeout and retries, a default or trigger, ranges of the primary key with a commit
    each, the index CONCURRENTLY, NOT VALID and VALIDATE, NOT NULL by way of a CHECK."""
    started = time.perf_counter()
    rows, filling = 0, 0.0
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '200ms'")
        for table in TABLES:
            _patiently(connection, f"ALTER TABLE {table} ADD COLUMN client_id text")
            if derived:
                connection.execute(_trigger(table).encode())
            else:
                _patiently(connection, f"ALTER TABLE {table} ALTER COLUMN client_id SET DEFAULT 'o0'")
        for table in TABLES:
            rows, filling = _batches(connection, table, derived=derived)
        for table in TABLES:
            key = f"ADD CONSTRAINT {table}_client_fk FOREIGN KEY (client_id) REFERENCES orgs NOT VALID"
            _patiently(connection, f"ALTER TABLE {table} {key}")
            connection.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {table}_client_fk".encode())
            connection.execute(f"CREATE INDEX CONCURRENTLY {table}_client ON {table} (client_id)".encode())
            check = f"ADD CONSTRAINT {table}_client_nn CHECK (client_id IS NOT NULL) NOT VALID"
            _patiently(connection, f"ALTER TABLE {table} {check}")
            connection.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {table}_client_nn".encode())
            _patiently(connection, f"ALTER TABLE {table} ALTER COLUMN client_id SET NOT NULL")
            _patiently(connection, f"ALTER TABLE {table} DROP CONSTRAINT {table}_client_nn")
    return Outcome(time.perf_counter() - started, rows, filling)


def _patiently(connection: psycopg.Connection[tuple[object, ...]], text: str) -> None:
    while True:
        try:
            connection.execute(text.encode())
            return
        except psycopg.errors.LockNotAvailable:
            time.sleep(0.5)


def _trigger(table: str) -> str:
    source = SOURCE[table].replace("t.", "NEW.")
    return f"""
    CREATE FUNCTION {table}_client() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.client_id := {source}; RETURN NEW; END $$;
    CREATE TRIGGER {table}_client BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW WHEN (NEW.client_id IS NULL)
    EXECUTE FUNCTION {table}_client();
    """


def _batches(connection: psycopg.Connection[tuple[object, ...]], table: str, *, derived: bool) -> tuple[int, float]:
    begun, rows, last = time.perf_counter(), 0, 0
    set_to = JOINED[table] + (" AND" if "WHERE" in JOINED[table] else " WHERE")
    if not derived:
        set_to = f"UPDATE {table} t SET client_id = 'o0' WHERE"
    top = connection.execute(f"SELECT max(id) FROM {table}".encode()).fetchone()
    highest = int(str(top[0])) if top else 0
    while last < highest:
        text = f"{set_to} t.id > {last} AND t.id <= {last + BATCH} AND t.client_id IS NULL"
        rows += connection.execute(text.encode()).rowcount
        last += BATCH
    return rows, time.perf_counter() - begun


PLAN = """
version: 1
tenant:
  table: orgs
  key: {{ column: id, type: text }}
  default: {{ id: o0, values: {{ name: Org 0 }} }}
  column: client_id
tables:
  users: {{ backfill: {users} }}
  chats: {{ backfill: {chats} }}
  messages: {{ backfill: {messages} }}
"""
CONSTANT = PLAN.format(users="{ constant: o0 }", chats="{ constant: o0 }", messages="{ constant: o0 }")
DERIVED = PLAN.format(users="{ sql: t.org }", chats="{ via: user_id }", messages="{ via: chat_id }")

_FILLED = """
SELECT coalesce(sum(rows), 0), coalesce(sum(duration_ms), 0) / 1000 FROM planner.step
WHERE step = 'backfill.public.messages' AND statement LIKE 'UPDATE%'
"""


def with_planner(folder: Path) -> Callable[..., Outcome]:
    """`planner apply --confirm` as a whole process."""

    def run(dsn: str, *, derived: bool) -> Outcome:
        plan = folder / "plan.yaml"
        plan.write_text(DERIVED if derived else CONSTANT, encoding="utf-8")
        done = planner(dsn, "apply", str(plan), "--confirm", check=False)
        with psycopg.connect(dsn, autocommit=True) as connection:
            row = connection.execute(_FILLED.encode()).fetchone()
        failure = None if done.code == 0 else f"exit {done.code}: {done.said.strip().splitlines()[-1]}"
        rows, filling = (int(row[0]), float(row[1])) if row else (0, 0.0)
        return Outcome(done.seconds, rows, filling, failure)

    return run
