"""Define small applications that several test modules use: a schema with rows, and a plan for it."""

from __future__ import annotations

from dataclasses import dataclass

from harness.databases import Database
from harness.runs import Done, Walk


def edited(text: str, old: str, new: str) -> str:
    """Return a plan with one part of it replaced."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


# A chat: everything belongs to one tenant

CHAT_SCHEMA = """
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE chats (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text);
CREATE TABLE messages (id bigint PRIMARY KEY, chat_id bigint NOT NULL REFERENCES chats, body text);
INSERT INTO users SELECT i, i || '@example.org' FROM generate_series(1, 5) AS i;
INSERT INTO chats SELECT i, 1 + i % 5, 'chat' FROM generate_series(1, 20) AS i;
INSERT INTO messages SELECT i, 1 + i % 20, 'text' FROM generate_series(1, 100) AS i;
ANALYZE;
"""

CHAT_PLAN = """\
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  columns: { name: { type: text } }
  default: { id: default, values: { name: Default Client } }
  column: client_id
tables:
  users: { backfill: { constant: default } }
  chats: { backfill: { via: user_id } }
  messages: { backfill: { via: chat_id } }
"""


# Two organizations, a role of the application, and every kind of key

ORGS_SCHEMA = """
CREATE TABLE orgs (id int PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, org_id int NOT NULL REFERENCES orgs, email text NOT NULL UNIQUE);
CREATE TABLE chats (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, slug text UNIQUE);
CREATE TABLE messages (id bigint PRIMARY KEY, chat_id bigint NOT NULL REFERENCES chats, body text);
CREATE TABLE events (id bigint, at date, user_id bigint NOT NULL REFERENCES users, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE countries (code text PRIMARY KEY);
GRANT SELECT, INSERT, UPDATE, DELETE ON users, chats, messages, events TO {app};
GRANT SELECT ON orgs, countries TO {app};
INSERT INTO orgs VALUES (1), (2);
INSERT INTO users SELECT n, 1 + n % 2, 'u' || n FROM generate_series(1, 20) AS n;
INSERT INTO chats SELECT n, 1 + n % 20, 'chat' || n FROM generate_series(1, 40) AS n;
INSERT INTO messages SELECT n, 1 + n % 40, 'text' FROM generate_series(1, 100) AS n;
INSERT INTO events SELECT n, '2024-02-01'::date + n, 1 + n % 20 FROM generate_series(1, 100) AS n;
"""
ORGS_PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: integer }, column: tenant }
tables:
  users: { backfill: { via: org_id } }
  chats: { backfill: { via: user_id } }
  messages: { backfill: { via: chat_id } }
  events: { backfill: { via: user_id } }
  countries: { kind: reference }
keys: { unique: per_tenant, foreign_keys: composite }
transition: { drop: tighten }
"""


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles of the organizations' database. They belong to the server, and all tests of a worker share them."""

    app: str = "planner_test_app"
    """The application's role."""
    other: str = "planner_test_other"
    """A role that bypasses row security."""
    stranger: str = "planner_test_stranger"
    """A role that the plan does not name."""

    def named(self, text: str) -> str:
        """Return the text with the names of the roles in it."""
        return text.format(app=self.app, other=self.other, stranger=self.stranger)


def orgs_plan(role: str) -> str:
    """Return the plan with row level security for the application's role."""
    return f"{ORGS_PLAN}rls: {{ setting: app.tenant, roles: [{role}] }}\n"


# A backfill that takes some seconds

SLOW_ROWS = 6000
SLOW_SCHEMA = f"""
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int PRIMARY KEY, parent_id int NOT NULL REFERENCES parent, body text);
INSERT INTO parent SELECT n FROM generate_series(1, 20) n;
INSERT INTO child SELECT n, 1 + n % 20, repeat('x', 300) FROM generate_series(1, {SLOW_ROWS}) n;
ANALYZE;
"""
SLOW_PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  parent: {}
  child: { backfill: { via: parent_id } }
"""
SLOW = "execution: { batch_rows: 50, pause: 20ms }\n"
"""Settings that make the backfill slow."""


def slow_filled(database: Database) -> int:
    """Return the number of rows of the slow application that have a tenant."""
    there = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'child'::regclass AND attname = 'client_id'"
    return int(database.value("SELECT count(client_id) FROM child")) if database.value(there) else 0


def in_the_middle(walk: Walk) -> bool:
    """Return whether the backfill of the slow application is running."""
    return 0 < slow_filled(walk.database) < SLOW_ROWS


def finish(walk: Walk) -> Done:
    """Run what is left of the slow backfill, without its pauses."""
    walk.write(SLOW_PLAN)
    return walk.apply().must()
