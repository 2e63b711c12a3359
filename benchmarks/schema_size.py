"""The growth of `planner diff` with the number of tables, and the cost of `planner --help` beyond starting Python.

    python benchmarks/schema_size.py [--tables 100,1000,10000] [--runs 3]

The numbers are medians of whole processes for each size, on an embedded PostgreSQL. The same run measures the time of
`python -c pass`, and of pg_dump --schema-only of the same database.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from common import BIN
from planner.run.embedded import embedded_server

COLUMNS = ", ".join(f"c{n} text" for n in range(3))


def load(dsn: str, tables: int) -> None:
    """Load the tables. A tenth are roots, and every other table has a foreign key to a root, an index and a UNIQUE."""
    roots = max(1, tables // 10)
    with psycopg.connect(dsn, autocommit=True) as connection:
        for start in range(0, tables, 500):
            statements = []
            for n in range(start, min(start + 500, tables)):
                statements.append(
                    f"CREATE TABLE t{n} (id bigint PRIMARY KEY, parent_id bigint NOT NULL DEFAULT 0, {COLUMNS})"
                )
                statements.append(f"CREATE UNIQUE INDEX ON t{n} (c0)")
                statements.append(f"CREATE INDEX ON t{n} (parent_id)")
                if n >= roots:
                    statements.append(f"ALTER TABLE t{n} ADD FOREIGN KEY (parent_id) REFERENCES t{n % roots} (id)")
            connection.execute(";".join(statements).encode())
        connection.execute("ANALYZE pg_class")


def plan(folder: Path, tables: int, roots: int) -> Path:
    """Return the plan. `roots` tables have a constant tenant; the other tables take it from their parent."""
    lines = ["version: 1", "tenant:", "  table: clients", "  key: { column: id, type: text }"]
    lines += ["  default: { id: default, values: { name: Default } }", "  column: client_id", "tables:"]
    for n in range(tables):
        source = "constant: default" if n < roots else "via: parent_id"
        lines.append(f"  t{n}: {{ backfill: {{ {source} }} }}")
    file = folder / f"plan-{tables}-{roots}.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(command: list[str], runs: int, environment: dict[str, str]) -> tuple[float, float]:
    """Return the median wall and CPU seconds, after one run that is not counted."""
    walls, cpus = [], []
    for run in range(runs + 1):
        before, clock = cpu(), time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        if run:
            walls.append(time.perf_counter() - clock)
            cpus.append(cpu() - before)
    return statistics.median(walls), statistics.median(cpus)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", default="100,1000,10000")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    planner = [sys.executable, "-m", "planner"]
    environment = dict(os.environ)
    _, bare = measure([sys.executable, "-c", "pass"], arguments.runs * 3, environment)
    _, helped = measure([*planner, "--help"], arguments.runs * 3, environment)
    print(f"planner --help: {(helped - bare) * 1000:.0f} ms of CPU beyond the {bare * 1000:.0f} ms of python -c pass")
    print(
        f"{'tables':>7} {'tenant':>9} {'diff s':>8} {'cpu s':>7} {'ms/table':>9} {'pg_dump -s s':>13} {'diff/pg_dump':>13}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for tables in (int(number) for number in arguments.tables.split(",")):
            with embedded_server() as dsn:
                load(dsn, tables)
                environment["PLANNER_DSN"] = dsn
                dump, _ = measure([str(BIN / "pg_dump"), "--schema-only", dsn], 1, environment)
                for kind, roots in (("constant", tables), ("derived", max(1, tables // 10))):
                    file = plan(Path(folder), tables, roots)
                    wall, used = measure([*planner, "diff", str(file)], arguments.runs, environment)
                    each = wall / tables * 1000
                    print(
                        f"{tables:>7} {kind:>9} {wall:>8.2f} {used:>7.2f} {each:>9.2f} {dump:>13.2f} {wall / dump:>13.2f}"
                    )


if __name__ == "__main__":
    main()
