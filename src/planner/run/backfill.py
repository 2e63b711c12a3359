"""Runs the batches of a backfill: the loop of the psql files, with a cursor, a time target and a way to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from psycopg import errors
from sqlglot import exp

from planner.errors import Blocked
from planner.operations.batches import Batches, Leaf, Window
from planner.operations.guard_sql import BACKFILL_SETTING
from planner.run.interrupt import Interrupt
from planner.run.session import Connection, set_config
from planner.sql import build

CANCEL_AFTER = 5
"""A batch that runs this many times its target is cancelled and halved."""

_CURSOR = """
SELECT next_page, rows_filled FROM planner.backfill
WHERE (schema_name, relation_name, leaf_schema, leaf_name) = (%s, %s, %s, %s)
"""
_ADVANCE = """
INSERT INTO planner.backfill
  (schema_name, relation_name, leaf_schema, leaf_name, next_page, end_page, rows_filled)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (schema_name, relation_name, leaf_schema, leaf_name) DO UPDATE
SET next_page = excluded.next_page, end_page = excluded.end_page, rows_filled = excluded.rows_filled,
  updated_at = pg_catalog.clock_timestamp()
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds, but for `rows`."""

    batch_seconds: float
    pause: float


Progress = Callable[[int, float], None]
"""Rows filled so far in the relation, and the fraction of its pages that is done."""


class BackfillRun:
    """One table, all its leaves. A killed run goes on at the cursor of each leaf; rows it had filled are not NULL any more."""

    def __init__(
        self,
        connection: Connection,
        batches: Batches,
        pace: Pace,
        interrupt: Interrupt,
        progress: Progress,
        retry: Callable[[Callable[[], int]], int],
    ) -> None:
        self.connection = connection
        self.batches = batches
        self.pace = pace
        self.interrupt = interrupt
        self.progress = progress
        self.retry = retry
        self.filled = 0
        self._limited: float | None = None

    def run(self) -> int:
        """Rows filled. Raises Blocked when rows are left that no source has a tenant for, Interrupted between batches."""
        set_config(self.connection, BACKFILL_SETTING, "on")
        try:
            for leaf in self.batches.leaves:
                self._fill(leaf)
                while self.batches.rounds and self._fill(leaf, again=True):
                    pass
            for leaf in self.batches.leaves:
                self._sweep(leaf)
        finally:
            if not self.connection.closed and not self.connection.broken:
                self._limit(None)
                set_config(self.connection, BACKFILL_SETTING, "off")
        return self.filled

    def _fill(self, leaf: Leaf, *, again: bool = False) -> int:
        """One way through the windows of a leaf; the rows that it filled."""
        end = self._pages(leaf)
        page = 0 if again else self._resume(leaf)
        pages = self.batches.window_pages(leaf)
        before = self.filled
        while page < end:
            done, seconds = self._window(leaf, page, min(page + pages, end), end)
            if not done:
                pages = max(1, pages // 2)
                continue
            page = min(page + pages, end)
            self.progress(self.filled, page / end)
            pages = self._adapt(pages, seconds, leaf)
        return self.filled - before

    def _window(self, leaf: Leaf, first: int, end: int, last: int) -> tuple[bool, float]:
        """All passes over a window, each its own transaction; False when one took too long and was cancelled."""
        slowest = 0.0
        for remainder in range(self.batches.stride):
            self.interrupt.check()
            window = Window(build.literal(first), build.literal(end), build.literal(remainder))
            cursor = (end, last) if remainder == self.batches.stride - 1 else None
            self._limit(self.pace.batch_seconds * CANCEL_AFTER if end - first > 1 else None)
            started = time.monotonic()
            try:
                self.filled += self.retry(partial(self._batch, leaf, window, cursor))
            except errors.QueryCanceled:
                if self.interrupt.asked:
                    raise
                return False, 0.0
            slowest = max(slowest, time.monotonic() - started)
            if self.pace.pause:
                time.sleep(self.pace.pause)
        return True, slowest

    def _batch(self, leaf: Leaf, window: Window, cursor: tuple[int, int] | None) -> int:
        """One transaction: the UPDATE of each source, and the cursor with the last pass."""
        rows = 0
        with self.connection.transaction():
            for update in self.batches.updates(leaf.name, window):
                rows += self.connection.execute(build.render(update).encode()).rowcount
            if cursor is not None:
                self.connection.execute(_ADVANCE.encode(), (*self._names(leaf), *cursor, self.filled + rows))
        return rows

    def _sweep(self, leaf: Leaf) -> None:
        """Rows that moved while their page was read, and those that waited for a row of the same table."""
        self._limit(None)
        while missing := self._missing(leaf):
            self.interrupt.check()
            filled = 0
            for update in self.batches.sweeps(leaf.name, build.literal(self.batches.batch_rows)):
                text = build.render(update).encode()
                filled += self.retry(partial(self._rows, text))
            self.filled += filled
            if filled == 0:
                raise Blocked(
                    f"{missing} rows of {leaf.name} have no tenant, and no path leads from them to one",
                    hint="planner apply without --confirm names them; correct them and run the same command again",
                )
            self.progress(self.filled, 1.0)

    def _rows(self, text: bytes) -> int:
        return self.connection.execute(text).rowcount

    def _missing(self, leaf: Leaf) -> int:
        count = build.select(exp.Count(this=exp.Star())).from_(build.table(leaf.name, alias="t", only=True), copy=False)
        count = count.where(build.is_null(build.column(self.batches.column, "t")), copy=False)
        row = self.connection.execute(build.render(count).encode()).fetchone()
        return int(row[0]) if row else 0

    def _adapt(self, pages: int, seconds: float, leaf: Leaf) -> int:
        """Towards the time target, at most doubled, within batch_rows."""
        if seconds <= 0:
            return pages
        wanted = pages * self.pace.batch_seconds / seconds
        return max(1, min(int(wanted), pages * 2, self.batches.window_pages(leaf)))

    def _pages(self, leaf: Leaf) -> int:
        query = "SELECT pg_catalog.pg_relation_size(%s::regclass) / pg_catalog.current_setting('block_size')::bigint"
        row = self.connection.execute(query.encode(), (build.render(build.table(leaf.name)),)).fetchone()
        return int(row[0]) if row else 0

    def _resume(self, leaf: Leaf) -> int:
        row = self.connection.execute(_CURSOR.encode(), self._names(leaf)).fetchone()
        if row is None:
            return 0
        self.filled = max(self.filled, int(row[1]))
        return int(row[0])

    def _names(self, leaf: Leaf) -> tuple[str, str, str, str]:
        relation = self.batches.relation
        return relation.schema, relation.name, leaf.name.schema, leaf.name.name

    def _limit(self, seconds: float | None) -> None:
        """statement_timeout; None for no limit."""
        if seconds != self._limited:
            set_config(self.connection, "statement_timeout", f"{round(seconds * 1000) if seconds else 0}ms")
            self._limited = seconds


@contextmanager
def other_lock_timeout(connection: Connection, seconds: float, normal: float) -> Iterator[None]:
    """Another lock_timeout, in seconds, for statements that queue nobody while they wait; then `normal` again."""
    set_config(connection, "lock_timeout", f"{round(seconds * 1000)}ms")
    try:
        yield
    finally:
        if not connection.closed and not connection.broken:
            set_config(connection, "lock_timeout", f"{round(normal * 1000)}ms")
