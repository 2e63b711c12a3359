"""Editing a Drizzle schema file of many tables: the edit alone, and `planner orm` as a whole process.

    python benchmarks/orm.py [--tables 120] [--runs 5]

On an embedded PostgreSQL with the same tables; medians. Beside them, for scale, how long `drizzle-kit export` takes to read the
same file where node and drizzle-kit are in .cache/orm (make test-orm).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from common import confirmed, execute, planner
from planner.orm.wanted import Stage
from planner.plan.load import load_plan
from planner.run.embedded import embedded_server
from planner.run.orm import drizzle
from planner.run.project import look, open_reading

ROOT = Path(__file__).parents[1]

HEAD = "import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';\n"
TABLE = """
export const table{n} = pgTable('Table{n}', {{
  id: uuid('id').primaryKey().notNull().defaultRandom(),
  createdAt: timestamp('createdAt').notNull(),
  name: text('name').notNull().unique(),
  parentId: uuid('parentId').notNull().references(() => table{parent}.id),
}}, (table) => ({{
  byName: index('Table{n}_createdAt_index').on(table.createdAt),
}}));
"""
SQL = """
CREATE TABLE "Table{n}" (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), "createdAt" timestamp NOT NULL,
  name text NOT NULL CONSTRAINT "Table{n}_name_unique" UNIQUE,
  "parentId" uuid NOT NULL CONSTRAINT "Table{n}_parentId_Table{parent}_id_fk" REFERENCES "Table{parent}")
"""
PLAN = """
version: 1
unlisted: scope
tenant:
  table: Clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
keys: { unique: per_tenant, foreign_keys: composite }
naming: drizzle
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=120)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    parents = {n: max(0, n - 1 - n % 7) for n in range(arguments.tables)}
    with tempfile.TemporaryDirectory() as name, embedded_server() as dsn:
        folder = Path(name)
        schema, plan = folder / "schema.ts", folder / "plan.yaml"
        schema.write_text(HEAD + "".join(TABLE.format(n=n, parent=parent) for n, parent in parents.items()))
        plan.write_text(PLAN)
        execute(dsn, *(SQL.format(n=n, parent=parent) for n, parent in parents.items()))
        loaded = load_plan(plan)
        with open_reading(loaded, dsn) as connection:
            view = look(connection, loaded)
        edits = [_seconds(lambda: drizzle(view, [schema], Stage.TIGHTEN)) for _ in range(arguments.runs)]
        whole = [
            confirmed(planner(dsn, "orm", str(plan), "--drizzle", str(schema))).seconds for _ in range(arguments.runs)
        ]
        print(
            f"{arguments.tables} tables: edit {statistics.median(edits):.2f} s, planner orm {statistics.median(whole):.2f} s"
        )
        kit = ROOT / ".cache" / "orm" / "node_modules" / ".bin" / "drizzle-kit"
        if kit.exists():
            (folder / "node_modules").symlink_to(kit.parents[1])
            command = [str(kit), "export", "--dialect=postgresql", "--schema=./schema.ts"]
            reads = [
                _seconds(lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True))
                for _ in range(arguments.runs)
            ]
            print(f"drizzle-kit export of the same file {statistics.median(reads):.2f} s")


def _seconds(action: object) -> float:
    assert callable(action)
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
