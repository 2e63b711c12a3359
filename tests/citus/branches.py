"""A shop with all that Citus loses or refuses by itself: identity, partitions, views, comments, rights, ON UPDATE CASCADE."""

from __future__ import annotations

import re
from pathlib import Path

from harness.citus import CitusDatabase
from harness.runs import Walk

SCHEMA = """
CREATE TABLE "Clients" (id text PRIMARY KEY, name text NOT NULL);
INSERT INTO "Clients" VALUES ('default', 'Default');
CREATE TABLE country (code text PRIMARY KEY);
INSERT INTO country VALUES ('de'), ('fr');
CREATE TABLE job_locks (id int PRIMARY KEY, country text CONSTRAINT lock_country REFERENCES country);
COMMENT ON TABLE job_locks IS 'locks';
CREATE TABLE "User" (
  id int GENERATED ALWAYS AS IDENTITY (START 7 INCREMENT 3) PRIMARY KEY, email text NOT NULL, country text REFERENCES country,
  CONSTRAINT user_email_key UNIQUE (email)
);
COMMENT ON COLUMN "User".email IS 'it''s the mail';
CREATE TABLE chat (
  id bigserial PRIMARY KEY, "userId" int NOT NULL, title text,
  CONSTRAINT chat_user FOREIGN KEY ("userId") REFERENCES "User" ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE message (
  id bigserial PRIMARY KEY, chat_id bigint REFERENCES chat, body text, parent bigint REFERENCES message
);
COMMENT ON TABLE message IS 'what people wrote'; COMMENT ON CONSTRAINT message_pkey ON message IS 'key';
CREATE TABLE event (id bigint, at date, body text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE event_25 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_26 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW bodies AS SELECT id, body FROM message;
COMMENT ON VIEW bodies IS 'bodies'; COMMENT ON COLUMN bodies.body IS 'a body';
CREATE MATERIALIZED VIEW counts AS SELECT chat_id, count(*) AS n FROM message GROUP BY chat_id;
CREATE UNIQUE INDEX counts_chat ON counts (chat_id);
GRANT SELECT ON bodies, counts TO {role}; GRANT SELECT, INSERT ON "User", message TO {role};
INSERT INTO "User" (email, country) SELECT 'u' || n, 'de' FROM generate_series(1, 20) AS n;
INSERT INTO chat ("userId", title) SELECT 7 + 3 * (n % 20), 't' || n FROM generate_series(1, 100) AS n;
INSERT INTO message (chat_id, body) SELECT 1 + n % 100, repeat('m', 80) FROM generate_series(1, 3000) AS n;
UPDATE message SET parent = id - 1 WHERE id % 7 = 0;
INSERT INTO event SELECT n, '2025-06-01'::date + n % 400, 'e' FROM generate_series(1, 200) AS n;
REFRESH MATERIALIZED VIEW counts;
ANALYZE;
"""
PLAN = """
version: 1
target: { dialect: citus, shard_count: 4, concurrent_above: 300kB }
tenant:
  table: Clients
  key: { column: id, type: text }
  default: { id: default }
  column: client_id
tables:
  country: { kind: reference }
  job_locks: { kind: exempt, reason: locks }
  User: {}
  chat: { backfill: { via: userId } }
  message: { backfill: { via: chat_id } }
  event: {}
keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }
transition: { drop: tighten }
"""
"""message is larger than 300 kB, so that it is distributed while writes go on; the other tables are smaller."""


def role_of(citus: CitusDatabase) -> str:
    """Return the name of the role that reads: roles are of a node, so each database has its own."""
    return f"reader_{citus.name}"


TENANCY = ("--phase", "add,backfill,tighten")


def branches(citus: CitusDatabase, folder: Path) -> Walk:
    """Load the schema, and make it multi-tenant on the coordinator."""
    citus.role(role_of(citus))
    walk = Walk.of(citus, folder, PLAN)
    with citus.connect() as session:
        session.execute("SET citus.enable_ddl_propagation = off")
        session.execute(SCHEMA.format(role=role_of(citus)).encode())
    walk.apply(*TENANCY).must()
    return walk


_NAME = re.compile(r" CONSTRAINT event(?:_\d\d)?(?:_\d+)?_\w+ NOT NULL")


def state(citus: CitusDatabase) -> str:
    """Return schema and rows, without the names of NOT NULL constraints of partitioned tables, which Citus chooses."""
    return _NAME.sub(" NOT NULL", citus.dump("--inserts", "-N", "planner"))


def foreign_keys(citus: CitusDatabase) -> list[tuple[str, bool]]:
    return citus.fetch(
        "SELECT conname::text, convalidated FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 "
        "AND conrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) ORDER BY conname"
    )
