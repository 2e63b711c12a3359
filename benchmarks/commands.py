"""The seconds of each command on a schema of 500 tables, and of the backfill of a deep self reference.

    python benchmarks/commands.py [--tables 250,500] [--levels 4000,20000]

For the schema: the wall and CPU seconds of whole processes, and the CPU seconds in those of `planner diff`. For the
self reference: the wall seconds of `planner apply --confirm`, and of the same rows without depth.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from common import confirmed, execute, planner
from planner.run.embedded import embedded_server
from schema_size import cpu as cpu_seconds
from schema_size import load, measure, plan

TREE = """
CREATE TABLE tenants (id int PRIMARY KEY);
INSERT INTO tenants VALUES (1), (2);
CREATE TABLE tree (id int PRIMARY KEY, up int REFERENCES tree, home int REFERENCES tenants, place int);
INSERT INTO tree SELECT i, {up}, CASE WHEN i = 1 THEN 1 END, i FROM generate_series(1, {rows}) AS i {order};
ANALYZE;
"""
TREE_PLAN = """version: 1
tenant: { table: tenants, key: { column: id, type: integer }, column: tenant_id }
tables: { tree: { backfill: { via: [{ columns: [up] }, { columns: [home] }] } } }
"""
SHAPES = {
    "flat": ("CASE WHEN i > 1 THEN 1 END", ""),
    "deep": ("CASE WHEN i > 1 THEN i - 1 END", ""),
    "deep, from the end": ("CASE WHEN i > 1 THEN i - 1 END", "ORDER BY i DESC"),
    "deep, shuffled": ("CASE WHEN i > 1 THEN i - 1 END", "ORDER BY hashint4(i)"),
}


def commands(tables: int, folder: Path) -> None:
    """Print the seconds of each command on a schema of `tables` tables."""
    with embedded_server() as dsn:
        load(dsn, tables)
        environment = os.environ | {"PLANNER_DSN": dsn}
        file = str(plan(folder, tables, max(1, tables // 10)))
        base = 0.0
        for name, *arguments in (
            ("diff", file), ("render", file, "--out", str(folder / f"sql{tables}")), ("apply", file),
            ("init", "-o", "-"), ("apply", file, "--confirm"),
            ("verify", file), ("verify", file, "--probe"),
        ):  # fmt: skip
            command = [sys.executable, "-m", "planner", name, *arguments]
            if "--confirm" in arguments:
                before = cpu_seconds()
                wall = confirmed(planner(dsn, name, *arguments)).seconds
                cpu = cpu_seconds() - before
            else:
                wall, cpu = measure(command, 1, environment)
            base = base or cpu
            flags = " ".join(one for one in arguments if one.startswith("--"))
            print(f"{tables:>6} tables, {name} {flags}: {wall:.2f} s, {cpu:.2f} s of CPU, {cpu / base:.1f} x diff")


def depth(levels: int, folder: Path) -> None:
    """Print the seconds of the backfill of a chain of `levels` rows, in several orders of the rows."""
    for name, (up, order) in SHAPES.items():
        with embedded_server() as dsn:
            execute(dsn, *filter(str.strip, TREE.format(rows=levels, up=up, order=order).split(";")))
            file = folder / "tree.yaml"
            file.write_text(TREE_PLAN, encoding="utf-8")
            ended = confirmed(planner(dsn, "apply", str(file), "--confirm"))
            print(f"{levels:>6} rows, {name}: {ended.seconds:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", default="250,500")
    parser.add_argument("--levels", default="4000,20000")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for levels in filter(None, arguments.levels.split(",")):
            depth(int(levels), Path(folder))
        for tables in filter(None, arguments.tables.split(",")):
            commands(int(tables), Path(folder))


if __name__ == "__main__":
    main()
