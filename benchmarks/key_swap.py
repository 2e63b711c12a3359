"""The lock of a key's swap: replace UNIQUE (email) by UNIQUE (client_id, email), by planner and by hand.

    python benchmarks/key_swap.py [--rows 10000000] [--tenants 100]

One run on an embedded PostgreSQL with production's settings. planner's own journal tells how long the exclusive lock is
held. Beside it, DROP CONSTRAINT and ADD UNIQUE run in one transaction.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import psycopg

from common import PRODUCTION, confirmed, execute, machine, planner, server, value

APP, FREE = "bench_app", "bench_free"
"""The application's role, and a role with BYPASSRLS."""

PLAN = f"""
version: 1
tenant: {{ table: clients, key: {{ column: id, type: integer }}, column: client_id }}
tables:
  item: {{ column: client_id }}
keys: {{ unique: per_tenant, primary_key: keep }}
rls: {{ setting: app.client_id, roles: [{APP}], ignore_roles: [{FREE}] }}
"""


def fill(dsn: str, rows: int, tenants: int) -> None:
    """Insert rows of all tenants side by side, in the order in which time would bring them."""
    execute(
        dsn,
        "CREATE TABLE clients (id integer PRIMARY KEY)",
        f"INSERT INTO clients SELECT n FROM generate_series(0, {tenants - 1}) n",
        "CREATE TABLE item (id bigint PRIMARY KEY, email text NOT NULL, body text NOT NULL,"
        " client_id integer NOT NULL REFERENCES clients)",
        "INSERT INTO item SELECT n, n || '@example.org', 'a row of some text, number ' || n, "
        f"n % {tenants} FROM generate_series(0, {rows - 1}) n",
        "ALTER TABLE item ADD CONSTRAINT item_email_key UNIQUE (email)",
        "CREATE INDEX item_client_id_idx ON item (client_id)",
        f"CREATE ROLE {APP} LOGIN",
        f"CREATE ROLE {FREE} LOGIN BYPASSRLS",
        f"GRANT SELECT ON item TO {APP}, {FREE}",
        "VACUUM (FREEZE, ANALYZE) item",
        "CHECKPOINT",
    )


def swap(dsn: str) -> float:
    """Return the milliseconds for which the transaction that swapped the key held its locks."""
    held = value(
        dsn,
        "SELECT max(held.lock_hold_ms) FROM planner.step AS held JOIN planner.step AS swap USING (run, segment) "
        "WHERE swap.step LIKE '%.swap.%'",
    )
    assert isinstance(held, float)
    return held


def swap_by_hand(dsn: str) -> float:
    """Return the milliseconds for which the same change in two statements locks out writers and readers."""
    with psycopg.connect(dsn) as connection:
        connection.execute("ALTER TABLE item DROP CONSTRAINT item_email_key")
        started = time.perf_counter()
        connection.execute("ALTER TABLE item ADD CONSTRAINT by_hand UNIQUE (client_id, email)")
        held = (time.perf_counter() - started) * 1000
        connection.rollback()
    return held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--tenants", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, server(PRODUCTION) as dsn:
        folder = Path(name)
        for key, told in machine(dsn).items():
            print(f"{key}: {told}")
        plan = folder / "plan.yaml"
        plan.write_text(PLAN, encoding="utf-8")
        fill(dsn, arguments.rows, arguments.tenants)
        by_hand = swap_by_hand(dsn)
        confirmed(planner(dsn, "apply", str(plan), "--confirm"))
        held = swap(dsn)
        print(f"\nswap of a unique key at {arguments.rows} rows, exclusive lock held:")
        print(f"  planner {held:.1f} ms, by hand {by_hand:.0f} ms, ratio {held / by_hand:.5f}")


if __name__ == "__main__":
    main()
