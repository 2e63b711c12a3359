"""The database that the faults happen to, and its plan."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from harness.databases import Database, fresh_database
from harness.dumps import dump
from harness.processes import Process
from harness.runs import Done, Walk
from harness.servers import Server
from harness.waiting import until

USERS, CHATS, MESSAGES, EVENTS = 50, 400, 6000, 3000
"""CHATS is a multiple of USERS: chats whose numbers are equal modulo USERS belong to one user."""

SCHEMA = f"""
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE users (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs, name text NOT NULL);
CREATE TABLE chats (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, title text NOT NULL);
CREATE TABLE messages (id int PRIMARY KEY, chat_id int NOT NULL REFERENCES chats, body text NOT NULL);
CREATE INDEX ON messages (chat_id);
CREATE TABLE events (id int, at date, user_id int NOT NULL REFERENCES users, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE settings (name text PRIMARY KEY, value text NOT NULL);
INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO users SELECT n, CASE n % 2 WHEN 0 THEN 'acme' ELSE 'zeta' END, 'user ' || n FROM generate_series(1, {USERS}) n;
INSERT INTO chats SELECT n, 1 + (n - 1) % {USERS}, 'chat ' || n FROM generate_series(1, {CHATS}) n;
INSERT INTO messages SELECT n, 1 + (n - 1) % {CHATS}, repeat('x', 200) FROM generate_series(1, {MESSAGES}) n;
INSERT INTO events SELECT n, date '2023-06-01' + n % 900, 1 + n % {USERS} FROM generate_series(1, {EVENTS}) n;
INSERT INTO settings SELECT n::text, 'off' FROM generate_series(1, 100) n;

-- What planner's backfill did to each row: the audit commits with the batch.
CREATE SCHEMA audit;
CREATE TABLE audit.fill (relation text NOT NULL, id int NOT NULL, before text);
CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('planner.backfill', true) = 'on' THEN
    INSERT INTO audit.fill VALUES (TG_ARGV[0], NEW.id, to_jsonb(OLD) ->> 'client_id');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION audit.note('users');
CREATE TRIGGER noted AFTER UPDATE ON chats FOR EACH ROW EXECUTE FUNCTION audit.note('chats');
CREATE TRIGGER noted AFTER UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION audit.note('messages');
CREATE TRIGGER noted AFTER UPDATE ON events FOR EACH ROW EXECUTE FUNCTION audit.note('events');
ANALYZE;
"""

PLAN = """
version: 1
tenant:
  table: orgs
  key: { column: id, type: text }
  default: { id: default }
  column: client_id
tables:
  users: { backfill: { via: org }, triggers: { noted: fire } }
  chats: { backfill: { via: user_id }, triggers: { noted: fire } }
  messages: { backfill: { via: chat_id }, triggers: { noted: fire } }
  events: { backfill: { via: user_id }, triggers: { noted: fire } }
  settings: { backfill: { constant: default } }
"""
EXECUTION = {"batch_rows": "100", "pause": "10ms", "workers": "2", "lock_deadline": "60s"}


def plan_text(**execution: str) -> str:
    """`execution` over EXECUTION."""
    return PLAN + "execution:\n" + "".join(f"  {key}: {value}\n" for key, value in (EXECUTION | execution).items())


@dataclass(slots=True)
class Scene:
    """One database of a server, with the plan for it."""

    plan: Path
    database: Database
    planners: list[Process] = field(default_factory=list)

    @property
    def walk(self) -> Walk:
        return Walk(self.plan, self.database)

    def start(self, dsn: str | None = None) -> Process:
        """Start planner, and wait until it has a session in the database."""
        planner = Process.start("apply", self.plan, "--dsn", dsn or self.database.dsn, "--confirm")
        self.planners.append(planner)
        until(lambda: not planner.runs() or self.sessions() > 0, "planner's session")
        return planner

    def again(self) -> Done:
        """The same command, until its end; sessions of a killed one are waited for."""
        until(lambda: self.sessions() == 0, "the end of planner's sessions")
        return self.walk.apply()

    def sessions(self) -> int:
        return int(self.value("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'planner%'"))

    def value(self, query: str) -> Any:
        return self.database.value(query)

    def audited(self, table: str) -> int:
        """Rows that planner itself has filled; the write guard's are not among them."""
        return int(self.value(f"SELECT count(*) FROM audit.fill WHERE relation = '{table}'"))

    def filling(self) -> bool:
        """Whether messages, the largest table, is being filled."""
        return 0 < self.audited("messages") < MESSAGES - 1000


@contextmanager
def staged(server: Server, folder: Path, **execution: str) -> Iterator[Scene]:
    """A scene in a fresh database; planners that still run at the end are killed."""
    plan = folder / "plan.yaml"
    plan.write_text(plan_text(**execution), encoding="utf-8")
    with fresh_database(server) as database:
        database.load(SCHEMA)
        scene = Scene(plan, database)
        try:
            yield scene
        finally:
            for planner in scene.planners:
                planner.kill()


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a run leaves that nothing happened to, and how long it took from its first session on, in seconds."""

    dump: str
    seconds: float

    @classmethod
    def run(cls, server: Server, folder: Path) -> Undisturbed:
        with staged(server, folder) as scene:
            planner = scene.start()
            started = time.monotonic()
            planner.must(0)
            return cls(dump(scene.database), time.monotonic() - started)

    def moment(self, dice: Random, share: float = 1.0) -> float:
        """Seconds after planner's first session: anywhere in its run, or in the first `share` of it."""
        return dice.random() * self.seconds * share
