"""The whole way: tenancy, distribute, verify, a second tenant who sees his own rows alone, and back to the same dump."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from harness.citus import CitusDatabase
from harness.dumps import dump
from harness.runs import Walk, in_process

KEYS = """
keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }
transition: { drop: tighten }
"""
HEAD = """
version: 1
target: { dialect: citus, shard_count: 4, concurrent_above: 300kB }
tenant:
  table: Clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default Client } }
  column: client_id
"""
PLANS = {
    "ai_chatbot.sql": """
tables:
  User: {}
  Chat: { backfill: { via: userId } }
  Document: { backfill: { via: userId } }
  Message: { backfill: { via: chatId } }
  Message_v2: { backfill: { via: chatId } }
  Stream: { backfill: { via: chatId } }
  Suggestion: { backfill: { via: [documentId, documentCreatedAt] } }
  Vote: { backfill: { via: [{ columns: [chatId] }, { columns: [messageId] }] } }
  Vote_v2: { backfill: { via: [{ columns: [chatId] }, { columns: [messageId] }] } }
""",
    "chinook.sql": """
tables:
  artist: {}
  genre: { kind: reference }
  media_type: { kind: reference }
  employee: {}
  album: { backfill: { via: artist_id } }
  customer: { backfill: { via: support_rep_id } }
  invoice: { backfill: { via: customer_id } }
  invoice_line: { backfill: { via: [{ columns: [invoice_id] }, { columns: [track_id] }] } }
  playlist: {}
  playlist_track: { backfill: { via: [{ columns: [playlist_id] }, { columns: [track_id] }] } }
  track: { backfill: { via: album_id } }
""",
    "saas_starter.sql": "unlisted: scope",
    "umami.sql": "unlisted: scope",
    "trigger_dev.sql": "unlisted: scope",
}
DATA = {"chinook.sql": "chinook-data.sql"}
ON_THE_COORDINATOR = "SET citus.enable_ddl_propagation = off;"

MIXED = """
CREATE TABLE country (code text PRIMARY KEY, name text);
CREATE TABLE "Account" (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, country text REFERENCES country ON UPDATE CASCADE, note text);
CREATE TABLE orders (
  id serial PRIMARY KEY, account bigint NOT NULL REFERENCES "Account" ON UPDATE CASCADE ON DELETE CASCADE, parent int REFERENCES orders,
  total numeric(9, 2) DEFAULT 0, at timestamptz DEFAULT now());
CREATE TABLE events (
  id bigint, at date NOT NULL, account bigint REFERENCES "Account", what text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE job_locks (name text PRIMARY KEY, until timestamptz);
COMMENT ON TABLE "Account" IS 'people';
COMMENT ON COLUMN "Account".note IS 'a note';
INSERT INTO country VALUES ('de', 'Germany'), ('fr', 'France');
INSERT INTO "Account" (email, country, note) SELECT 'a' || g, 'de', repeat('n', 50) FROM generate_series(1, 500) g;
INSERT INTO orders (account, total) SELECT g % 500 + 1, g FROM generate_series(1, 5000) g;
INSERT INTO events SELECT g, '2024-06-01'::date + g % 400, g % 500 + 1, 'w' FROM generate_series(1, 1000) g;
CREATE MATERIALIZED VIEW totals AS SELECT account, sum(total) AS total FROM orders GROUP BY account;
CREATE UNIQUE INDEX totals_account ON totals (account);
"""
GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON "Account", orders, events TO {role};
GRANT SELECT ON country TO {role};
GRANT USAGE ON SEQUENCE orders_id_seq TO {role};
"""
MIXED_TABLES = """
tables:
  Account: {{}}
  orders: {{ backfill: {{ via: account }} }}
  events: {{ backfill: {{ via: account }} }}
  country: {{ kind: reference }}
  job_locks: {{ kind: exempt, reason: "which worker runs which job" }}
rls: {{ setting: app.client_id, roles: [{role}] }}
"""


def there(walk: Walk) -> str:
    """Build the tenancy, distribute, and prove it. Return the dump between the two."""
    walk.apply("--phase", "add,backfill,tighten").must()
    plain = dump(walk.database)
    walk.apply("--phase", "distribute").must()
    walk.diff().must()
    walk.verify().must()
    added = ("second", walk.plan, "--dsn", walk.database.dsn, "--values", "name=Second", "--confirm")
    in_process("tenant", "add", *added).must()
    walk.run("verify", "--probe").must()
    return plain


def back(walk: Walk, plain: str) -> None:
    """Take phase distribute back. pg_dump's order follows OIDs, and undistributed tables have new ones.

    NOT NULL constraints of partitioned tables keep names of Citus' choice (18), as a hazard says before.
    """
    walk.rollback("tighten").must()
    assert _lines(dump(walk.database)) == _lines(plain)


def _lines(text: str) -> list[str]:
    return sorted(re.sub(r"CONSTRAINT events\w*_not_null\d* ", "", line) for line in text.splitlines())


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.deep) if name == "trigger_dev.sql" else name for name in PLANS]
)
def test_schemas_of_applications(
    name: str, schema_file: Callable[[str], str], citus: CitusDatabase, tmp_path: Path
) -> None:
    walk = Walk.of(citus, tmp_path, HEAD + PLANS[name] + KEYS, ON_THE_COORDINATOR + schema_file(name))
    if name in DATA:
        citus.load(schema_file(DATA[name]))
    back(walk, there(walk))


def test_policies_reference_exempt_and_partitioned_tables(citus: CitusDatabase, tmp_path: Path) -> None:
    role = citus.role(f"planner_way_{uuid.uuid4().hex[:8]}")
    plan = HEAD.replace("300kB", "100kB") + MIXED_TABLES.format(role=role) + KEYS
    walk = Walk.of(citus, tmp_path, plan, ON_THE_COORDINATOR + MIXED + GRANTS.format(role=role))
    plain = there(walk)
    with closing(citus.connect(user=role)) as session:
        for tenant, mine in (("second", 1), ("default", 500), ("nobody", 0)):
            with session.transaction(force_rollback=tenant == "nobody"):
                session.execute("SET LOCAL citus.propagate_set_commands TO 'local'")
                session.execute(f"SET LOCAL app.client_id TO '{tenant}'")
                if tenant == "second":
                    made = session.execute(
                        """INSERT INTO "Account" (client_id, email) VALUES ('second', 'a1') RETURNING id"""
                    ).fetchone()
                    session.execute("INSERT INTO orders (client_id, account, total) VALUES ('second', %s, 7)", made)
                assert session.execute('SELECT count(*) FROM "Account"').fetchone() == (mine,)
    walk.run("verify", "--probe").must()
    assert citus.fetch("SELECT count(*), count(DISTINCT client_id) FROM orders") == [(5001, 2)]
    back(walk, plain)
    assert citus.fetch("SELECT count(*), count(DISTINCT client_id) FROM orders") == [(5001, 2)]
    assert citus.fetch("SELECT count(*) FROM totals") == [(501,)]  # it is refreshed
