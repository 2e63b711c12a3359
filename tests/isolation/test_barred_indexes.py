"""planner's verdict on an index is the server's: under policies a condition is in an index scan, or it is not."""

from __future__ import annotations

from pathlib import Path

import psycopg

from harness.applications import Roles
from harness.catalogs import relation
from harness.databases import Database
from harness.runs import Walk
from planner.operations.barred_indexes import is_pattern

SCHEMA = """
CREATE TABLE orgs (id int PRIMARY KEY);
CREATE TYPE state AS ENUM ('a', 'b');
CREATE TABLE item (
    id int PRIMARY KEY, a text, b int, at timestamptz, n numeric, s state, u uuid, tags text[], data jsonb, words tsvector,
    place point, span int4range, org_id int NOT NULL REFERENCES orgs
);
CREATE INDEX by_a ON item (a);
CREATE INDEX by_pattern ON item (a text_pattern_ops);
CREATE INDEX by_lower ON item (lower(a));
CREATE INDEX by_b ON item (b);
CREATE INDEX by_at ON item (at);
CREATE INDEX by_n ON item (n);
CREATE INDEX by_s ON item (s);
CREATE INDEX by_u ON item USING hash (u);
CREATE INDEX by_tags ON item USING gin (tags);
CREATE INDEX by_data ON item USING gin (data);
CREATE INDEX by_words ON item USING gin (words);
CREATE INDEX by_span ON item USING gist (span);
CREATE INDEX by_place ON item USING gist (place);
INSERT INTO orgs VALUES (1), (2);
INSERT INTO item (id, a, org_id) SELECT n, 'a' || n, 1 + n % 2 FROM generate_series(1, 100) AS n;
"""

PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: integer }, column: org_id }
tables: { item: { column: org_id } }
keys: { index: follow }
rls: { setting: app.org, roles: [APP] }
"""

CONDITIONS = {
    "by_a": "a = 'x'",
    "by_pattern": "a LIKE 'x%'",
    "by_lower": "lower(a) = 'x'",
    "by_b": "b > 3",
    "by_at": "at < now()",
    "by_n": "n = 1",
    "by_s": "s = 'a'",
    "by_u": "u = '00000000-0000-0000-0000-000000000000'",
    "by_tags": "tags @> ARRAY['x']",
    "by_data": "data @> '{}'",
    "by_words": "words @@ 'x'::tsquery",
    "by_span": "span && int4range(1, 2)",
}


def scans(app: psycopg.Connection, condition: str, order: str = "") -> str:
    """Return the conditions and orders of the index scans in the server's plan."""
    rows = app.execute(f"EXPLAIN SELECT * FROM item WHERE {condition} {order}".encode()).fetchall()
    return "\n".join(line for (line,) in rows if "Index Cond:" in line or "Order By:" in line or "Index Scan" in line)


def test_conditions_that_the_server_keeps_out_of_an_index(database: Database, roles: Roles, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN.replace("APP", roles.app), SCHEMA)
    database.load(f"GRANT SELECT ON item TO {roles.app}")
    walk.apply().must()
    told = walk.verify().must().out
    indexes = {index.name: index.columns[0] for index in relation(walk.catalog(), "item").indexes}
    barred = {name for name in CONDITIONS if indexes[name].leaks or is_pattern(indexes[name])}
    assert barred == {"by_pattern", "by_lower", "by_n", "by_s", "by_tags", "by_data", "by_words", "by_span"}
    assert {name for name in CONDITIONS if f"can use {name} (" in told} == barred
    database.load("ANALYZE item")
    with database.connect(user=roles.app) as app:
        app.execute("SET app.org = '1'; SET enable_seqscan = off")
        for name, condition in CONDITIONS.items():
            column = indexes[name].name or indexes[name].definition
            used = any(f"({column} " in line or f"(({column} " in line or f" ({column}" in line or f"{column}) =" in line
                       for line in scans(app, condition).splitlines() if "Index Cond:" in line)  # fmt: skip
            assert used is (name not in barred), (name, scans(app, condition))
        assert "place <-> " in scans(app, "true", "ORDER BY place <-> point(0, 0) LIMIT 3")
        assert "'y'" not in scans(app, "a LIKE 'x%'")
        if app.info.server_version >= 150000:
            assert "'y'::text" in scans(app, "a ^@ 'x'"), "a range of the index, from x to y"


def test_the_extension_makes_a_copy_of_an_index_of_another_method(
    database: Database, roles: Roles, tmp_path: Path
) -> None:
    walk = Walk.of(database, tmp_path, PLAN.replace("APP", roles.app), SCHEMA)
    database.load(f"GRANT SELECT ON item TO {roles.app}")
    before = database.dump()
    plan = walk.text()
    walk.write(plan.replace("index: follow", "index: true")).apply().must()
    assert database.value("SELECT to_regclass('item_org_id_idx')") is not None
    walk.write(plan).apply().must()
    assert database.value("SELECT to_regclass('item_org_id_idx')") is None, "a copy begins with the tenant"
    assert "CREATE EXTENSION btree_gist" in walk.verify().must().out
    walk.rollback().must()
    assert database.dump() == before
    database.load("CREATE EXTENSION btree_gist")
    walk.apply().must()
    copy = database.value("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%gist (org_id, place)'")
    assert copy is not None
    assert "CREATE EXTENSION" not in walk.verify().must().out
    assert walk.diff("--exit-code").code == 0
