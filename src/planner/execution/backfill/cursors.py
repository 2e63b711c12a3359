"""Where a backfill stands, in planner.backfill: a table's pages in parts, each with the page that comes next.

A part's cursor is written in the transaction of its batch, so a killed run goes on exactly where it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.execution.session import Connection
from planner.names import QName
from planner.rows.batches import WINDOW_PAGES, Batches, Leaf
from planner.sql import build

SMALLEST_PART = 4 * WINDOW_PAGES
"""Pages; a smaller table is not worth a second worker."""

_READ = """
SELECT first_page, next_page, end_page, rows_filled FROM planner.backfill
WHERE (schema_name, relation_name, leaf_schema, leaf_name) = (%s, %s, %s, %s) ORDER BY first_page
"""
_ADVANCE = """
INSERT INTO planner.backfill
  (schema_name, relation_name, leaf_schema, leaf_name, first_page, next_page, end_page, rows_filled)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (schema_name, relation_name, leaf_schema, leaf_name, first_page) DO UPDATE
SET next_page = excluded.next_page, rows_filled = excluded.rows_filled, updated_at = pg_catalog.clock_timestamp()
"""
_PAGES = "SELECT pg_catalog.pg_relation_size(%s::regclass) / pg_catalog.current_setting('block_size')::bigint"


@dataclass(slots=True)
class Part:
    """Pages `first` up to but not including `end` of a leaf; `next` is the first that is not done, `filled` in rows."""

    batches: Batches
    leaf: Leaf
    first: int
    next: int
    end: int
    filled: int = 0

    @property
    def relation(self) -> QName:
        return self.batches.relation

    def done(self, page: int, rows: int) -> None:
        self.next = page
        self.filled += rows

    def save(self, connection: Connection, page: int, rows: int) -> None:
        """The cursor as it will be once the transaction that is open is committed."""
        names = (self.relation.schema, self.relation.name, self.leaf.name.schema, self.leaf.name.name)
        connection.execute(_ADVANCE.encode(), (*names, self.first, page, self.end, self.filled + rows))


def pages(connection: Connection, leaf: QName) -> int:
    """The size of a leaf now."""
    row = connection.execute(_PAGES.encode(), (build.render(build.table(leaf)),)).fetchone()
    return int(row[0]) if row else 0


def parts(connection: Connection, batches: Batches, workers: int) -> Iterator[Part]:
    """The parts of a table: those on record and what has grown since, or new ones, as many as there are workers.

    New parts are put on record at once, so that a run with another number of workers finds the same ones.
    """
    for leaf in batches.leaves:
        names = (batches.relation.schema, batches.relation.name, leaf.name.schema, leaf.name.name)
        found = [Part(batches, leaf, *row) for row in connection.execute(_READ.encode(), names).fetchall()]
        start, end = max((part.end for part in found), default=0), pages(connection, leaf.name)
        if start < end:
            several = 1 if found or batches.rounds else min(workers, max(1, (end - start) // SMALLEST_PART))
            size = -(-(end - start) // several)
            new = [Part(batches, leaf, f, f, min(f + size, end)) for f in range(start, end, size)]
            with connection.transaction():
                for part in new:
                    part.save(connection, part.next, 0)
            found += new
        yield from found
