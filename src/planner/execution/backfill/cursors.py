"""Where a backfill stands, in planner.backfill: a table's pages in parts, each with the page that comes next.

A part's cursor is written in the transaction of its batch, so a killed run goes on exactly where it was.
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
"""Pages; a smaller table is not worth a second worker."""


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
        connection.execute(_SQL["cursor_advance"], (*names, self.first, page, self.end, self.filled + rows))


def pages(connection: Connection, leaf: QName) -> int:
    """The size of a leaf now."""
    return int(connection.value(_SQL["pages"], (build.render(build.table(leaf)),)))


def parts(connection: Connection, batches: Batches, workers: int) -> Iterator[Part]:
    """The parts of a table: those on record and what has grown since, or new ones, as many as there are workers.

    New parts are put on record at once, so that a run with another number of workers finds the same ones.
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
