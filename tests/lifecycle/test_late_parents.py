"""Paths through DEFERRABLE foreign keys: a row may be there before its parent, and has its tenant at the end."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.runs import Walk
from planner.catalog.fingerprint import Fingerprint
from planner.run.saved import save
from planner.target.phase import Phase

LATE = "DEFERRABLE INITIALLY DEFERRED"
SCHEMA = f"""
CREATE TABLE clients (id int PRIMARY KEY);
CREATE TABLE customers (id int PRIMARY KEY, client int NOT NULL REFERENCES clients {LATE});
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers {LATE});
CREATE TABLE lines (id int NOT NULL, of int NOT NULL REFERENCES orders {LATE}, PRIMARY KEY (id, of)) PARTITION BY HASH (id);
CREATE TABLE lines_0 PARTITION OF lines FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE lines_1 PARTITION OF lines FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE notes (id int PRIMARY KEY, line int NOT NULL, of int NOT NULL, FOREIGN KEY (line, of) REFERENCES lines);
INSERT INTO clients VALUES (1), (2);
INSERT INTO customers SELECT n, n % 2 + 1 FROM generate_series(1, 9) AS n;
INSERT INTO orders SELECT n, n FROM generate_series(1, 9) AS n;
INSERT INTO lines SELECT n, n FROM generate_series(1, 9) AS n;
INSERT INTO notes SELECT n, n, n FROM generate_series(1, 9) AS n;
"""
PLAN = """
version: 1
tenant: { table: clients, key: { column: id, type: integer }, column: tenant }
tables:
  customers: { backfill: { via: client } }
  orders: { backfill: { via: customer } }
  lines: { backfill: { via: of } }
  notes: { backfill: { via: [{ columns: [line, of] }] } }
keys: { foreign_keys: composite }
"""
ROWS = """
INSERT INTO lines VALUES (50, 50), (51, 50); INSERT INTO notes VALUES (50, 50, 50); INSERT INTO orders VALUES (50, 50);
UPDATE lines SET of = 50 WHERE id = 51; INSERT INTO customers VALUES (50, 3); INSERT INTO clients VALUES (3);
"""
ORDER_FIRST = "INSERT INTO orders VALUES (60, 60); INSERT INTO lines VALUES (60, 60, 2)"
SETTLE = "zzz_planner_guard_settle"
BROKEN = {
    f"DROP TRIGGER {SETTLE} ON orders; CREATE CONSTRAINT TRIGGER {SETTLE} AFTER INSERT OR UPDATE ON orders FOR EACH ROW "
    "WHEN (current_setting('planner.unsettled', true) = 'on' AND current_setting('planner.settling', true) IS DISTINCT FROM 'on') "
    "EXECUTE FUNCTION orders_planner_guard_settle()": "fires at once, and not at the end of the transaction",
    f"DROP TRIGGER {SETTLE} ON orders; CREATE CONSTRAINT TRIGGER {SETTLE} AFTER INSERT OR UPDATE ON orders {LATE} "
    "FOR EACH ROW WHEN (false) EXECUTE FUNCTION orders_planner_guard_settle()": f"{SETTLE} fires WHEN false",
    "ALTER FUNCTION orders_planner_guard_settle() SECURITY INVOKER": "SECURITY INVOKER",
}
"""What is wrong with the trigger that looks at rows again, by what verify says of it."""
OF_50 = """
SELECT array_agg(tenant) FROM (
  SELECT tenant FROM customers WHERE id = 50 UNION ALL SELECT tenant FROM orders WHERE id = 50
  UNION ALL SELECT tenant FROM lines WHERE of = 50 UNION ALL SELECT tenant FROM notes WHERE of = 50) AS rows
"""


def test_rows_before_their_parents_have_their_tenant_at_the_end(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    before = database.dump()
    with walk.looking() as (_, view):
        add = [segment for segment in view.diff().segments if segment.steps[0].phase is Phase.ADD]
        expected = save(add, view.catalog).segments[-1].after
    walk.apply("--phase", "add").must()
    assert Fingerprint.of(walk.catalog()).hex == expected  # a saved plan goes on from here
    database.load(ROWS)
    assert database.value(OF_50) == [3, 3, 3, 3, 3]
    for orders in ("INSERT INTO lines VALUES (60, 60, 2); INSERT INTO orders VALUES (60, 60)", ORDER_FIRST):
        with pytest.raises(psycopg.errors.CheckViolation, match="another tenant than the one that was given"):
            database.load(f"{orders}; INSERT INTO customers VALUES (60, 1)")
    assert "late-parent" in walk.diff("--full").must(2).out
    walk.apply().must()
    walk.verify().must()
    late = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND condeferred AND conparentid = 0 AND conrelid = '{}'::regclass"
    assert [database.value(late.format(name)) for name in ("customers", "orders", "lines")] == [2, 1, 1]
    database.load("INSERT INTO orders VALUES (70, 70, 1); INSERT INTO customers VALUES (70, 1, 1)")
    for broken, words in BROKEN.items():
        database.load(broken)
        assert words in walk.verify().must(2).out
        walk.apply().must()
        walk.verify().must()
    walk.rollback("none").must()
    assert database.dump() == before
