"""Rows that point to rows of their own table: the tenant comes from outside the cycle first."""

from __future__ import annotations

from pathlib import Path

from harness.databases import Database
from harness.runs import Walk

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE shelf (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs);
CREATE TABLE item (id int PRIMARY KEY, shelf int REFERENCES shelf, box int REFERENCES item);
INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO shelf VALUES (1, 'acme'), (2, 'zeta');
INSERT INTO item VALUES (1, 1, NULL), (2, 2, 1), (3, NULL, 2);
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables:
  shelf: { column: org }
  item: { backfill: { via: [{ columns: [shelf] }, { columns: [box] }] } }
"""


def test_the_row_that_disagrees_is_named_once(database: Database, tmp_path: Path) -> None:
    done = Walk.of(database, tmp_path, PLAN, SCHEMA).apply().must(3)
    assert done.err.count("another tenant than its parent") == 1
    assert "box → public.item: (id=2) is zeta, its parent acme" in done.err
