"""Keep the cursors of a backfill in planner.backfill: the parts of a table's pages, each with its next page.

The transaction of a batch also writes the part's cursor, so a new run continues exactly where a killed run stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.execution.connection import Connection
from planner.names import QName
from planner.rows.batches import WINDOW_PAGES, Batches, Leaf
from planner.sql import build
from planner.sql.queries import queries

_SQL = queries("planner.execution.backfill")

SMALLEST_PART = 4 * WINDOW_PAGES
"""Pages. For a smaller part, a second worker is not worth its cost."""


@dataclass(slots=True)
class Part:
    """Pages `first` up to but not including `end` of a leaf.

    `next` is the first page that is not done; `filled` counts rows.
    """

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
        """Write the cursor within the open transaction, as it will be after the commit."""
        names = (self.relation.schema, self.relation.name, self.leaf.name.schema, self.leaf.name.name)
        connection.execute(_SQL["cursor_advance"], (*names, self.first, page, self.end, self.filled + rows))


def pages(connection: Connection, leaf: QName) -> int:
    """Return the number of pages of a leaf now."""
    return int(connection.value(_SQL["pages"], (build.render(build.table(leaf)),)))


def parts(connection: Connection, batches: Batches, workers: int) -> Iterator[Part]:
    """Yield the parts of a table: the recorded parts and the pages added since, or one new part for each worker.

    New parts are recorded at once, so that a run with another number of workers finds the same parts.
    """
    for leaf in batches.leaves:
        names = (batches.relation.schema, batches.relation.name, leaf.name.schema, leaf.name.name)
        found = [Part(batches, leaf, *row) for row in connection.fetch(_SQL["cursor_read"], names)]
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
