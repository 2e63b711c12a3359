"""The disk space and WAL that the dry-run promises, against what a run takes, for rows of several widths.

    python benchmarks/estimates.py [--rows 20000] [--widths 100,1500,2500] [--indexes 0,3]

The server has production's settings. A factor is what was taken, divided by what was promised.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from common import PRODUCTION, confirmed, execute, planner, server, value, wal

SCHEMA = """
CREATE TABLE orgs (id int PRIMARY KEY);
INSERT INTO orgs SELECT generate_series(1, 20);
CREATE TABLE users (id int PRIMARY KEY, org_id int NOT NULL REFERENCES orgs);
INSERT INTO users SELECT i, 1 + i % 20 FROM generate_series(1, 1000) AS i;
CREATE TABLE rows (id bigint PRIMARY KEY, user_id int NOT NULL REFERENCES users, {columns}, made timestamptz DEFAULT now());
INSERT INTO rows SELECT i, 1 + i % 1000, {values} FROM generate_series(1, {rows}) AS i;
"""
PLAN = """version: 1
tenant: { table: orgs, key: { column: id, type: integer }, column: org_id }
tables:
  users: { backfill: { via: org_id } }
  rows: { backfill: { via: user_id } }
"""
SIZES = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ('rows', 'users')"
UNITS = {"bytes": 1, "kB": 1024, "MB": 1024**2, "GB": 1024**3}
PARTS = 5


def schema(width: int, rows: int, indexes: int) -> list[str]:
    """Return statements that load rows of this many bytes, in columns that no TOAST table takes."""
    each = max(1, (width - 60) // PARTS)
    text = f"substr(repeat(md5(i::text), {each // 32 + 1}), 1, {each})"
    columns = ", ".join(f"c{n} text STORAGE PLAIN" for n in range(PARTS))
    made = SCHEMA.format(columns=columns, values=", ".join([text] * PARTS), rows=rows)
    made += "; ".join(
        f"CREATE INDEX ON rows (c{n}, made)" if width < 1000 else "CREATE INDEX ON rows (made)" for n in range(indexes)
    )
    return [*filter(str.strip, made.split(";")), "VACUUM ANALYZE"]


def promised(text: str) -> tuple[float, float]:
    """Return the bytes of disk space and WAL that the dry-run names."""
    found = re.search(r"up to (\d+) (\w+) more on disk, (\d+) (\w+) of WAL", text)
    assert found is not None, text
    return int(found[1]) * UNITS[found[2]], int(found[3]) * UNITS[found[4]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--widths", default="100,1500,2500")
    parser.add_argument("--indexes", default="0,3")
    arguments = parser.parse_args()
    print(f"{'':>14} {'disk: promised, taken, factor':>32} {'WAL: promised, taken, factor':>32}  (MB)")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.yaml"
        file.write_text(PLAN, encoding="utf-8")
        for width in map(int, arguments.widths.split(",")):
            for indexes in map(int, arguments.indexes.split(",")):
                with server(PRODUCTION) as dsn:
                    execute(dsn, *schema(width, arguments.rows, indexes), "CHECKPOINT")
                    disk, log = promised(confirmed(planner(dsn, "apply", str(file))).stderr)
                    size, written = int(str(value(dsn, SIZES))), wal(dsn)
                    confirmed(planner(dsn, "apply", str(file), "--confirm"))
                    grown, logged = int(str(value(dsn, SIZES))) - size, wal(dsn) - written
                    mb = 1024**2
                    print(
                        f"{width:>6} {indexes:>7} {disk / mb:>16.1f} {grown / mb:>7.1f} {grown / disk:>7.2f} "
                        f"{log / mb:>16.1f} {logged / mb:>7.1f} {logged / log:>7.2f}"
                    )


if __name__ == "__main__":
    main()
