"""The tenant of the one row that references a row: a mapping of a column that planner adds is refused with the path."""

from __future__ import annotations

from pathlib import Path

from harness.databases import Database
from harness.runs import Walk

SCHEMA = """
CREATE TABLE clients (id int PRIMARY KEY);
INSERT INTO clients VALUES (1), (2);
CREATE TABLE docs (id int PRIMARY KEY, client int NOT NULL REFERENCES clients);
CREATE TABLE contents (id int PRIMARY KEY, body text);
CREATE TABLE items (id int PRIMARY KEY, doc int NOT NULL REFERENCES docs, content int NOT NULL UNIQUE REFERENCES contents);
INSERT INTO docs VALUES (1, 1), (2, 2);
INSERT INTO contents VALUES (10), (20);
INSERT INTO items VALUES (1, 1, 20), (2, 2, 10);
"""
PLAN = """version: 1
tenant: {{ table: clients, key: {{ column: id, type: integer }}, column: client_id }}
tables:
  docs: {{ backfill: {{ via: client }} }}
  items: {{ backfill: {{ via: doc }} }}
  contents: {{ backfill: {{ {backfill} }} }}
"""


def test_the_remedy_is_a_path_that_works(database: Database, tmp_path: Path) -> None:
    mapping = "mapping: { table: items, join: { content: id }, value: client_id }"
    path = "via: [{ columns: [id], references: items, key: [content] }]"
    walk = Walk.of(database, tmp_path, PLAN.format(backfill=mapping), SCHEMA)
    walk.run("apply").said(1, "items has no column 'client_id'", path)
    walk.write(PLAN.format(backfill=path)).apply().must()
    assert database.fetch("SELECT id, client_id FROM contents ORDER BY id") == [(10, 2), (20, 1)]
