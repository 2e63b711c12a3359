"""A constant tenant: the cost of add and backfill at 1 row and at many, beside the UPDATE of the usual guide.

    python benchmarks/constant_tenant.py [--rows 10000000] [--runs 3]

One run on an embedded PostgreSQL measures both. `planner apply --phase add,backfill --confirm` runs as a whole process,
and the numbers are medians. The guide's ADD COLUMN and UPDATE run once on the large table. The WAL bytes are the
difference of pg_current_wal_insert_lsn after and before.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import psycopg

from common import confirmed, planner, wal
from planner.run.embedded import embedded_server

PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  item: { backfill: { constant: default } }
"""


def fill(dsn: str, rows: int) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS item")
        connection.execute("CREATE TABLE item (id bigint PRIMARY KEY, body text NOT NULL)")
        connection.execute(
            "INSERT INTO item SELECT n, 'a row of some text, number ' || n FROM generate_series(1, %s) n", (rows,)
        )
        connection.execute("VACUUM ANALYZE item")
        connection.execute("CHECKPOINT")


def measure(dsn: str, plan: Path, runs: int) -> tuple[float, float, int]:
    """Return the median seconds, their spread, and the WAL bytes of the last run."""
    seconds, written = [], 0
    for _ in range(runs):
        before = wal(dsn)
        seconds.append(confirmed(planner(dsn, "apply", str(plan), "--phase", "add,backfill", "--confirm")).seconds)
        written = wal(dsn) - before
        confirmed(planner(dsn, "rollback", str(plan), "--to", "none", "--confirm", "--allow", "data-loss"))
    return statistics.median(seconds), max(seconds) - min(seconds), written


def guide(dsn: str) -> tuple[float, int]:
    """Run ADD COLUMN, then one UPDATE over all rows."""
    before, started = wal(dsn), time.perf_counter()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ALTER TABLE item ADD COLUMN client_id text")
        connection.execute("UPDATE item SET client_id = 'default'")
    return time.perf_counter() - started, wal(dsn) - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{'':<28} {'rows':>12} {'seconds':>8} {'spread':>7} {'WAL kB':>10}")
    with tempfile.TemporaryDirectory() as folder, embedded_server() as dsn:
        plan = Path(folder) / "plan.yaml"
        plan.write_text(PLAN, encoding="utf-8")
        results = []
        for rows in (1, arguments.rows):
            fill(dsn, rows)
            seconds, spread, written = measure(dsn, plan, arguments.runs)
            results.append(seconds)
            print(f"{'planner add and backfill':<28} {rows:>12} {seconds:>8.2f} {spread:>7.2f} {written / 1024:>10.0f}")
        by_hand, written = guide(dsn)
        print(f"{'ADD COLUMN and UPDATE':<28} {arguments.rows:>12} {by_hand:>8.2f} {'':>7} {written / 1024:>10.0f}")
    print(f"many rows / one row: {results[1] / results[0]:.2f}; planner / by hand: {results[1] / by_hand:.3f}")


if __name__ == "__main__":
    main()
