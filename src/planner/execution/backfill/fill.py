"""Do the work of one worker: fill the windows of a part in strided passes, and sweep the rows that are left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol, TypeVar

from sqlglot import exp

from planner.errors import Blocked
from planner.execution.backfill.cursors import Part, pages
from planner.execution.backfill.horizon import pin
from planner.execution.backfill.newcomers import Newcomers
from planner.execution.backfill.pace import CANCEL_AFTER, Pace, Passes, adapted
from planner.execution.connection import Connection
from planner.execution.failures import Cancelled, LockNotGot
from planner.execution.unknown_encoding import encoded
from planner.names import QName
from planner.rows.batches import PASSES, WINDOW_PAGES, Batches, From, Leaf, Window
from planner.rows.chains import FILLED, chained, fill_chains_alone
from planner.rows.search_path import RUN_DEFERRED, with_triggers_under
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.sql.queries import queries

_SQL = queries("planner.execution.backfill")

SWEEP_PAGES = 4096
"""The number of pages that one query of the sweep reads."""

MOST_ATTEMPTS = 3
"""Attempts at a window with a locked row. After these, the window is left to the sweep."""

T = TypeVar("T")


class Gate(Protocol):
    """The gate that a worker passes between two transactions."""

    def pass_through(self, leaf: QName) -> None:
        """Return when the next transaction, on `leaf`, may begin. Raise Interrupted when the run shall stop."""
        ...

    def note(self, text: str) -> None: ...


Retry = Callable[[Callable[[], T], int | None], T]
"""Runs a transaction or a query again when it did not get a lock.

The second argument is the highest number of attempts; None means until lock_deadline.
"""


@dataclass(slots=True)
class Worker:
    """A worker, which fills a table, or the tables of a cycle together, on one connection."""

    connection: Connection
    pace: Pace
    gate: Gate
    retry: Retry[int]
    progress: Callable[[Part], None]
    application_path: str
    """The search_path that triggers of the application find their tables by."""
    newcomers: Newcomers
    _limited: float | None = -1.0
    """The statement_timeout that this worker has set. Another worker may have left its own on the session."""
    _texts: dict[tuple[QName, From], list[bytes]] = field(default_factory=dict)

    def fill(self, part: Part) -> int:
        """Fill a part from its cursor to its end, and return the number of filled rows.

        Raise Interrupted between batches.
        """
        passes = Passes.begin(part.batches.rows_per_page(part.leaf), indexed=part.batches.indexed, passes=PASSES)
        window = most = part.batches.window_pages(part.leaf, passes.count)
        before = part.filled
        while part.next < part.end:
            end = min(part.next + window, part.end)
            seconds = self._window(part, end, passes)
            if seconds is None:
                window = max(1, window // 2)
                continue
            self.progress(part)
            most = part.batches.window_pages(part.leaf, passes.count)
            window = adapted(window, seconds, self.pace.batch_seconds, most)
        return part.filled - before

    def sweep(self, tables: Sequence[Batches]) -> int:
        """Fill the rows that the windows missed, and return their number.

        Such rows moved while their page was read, were locked, or waited for another row of these tables. The sweep
        works in rounds until no row is left or a round fills none. After a round that filled fewer rows than are left,
        it climbs their chains. Then it uses the tables' last sources, and then the quarantine. Raise Blocked when rows
        are left and the table has no quarantine.
        """
        filled, climb = 0, chained(tables)
        while True:
            again, left = self._round(tables, From.SOURCES)
            filled += again
            if not left:
                return filled
            if climb and left > again:
                climbed = sum(self._climb(tables, part) for part in self._pages(tables))
                filled, climb = filled + climbed, climbed > 0
                again += climbed
            if again:
                continue
            again, left = self._round([table for table in tables if table.last], From.LAST)
            filled += again
            if not again:
                self._leave(tables)
                return filled
            climb = chained(tables)

    def _pages(self, tables: Sequence[Batches]) -> Iterator[Part]:
        """Yield the pages of these tables that hold rows without a tenant."""
        return (part for table in tables for part in self._ranges(table) if self._left(part))

    def _climb(self, tables: Sequence[Batches], part: Part) -> int:
        """Fill the rows of a part, and the rows that they lead to.

        The block of each window commits by itself, so new triggers and rules are looked for before it begins.
        """
        filled = 0
        for first in range(part.first, part.end, WINDOW_PAGES):
            window = Window(build.literal(first), build.literal(min(first + WINDOW_PAGES, part.end)))
            path = build.literal(self.application_path)
            statement = ddl.do_block(fill_chains_alone(tables, part.leaf.name, window, path))

            def climb(statement: Node = statement) -> int:
                for table in tables:
                    for leaf in table.leaves:
                        self._counted(table, leaf)
                self.connection.execute(statement)
                return int(self.connection.value(_SQL["filled"], (FILLED,)))

            self.gate.pass_through(part.leaf.name)
            self._limit(None)
            filled += self.retry(climb, None)
        return filled

    def _round(self, tables: Sequence[Batches], source: From) -> tuple[int, int]:
        """Return the number of filled rows and the number of rows that are left."""
        again = left = 0
        for part in self._pages(tables):
            again += self._range(part, source)
            left += self._left(part)
        return again, left

    def _leave(self, tables: Sequence[Batches]) -> None:
        for table in tables:
            for part in self._ranges(table):
                left = self._left(part)
                if left and table.leftovers is None:
                    raise Blocked(
                        f"{left} rows of {part.leaf.name} have no tenant, and no path leads from them to one",
                        hint="planner apply without --confirm names them; correct them and run the same command again",
                    )
                if left:
                    self._range(part, From.LEFTOVERS)
                    self.gate.note(f"{part.leaf.name}: {left} rows without a tenant are in quarantine: planner resolve")

    def _ranges(self, table: Batches) -> Iterator[Part]:
        """Yield the pages of a table's leaves, in parts of at most SWEEP_PAGES."""
        for leaf in table.leaves:
            end = self.retry(partial(pages, self.connection, leaf.name), None)
            step = SWEEP_PAGES if table.can.ctid_range_scan else max(1, end)
            for first in range(0, end, step):
                self.gate.pass_through(leaf.name)
                yield Part(table, leaf, first, first, min(first + step, end))

    def _left(self, part: Part) -> int:
        """Return the number of rows without a tenant. Wait for a lock that blocks reading."""
        return self.retry(partial(self._missing, part), None)

    def _range(self, part: Part, source: From) -> int:
        """Fill the pages of a part in one pass each, without a cursor."""
        part = replace(part, filled=0)
        window = part.batches.window_pages(part.leaf, 1)
        while part.next < part.end:
            end = min(part.next + window, part.end)
            done = self._batch(part, _Numbers(part.next, end, 0, 1), end, source=source)
            if done is None:
                window = max(1, window // 2)
                continue
            part.done(end, done.rows)
        return part.filled

    def _window(self, part: Part, end: int, passes: Passes) -> float | None:
        """Run all passes over a window, each in its own transaction.

        Return the seconds of the slowest pass, or None when a pass was cancelled.
        """
        slowest, seen = 0.0, _Updates()
        count = passes.count
        for remainder in range(count):
            page = end if remainder == count - 1 else part.next
            done = self._batch(part, _Numbers(part.next, end, remainder, count), page)
            if done is None:
                return None
            part.done(page, done.rows)
            slowest, seen = max(slowest, done.seconds), seen + done.seen
        self._follow(part, passes, seen)
        return slowest

    def _batch(self, part: Part, numbers: _Numbers, page: int, source: From | None = None) -> _Done | None:
        """Run one transaction: the UPDATE of each source, and the cursor.

        Return None when the transaction took too long and was cancelled. Without `source`, the batch belongs to the
        first run over the pages, which has a cursor. A window whose rows stay locked is then left to the sweep after
        some attempts.
        """
        cursor = source is None
        texts = self._statements(part, source or From.SOURCES)
        path = () if source is From.LEFTOVERS else (self.application_path,)
        parameters = (*numbers.parameters(), *path)
        self.gate.pass_through(part.leaf.name)
        self._limit(self.pace.batch_seconds * CANCEL_AFTER if numbers.end - numbers.first > 1 else None)
        started = time.monotonic()
        seen = _Updates()

        def transaction() -> int:
            nonlocal started, seen
            started = time.monotonic()
            rows = 0
            with self.connection.transaction():
                before = after = self._counted(part.batches, part.leaf)
                for text in texts:
                    rows += self.connection.execute_numbered(text, parameters)
                    if part.leaf.deferred:
                        self.connection.execute(RUN_DEFERRED)
                    after = self._counted(part.batches, part.leaf)
                seen = after - before
                if cursor:
                    part.save(self.connection, page, rows)
            return rows

        try:
            rows = self.retry(transaction, MOST_ATTEMPTS if cursor else None)
        except Cancelled:
            return None
        except LockNotGot:
            if not cursor:
                raise
            self.gate.note(
                f"{part.leaf.name}: rows in pages {numbers.first} to {numbers.end} are locked; coming back to them"
            )
            if page > part.next:
                part.save(self.connection, page, 0)
            rows = 0
        seconds = time.monotonic() - started
        if self.pace.pause:
            time.sleep(self.pace.pause)
        return _Done(rows, seconds, seen)

    def _statements(self, part: Part, source: From) -> list[bytes]:
        """Return the statements for each window. They are rendered once; the numbers go in as parameters."""
        key = (part.leaf.name, source)
        if key not in self._texts:
            first, end, remainder, passes = (
                build.cast(exp.Parameter(this=exp.Literal.number(n)), "bigint") for n in range(1, 5)
            )
            path = exp.Parameter(this=exp.Literal.number(5))
            nodes = part.batches.statements(source, part.leaf.name, Window(first, end, remainder, passes))
            if source is not From.LEFTOVERS:
                nodes = (with_triggers_under(path, node) for node in nodes)
            self._texts[key] = [encoded(build.render(node)) for node in nodes]
        return self._texts[key]

    def _counted(self, table: Batches, leaf: Leaf) -> _Updates:
        """Return the counters of this transaction, and empty the search_path for the statements that follow.

        Between two transactions the server hands the counters on at any moment, and they begin anew. Raise Blocked when
        the UPDATE runs a trigger or a rule that planner has not looked at.
        """
        row = self.connection.row(_SQL["updates"], (table.column, build.render(build.table(leaf.name))))
        if row is None:
            return _Updates()
        self.newcomers.check(leaf, row[3], row[4])
        return _Updates(*row[:2])

    def _follow(self, part: Part, passes: Passes, seen: _Updates) -> None:
        """Adapt the number of passes to the share of heap-only updates in this session's counters."""
        if seen.updated and passes.follow(seen.hot / seen.updated):
            why = pin(self.connection)
            self.gate.note(
                f"{part.leaf.name}: the space of old rows is not reused, so the table grows while it is filled; "
                + (f"held back by {why}" if why else "its pages are full and its rows have grown")
            )

    def _missing(self, part: Part) -> int:
        """Return the number of rows without a tenant in these pages."""
        source = build.table(part.leaf.name, alias="t", only=True)
        query = build.select(exp.Count(this=exp.Star())).from_(source, copy=False)
        window = Window(build.literal(part.first), build.literal(part.end))
        null = build.is_null(build.column(part.batches.column, "t"))
        query = query.where(build.and_(window.range(), null), copy=False)
        self._limit(None)
        return int(self.connection.value(query))

    def _limit(self, seconds: float | None) -> None:
        """Set statement_timeout in seconds; None for no limit."""
        if seconds != self._limited:
            self.connection.set("statement_timeout", f"{round(seconds * 1000) if seconds else 0}ms")
            self._limited = seconds


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The parameters of an UPDATE."""

    first: int
    end: int
    remainder: int
    passes: int

    def parameters(self) -> tuple[int, int, int, int]:
        return self.first, self.end, self.remainder, self.passes


@dataclass(frozen=True, slots=True)
class _Updates:
    """The number of updated rows, and of heap-only updates among them (same page, no new index entries)."""

    updated: int = 0
    hot: int = 0

    def __add__(self, other: _Updates) -> _Updates:
        return _Updates(self.updated + other.updated, self.hot + other.hot)

    def __sub__(self, other: _Updates) -> _Updates:
        return _Updates(self.updated - other.updated, self.hot - other.hot)


@dataclass(frozen=True, slots=True)
class _Done:
    rows: int
    seconds: float
    seen: _Updates
