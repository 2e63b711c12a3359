"""Keys of types that PostgreSQL does not bring along are compared with the operators of their foreign keys."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.runs import Walk

SCHEMA = """
CREATE SCHEMA "My ext"; CREATE EXTENSION citext SCHEMA "My ext"; CREATE EXTENSION ltree SCHEMA "My ext";
CREATE DOMAIN mail AS "My ext".citext CHECK (value LIKE '%@%');
CREATE TABLE orgs (slug "My ext".citext PRIMARY KEY);
CREATE TABLE users (email mail PRIMARY KEY, org "My ext".citext NOT NULL REFERENCES orgs);
CREATE TABLE nodes (path "My ext".ltree PRIMARY KEY, owner "My ext".citext NOT NULL REFERENCES users);
CREATE TABLE leaves (id serial PRIMARY KEY, node "My ext".ltree NOT NULL REFERENCES nodes);
CREATE TABLE notes (id serial PRIMARY KEY, kind "My ext".citext NOT NULL, of text NOT NULL, at "My ext".ltree);
INSERT INTO orgs VALUES ('Acme'), ('zeta');
INSERT INTO users VALUES ('Ann@x', 'ACME'), ('bob@x', 'Zeta');
INSERT INTO nodes VALUES ('a', 'ann@x'), ('a.b', 'BOB@X');
INSERT INTO leaves (node) VALUES ('a'), ('a.b');
INSERT INTO notes (kind, of, at) VALUES ('Node', 'a', 'a'), ('LEAF', '2', 'a.b');
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: slug, type: '"My ext".citext' }, column: tenant }
tables:
  users: { backfill: { via: org } }
  nodes: { backfill: { via: owner } }
  leaves: { backfill: { via: node } }
  notes:
    backfill:
      via: [{ columns: [at], references: nodes, key: [path] }]
      on_orphan: quarantine
"""
KEYS = """
keys: { unique: per_tenant, foreign_keys: composite, primary_key: composite }
rls: { setting: app.tenant, roles: [app] }
"""
TENANTS = """
SELECT string_agg(tenant::text, ' ' ORDER BY kind, id) FROM (
  SELECT 1, email::text, tenant FROM users UNION ALL SELECT 2, path::text, tenant FROM nodes
  UNION ALL SELECT 3, id::text, tenant FROM leaves UNION ALL SELECT 4, id::text, tenant FROM notes) AS rows (kind, id, tenant)
"""


def test_operators_of_the_key_are_used_wherever_they_are(database: Database, tmp_path: Path) -> None:
    """An application that writes a key in another case gets the tenant of the parent."""
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    before = database.dump()
    walk.apply("--phase", "add").must()
    walk.apply("--phase", "backfill").must()
    database.load("INSERT INTO users VALUES ('cy@x', 'acme'); INSERT INTO nodes VALUES ('c', 'CY@X')")
    database.load("INSERT INTO leaves (node) VALUES ('c'); UPDATE nodes SET owner = 'Bob@x' WHERE path::text = 'c'")
    assert database.value(TENANTS).lower() == "acme zeta acme acme zeta zeta acme zeta zeta acme zeta"
    with pytest.raises(psycopg.errors.CheckViolation, match="belongs to tenant"):
        database.load("INSERT INTO leaves (node, tenant) VALUES ('c', 'acme')")
    walk.apply().must()
    walk.verify().must()
    walk.rollback("none").must()
    assert database.dump() == before
