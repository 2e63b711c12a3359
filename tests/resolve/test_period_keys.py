"""A foreign key with a PERIOD references a span of rows, so it is no path: the plan that takes it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk

pytestmark = pytest.mark.pg(">= 18")
SCHEMA = """
CREATE TABLE clients (id int PRIMARY KEY);
INSERT INTO clients VALUES (1), (2);
CREATE TABLE contracts (id int4range, valid daterange, client_id int NOT NULL REFERENCES clients,
  PRIMARY KEY (id, valid WITHOUT OVERLAPS));
INSERT INTO contracts VALUES ('[1,1]', '[2024-01-01,2025-01-01)', 2);
CREATE TABLE rates (id int PRIMARY KEY, contract int4range NOT NULL, valid daterange NOT NULL,
  FOREIGN KEY (contract, PERIOD valid) REFERENCES contracts (id, PERIOD valid));
INSERT INTO rates VALUES (1, '[1,1]', '[2024-01-01,2025-01-01)');
CREATE FUNCTION client_of_contract(int4range) RETURNS int LANGUAGE sql STABLE
  AS 'SELECT client_id FROM public.contracts WHERE id = $1 LIMIT 1';
"""
PLAN = """version: 1
tenant: {{ table: clients, key: {{ column: id, type: integer }}, column: client_id }}
tables:
  contracts: {{ column: client_id }}
  rates: {{ backfill: {backfill} }}
"""
PATHS = {
    "a foreign key": "{ via: [contract, valid] }",
    "columns that are named": "{ via: [{ columns: [contract, valid], references: contracts, key: [id, valid] }] }",
}


@pytest.mark.parametrize("path", PATHS)
def test_a_key_with_a_period_is_no_path(path: str, database: Database, tmp_path: Path) -> None:
    done = Walk.of(database, tmp_path, PLAN.format(backfill=PATHS[path]), SCHEMA).run("apply").must(3)
    assert "foreign key rates_contract_valid_fkey of rates has a PERIOD" in done.err


def test_a_function_finds_the_tenant_of_a_part_of_the_period(database: Database, tmp_path: Path) -> None:
    plan = PLAN.format(backfill='{ sql: "public.client_of_contract(t.contract)" }')
    walk = Walk.of(database, tmp_path, plan, SCHEMA)
    walk.apply().must()
    database.load("INSERT INTO rates VALUES (2, '[1,1]', '[2024-03-01,2024-04-01)')")
    assert database.fetch("SELECT id, client_id FROM rates ORDER BY id") == [(1, 2), (2, 2)]
