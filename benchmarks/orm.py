"""Editing definition files of many tables: the edit alone, and `planner orm` as a whole process, for each ORM.

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
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from common import confirmed, execute, planner
from planner.orm.registry import BY_NAME
from planner.orm.stage import Stage
from planner.plan.load import load_plan
from planner.run.embedded import embedded_server
from planner.run.orm import edits
from planner.run.project import look, open_reading

ROOT = Path(__file__).parents[1]

DRIZZLE = """
export const table{n} = pgTable('Table{n}', {{
  id: uuid('id').primaryKey().notNull().defaultRandom(),
  createdAt: timestamp('createdAt').notNull(),
  name: text('name').notNull().unique(),
  parentId: uuid('parentId').notNull().references(() => table{parent}.id),
}}, (table) => ({{
  byName: index('Table{n}_createdAt_index').on(table.createdAt),
}}));
"""
SQLALCHEMY = """

class Table{n}(Base):
    __tablename__ = "Table{n}"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    createdAt: Mapped[datetime] = mapped_column(DateTime)
    name: Mapped[str] = mapped_column(Text, unique=True)
    parentId: Mapped[UUID] = mapped_column(ForeignKey("Table{parent}.id"))
"""
DJANGO = """

class Table{n}(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    created = models.DateTimeField(db_column="createdAt")
    name = models.TextField(unique=True)
    parent = models.ForeignKey("Table{parent}", models.PROTECT, db_column="parentId")

    class Meta:
        db_table = "Table{n}"
"""
PRISMA = """
model Table{n} {{
  id        String   @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  createdAt DateTime @db.Timestamp
  name      String   @unique(map: "Table{n}_name_unique")
  parentId  String   @db.Uuid
  parent    Table{parent} @relation("R{n}", fields: [parentId], references: [id], map: "Table{n}_parentId_Table{parent}_id_fk")
{backs}}}
"""
FILES = {
    "drizzle": ("schema.ts", "import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';\n", DRIZZLE),
    "sqlalchemy": ("tables.py", "from sqlalchemy import DateTime, ForeignKey, Text\n", SQLALCHEMY),
    "django": ("models.py", "from uuid import uuid4\n\nfrom django.db import models\n", DJANGO),
    "prisma": ("schema.prisma", 'datasource db {\n  provider = "postgresql"\n}\n', PRISMA),
}
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
        plan = folder / "plan.yaml"
        plan.write_text(PLAN)
        execute(dsn, *(SQL.format(n=n, parent=parent) for n, parent in parents.items()))
        loaded = load_plan(plan)
        with open_reading(loaded, dsn) as connection:
            view = look(connection, loaded)
        for orm, (file, head, table) in FILES.items():
            schema = folder / file
            schema.write_text(head + "".join(_table(table, n, parents) for n in parents))
            alone = [
                _seconds(partial(edits, view, BY_NAME[orm], [schema], Stage.TIGHTEN, None))
                for _ in range(arguments.runs)
            ]
            command = ("orm", str(plan), f"--{orm}", str(schema))
            whole = [confirmed(planner(dsn, *command)).seconds for _ in range(arguments.runs)]
            print(
                f"{arguments.tables} tables, {orm:10} edit {statistics.median(alone):.2f} s, "
                f"planner orm {statistics.median(whole):.2f} s"
            )
        kit = ROOT / ".cache" / "orm" / "node_modules" / ".bin" / "drizzle-kit"
        if kit.exists():
            (folder / "node_modules").symlink_to(kit.parents[1])
            export = [str(kit), "export", "--dialect=postgresql", "--schema=./schema.ts"]
            read = partial(subprocess.run, export, cwd=folder, check=True, capture_output=True)
            reads = [_seconds(read) for _ in range(arguments.runs)]
            print(f"drizzle-kit export of the same file {statistics.median(reads):.2f} s")


def _table(text: str, n: int, parents: Mapping[int, int]) -> str:
    backs = "".join(f'  of{m} Table{m}[] @relation("R{m}")\n' for m, parent in parents.items() if parent == n)
    return text.format(n=n, parent=parents[n], backs=backs)


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
