"""The cost of isolation: the lock of a key's swap, and queries under row level security beside a tenant written by hand.

    python benchmarks/isolation.py [--rows 10000000] [--tenants 100] [--seconds 2] [--rounds 15]

One run on an embedded PostgreSQL with production's settings measures both. The swap: planner's own journal tells how
long the exclusive lock is held. Beside it, DROP CONSTRAINT and ADD UNIQUE run in one transaction. The queries: pgbench
runs one client with prepared statements. The application's role with its policies takes turns with a role that policies
do not bind, and that writes the tenant into its WHERE. The numbers are medians of the rounds.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from common import BIN, PRODUCTION, confirmed, execute, machine, planner, server, value

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

TENANT = 7

POINT = "\\set id (random(0, :rows / :tenants - 1) * :tenants) + :tenant\n"
QUERIES = {
    "WHERE id = $1": (
        POINT + "SELECT * FROM item WHERE id = :id;",
        POINT + "SELECT * FROM item WHERE id = :id AND client_id = :tenant;",
    ),
    "all rows of the tenant": (
        "SELECT count(*), sum(length(body)) FROM item;",
        "SELECT count(*), sum(length(body)) FROM item WHERE client_id = :tenant;",
    ),
}
"""By name: (the query under row level security, the query with the tenant written by hand)."""


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


def transactions(dsn: str, role: str, script: str, seconds: int, variables: dict[str, int], folder: Path) -> float:
    """Return the transactions per second of one client on the server's socket."""
    file = folder / "query.sql"
    file.write_text(script, encoding="utf-8")
    target = conninfo_to_dict(dsn)
    given = [part for name, number in variables.items() for part in ("-D", f"{name}={number}")]
    environment = os.environ | {"PGOPTIONS": f"-c app.client_id={variables['tenant']}"}
    where = ["-h", str(target.get("host")), "-p", str(target.get("port", 5432)), "-U", role, str(target["dbname"])]
    how = ["-n", "-M", "prepared", "-c", "1", "-T", str(seconds)]
    done = subprocess.run(
        [str(BIN / "pgbench"), *how, *given, "-f", str(file), *where],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None
    return float(found[1])


def check(dsn: str, tenants: int) -> None:
    """Check that both sides see the same rows: without that, the comparison means nothing."""
    counts = set()
    for role, where in ((APP, ""), (FREE, f" WHERE client_id = {TENANT}")):
        options = f"-c app.client_id={TENANT}"
        counts.add(value(make_conninfo(dsn, user=role, options=options), f"SELECT count(*) FROM item{where}"))
    assert len(counts) == 1, counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--tenants", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=2, help="of each round of a query")
    parser.add_argument("--rounds", type=int, default=15)
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
        execute(dsn, "VACUUM (FREEZE, ANALYZE) item", "CHECKPOINT")
        check(dsn, arguments.tenants)
        variables = {"rows": arguments.rows, "tenants": arguments.tenants, "tenant": TENANT}
        print(f"\n{'query':<26} {'policy, ms':>11} {'by hand, ms':>12} {'ratio':>6} {'of the rounds':>16}")
        for title, (secured, plain) in QUERIES.items():
            pairs = []
            for _ in range(arguments.rounds):
                mine = transactions(dsn, APP, secured, arguments.seconds, variables, folder)
                theirs = transactions(dsn, FREE, plain, arguments.seconds, variables, folder)
                pairs.append((1000 / mine, 1000 / theirs))
            ratios = [mine / theirs for mine, theirs in pairs]
            mine, theirs = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
            spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
            print(f"{title:<26} {mine:>11.4f} {theirs:>12.4f} {statistics.median(ratios):>6.2f} {spread:>16}")


if __name__ == "__main__":
    main()
