"""A shop with names of any case, made multi-tenant on a coordinator, and distributed by hand as the phase distribute does."""

from __future__ import annotations

from pathlib import Path

from harness.citus import CitusDatabase
from harness.runs import Walk

SCHEMA = """
CREATE TABLE country (code text PRIMARY KEY);
CREATE TABLE "User" (id bigint PRIMARY KEY, email text UNIQUE, country text REFERENCES country);
CREATE TABLE "Order" (id bigint PRIMARY KEY, "userId" bigint NOT NULL REFERENCES "User", total int);
CREATE TABLE job (id bigint PRIMARY KEY, note text);
INSERT INTO country VALUES ('de'), ('fr');
INSERT INTO "User" SELECT n, 'u' || n, 'de' FROM generate_series(1, 8) AS n;
INSERT INTO "Order" SELECT n, n % 8 + 1, n FROM generate_series(1, 40) AS n;
GRANT SELECT, INSERT, UPDATE, DELETE ON "User", "Order", country TO {app};
"""
PLAN = """
version: 1
target: {{ dialect: citus, shard_count: 4 }}
tenant:
  table: clients
  key: {{ column: id, type: text }}
  default: {{ id: acme, values: {{ name: Acme }} }}
  column: client_id
tables:
  User: {{}}
  Order: {{ backfill: {{ via: userId }} }}
  country: {{ kind: reference }}
  job: {{ kind: exempt, reason: infrastructure }}
keys: {{ unique: per_tenant, primary_key: composite, foreign_keys: composite }}
transition: {{ drop: {drop} }}
rls: {{ setting: app.client_id, roles: [{app}] }}
"""
TENANCY = ("--phase", "add,backfill,tighten")


def shop(citus: CitusDatabase, folder: Path, app: str, *, drop: str = "tighten") -> Walk:
    """Load the schema for a new role, and write the plan."""
    citus.role(app)
    return Walk.of(citus, folder, PLAN.format(app=app, drop=drop), SCHEMA.format(app=app))


def distribute(citus: CitusDatabase) -> None:
    """Distribute the finished shop: foreign keys out of the way, then back."""
    keys = citus.fetch(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1, 2"
    )
    for table, name, _ in keys:
        citus.load(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for reference in ("clients", "country"):
        citus.load(f"SELECT create_reference_table('{reference}')")
    citus.load("""SELECT create_distributed_table('"User"', 'client_id', shard_count => 4, colocate_with => 'none')""")
    citus.load("""SELECT create_distributed_table('"Order"', 'client_id', colocate_with => '"User"')""")
    for table, name, definition in keys:
        citus.load(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for table in ("clients", "country", '"User"', '"Order"'):
        citus.load(f"SELECT truncate_local_data_after_distributing_table('{table}')")
