"""Keys of types that PostgreSQL does not bring along are compared with the operators of their foreign keys."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.runs import Walk, in_process

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
    with pytest.raises(psycopg.errors.CheckViolation, match="belongs to another tenant"):
        database.load("INSERT INTO leaves (node, tenant) VALUES ('c', 'acme')")
    walk.apply().must()
    walk.verify().must()
    walk.rollback("none").must()
    assert database.dump() == before


def test_the_probe_compares_as_the_keys_do(database: Database, tmp_path: Path) -> None:
    app = database.role(f"{database.name}_app")
    walk = Walk.of(database, tmp_path, PLAN + KEYS.replace("[app]", f"[{app}]"), SCHEMA)
    rights = 'GRANT USAGE ON SCHEMA "My ext", public TO {0}; GRANT SELECT, INSERT, UPDATE, DELETE ON users, nodes, leaves, notes TO {0}'
    database.load(rights.format(app))
    walk.apply().must()
    walk.run("verify", "--probe").must()


def test_the_draft_compares_as_the_keys_do(database: Database) -> None:
    database.load(SCHEMA)
    database.load("""
    CREATE TABLE posts (id int PRIMARY KEY, author "My ext".citext REFERENCES users, org "My ext".citext REFERENCES orgs);
    INSERT INTO posts VALUES (1, 'ANN@X', 'acme'), (2, NULL, 'ZETA'), (3, 'BOB@x', NULL);
    """)
    drafted = in_process("init", "-o", "-", "--root", "orgs", "--dsn", database.dsn).must().out
    assert "TODO" not in next(line for line in drafted.splitlines() if "posts" in line), drafted


COLLATION = "CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
BLIND = """
CREATE DOMAIN slug AS text COLLATE blind;
CREATE TABLE orgs (name {type} PRIMARY KEY);
CREATE TABLE users (id int PRIMARY KEY, org {type} NOT NULL REFERENCES orgs DEFERRABLE);
CREATE TABLE posts (id int PRIMARY KEY, author int NOT NULL REFERENCES users, org {type} REFERENCES orgs);
INSERT INTO orgs VALUES ('Acme'), ('zeta');
INSERT INTO users VALUES (1, 'ACME'), (2, 'zeta');
INSERT INTO posts VALUES (1, 1, 'acme'), (2, 2, NULL);
"""
OF_BLIND = """
version: 1
tenant: {{ table: orgs, key: {{ column: name, type: {type} }}, column: tenant }}
tables:
  users: {{ backfill: {{ via: org }} }}
  posts: {{ backfill: {{ via: [{{ columns: [author] }}, {{ columns: [org] }}] }} }}
keys: {{ foreign_keys: composite }}
"""


@pytest.mark.parametrize(("written", "type_"), [("text COLLATE blind", "text"), ("slug", "public.slug")])
def test_a_key_whose_collation_ignores_case(database: Database, tmp_path: Path, written: str, type_: str) -> None:
    """Two spellings of one tenant are no conflict, and a key with such a collation is referenced by the same alone."""
    try:
        database.load(COLLATION)
    except psycopg.errors.FeatureNotSupported:
        pytest.skip("this server is built without ICU, so no collation ignores case")
    walk = Walk.of(database, tmp_path, OF_BLIND.format(type=type_), BLIND.format(type=written))
    before = database.dump()
    walk.apply("--phase", "add,backfill").must()
    database.load("INSERT INTO users VALUES (3, 'acmE'); INSERT INTO posts VALUES (3, 3, 'ACME'), (4, 3, NULL)")
    with pytest.raises(psycopg.errors.CheckViolation, match="two tenants"):
        database.load("INSERT INTO posts VALUES (5, 3, 'zeta')")
    walk.apply().must()
    walk.verify().must()
    assert database.value("SELECT string_agg(lower(tenant), ' ' ORDER BY id) FROM posts") == "acme zeta acme acme"
    walk.rollback("none").must()
    assert database.dump() == before


def test_tenant_columns_have_the_collation_of_the_key(database: Database, tmp_path: Path) -> None:
    schema = """
    CREATE DOMAIN slug AS text COLLATE "POSIX";
    CREATE TABLE orgs (name slug PRIMARY KEY);
    CREATE TABLE users (id int PRIMARY KEY, org text COLLATE "C" NOT NULL REFERENCES orgs DEFERRABLE);
    CREATE TABLE posts (id int PRIMARY KEY, author int NOT NULL REFERENCES users, org slug REFERENCES orgs);
    INSERT INTO orgs VALUES ('acme'), ('zeta');
    INSERT INTO users VALUES (1, 'acme'), (2, 'zeta');
    INSERT INTO posts VALUES (1, 1, 'acme'), (2, 2, NULL);
    """
    walk = Walk.of(database, tmp_path, OF_BLIND.format(type="public.slug"), schema)
    before = database.dump()
    walk.apply("--phase", "add,backfill").must()
    database.load("INSERT INTO users VALUES (3, 'zeta'); INSERT INTO posts VALUES (3, 3, 'zeta')")
    walk.apply().must()
    assert walk.diff().code == 0
    walk.verify().must()
    collations = (
        "SELECT array_agg(DISTINCT attcollation::regcollation::text) FROM pg_attribute WHERE attname = 'tenant'"
    )
    assert database.value(f"{collations} AND attrelid IN ('users'::regclass, 'posts'::regclass)") == ['"POSIX"']
    walk.rollback("none").must()
    assert database.dump() == before
