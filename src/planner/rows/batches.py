"""The UPDATE of a backfill, cut into windows of pages; apply and the psql files run the same nodes in their own loops.

A window is a range of pages, taken in strided passes: pass j updates the rows whose place in their page is
j modulo the number of passes, and commits; the last pass takes what is left. A later pass then reuses the space that
an earlier one freed, so updates stay heap-only and the table hardly grows. A sweep at the end finds rows that moved
while the windows were read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from sqlglot import exp

from planner.names import QName
from planner.rows.path_sql import matches
from planner.rows.quarantine import Leftovers
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import Slot, templates
from planner.target.postgres import Capabilities
from planner.tenancy.model import Path

PASSES = 8
"""Passes over a window to begin with; apply follows the share of heap-only updates from there."""
WINDOW_PAGES = 512
_TUPLES_PER_PAGE = 291
"""MaxHeapTuplesPerPage at 8 kB blocks (src/include/access/htup_details.h)."""

_SQL = templates("planner.rows", "batches.sql")


@dataclass(frozen=True, slots=True)
class Assign:
    """Every row gets this value: a constant, or an expression over the row `t`."""

    value: Node
    where: Node | None = None
    """Only rows `t` for which this holds."""
    never_null: bool = False


@dataclass(frozen=True, slots=True)
class FromPath:
    """A row gets the tenant of the row that a path leads to."""

    path: Path
    unless: tuple[Path, ...] = ()
    """Only rows that none of these leads to another tenant."""
    where: Node | None = None
    """Only parents `p` for which this holds."""


Source = Assign | FromPath


class From(Enum):
    """Which of a table's statements fill a window."""

    SOURCES = "sources"
    LAST = "last"
    LEFTOVERS = "leftovers"


@dataclass(frozen=True, slots=True)
class Window:
    """Pages `first` up to but not including `end`, and pass `remainder` of `passes` over them.

    The last pass takes every row that the others left. None for `passes` takes all rows at once.
    """

    first: Node
    end: Node
    remainder: Node | None = None
    passes: Node | None = None

    def where(self, can: Capabilities) -> Node:
        """The condition on `t.ctid`. Ranges of ctid are index-like from 14 on; before, single ctids are."""
        return self.range() if can.ctid_range_scan else self._points()

    def range(self) -> Node:
        """As a range, whatever the server: before 14 that reads the whole table."""
        if self.remainder is None or self.passes is None:
            return _SQL["pages"].fill(first=self.first, end=self.end)
        return _SQL["pass"].fill(first=self.first, end=self.end, remainder=self.remainder, passes=self.passes)

    def _points(self) -> Node:
        places = [build.literal(1), build.literal(_TUPLES_PER_PAGE)]
        if self.remainder is not None and self.passes is not None:
            places = [exp.Add(this=self.remainder.copy(), expression=places[0]), places[1], self.passes.copy()]
        series = build.call("generate_series", *places)
        return _SQL["points"].fill(first=self.first, end=self.end, places=series)


@cache
def example_window(can: Capabilities) -> Node:
    """A window for people, with names where apply and the files put numbers and variables."""
    window = Window(*(build.column(name) for name in ("first_page", "end_page", "remainder", "passes")))
    return exp.Paren(this=build.phrase(window.where(can)))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A table that holds rows, with its estimated size in pages and rows."""

    name: QName
    pages: int
    rows: int


def _leads_nowhere_else(path: Path, tenant: Node) -> Node:
    """`path` leads to no other tenant than this one."""
    points = matches(path, "t", "q")
    return _SQL["leads_nowhere_else"].fill(parent=path.source, tenant=path.tenant, points=points, value=tenant)


@dataclass(frozen=True, slots=True)
class Batches:
    """What to fill, and from where; sources are tried in order for rows that are still NULL."""

    relation: QName
    column: str
    leaves: tuple[Leaf, ...]
    sources: tuple[Source, ...]
    can: Capabilities
    batch_rows: int
    """Upper limit of rows in one transaction."""
    last: tuple[Source, ...] = ()
    """Tried where nothing else fills a row any more."""
    leftovers: Leftovers | None = None
    """Where rows go that nothing fills; None stops the run."""
    rounds: bool = False
    """Rows take their tenant from each other: go round until a round fills nothing."""
    indexed: bool = False
    """An index has the column already, so that no update of it can be heap-only."""

    def rows_per_page(self, leaf: Leaf) -> float:
        """By the estimate at hand; the most that fit where there is none."""
        return max(1.0, leaf.rows / leaf.pages) if leaf.pages else float(_TUPLES_PER_PAGE)

    def window_pages(self, leaf: Leaf, passes: int = PASSES) -> int:
        """Pages of a window, so that one pass stays within `batch_rows`."""
        return max(passes, min(WINDOW_PAGES, int(self.batch_rows * passes / self.rows_per_page(leaf))))

    def statements(self, what: From, leaf: QName, window: Window) -> Iterator[Node]:
        """One UPDATE for each source, or the INSERT of what is left, restricted to the window."""
        where = window.where(self.can)
        match what:
            case From.SOURCES:
                yield from (self._update(leaf, source, where.copy()) for source in self.sources)
            case From.LAST:
                yield from (self._update(leaf, source, where.copy()) for source in self.last)
            case From.LEFTOVERS if self.leftovers is not None:
                yield self.leftovers.insert(leaf, where)

    def example(self) -> Iterator[Node]:
        """The UPDATEs of a window as people are shown them."""
        leaf = self.leaves[0].name if self.leaves else self.relation
        return (self._update(leaf, source, example_window(self.can)) for source in (*self.sources, *self.last))

    def sweeps(self, what: From, leaf: QName, limit: Node) -> Iterator[Node]:
        """One UPDATE per source, of at most `limit` rows that are still NULL and have a tenant to get, wherever they lie."""
        for source in self.sources if what is From.SOURCES else self.last:
            slots: dict[str, Slot] = {"leaf": leaf, "missing": self._missing(source), "limit": limit}
            match source:
                case Assign():
                    rows = _SQL["swept"].fill(**slots)
                case FromPath(path):
                    rows = _SQL["swept_from_parent"].fill(parent=path.source, **slots)
            yield self._update(leaf, source, rows)

    def _update(self, leaf: QName, source: Source, rows: Node) -> Node:
        column, missing = build.column(self.column), self._missing(source)
        slots: dict[str, Slot] = {"leaf": leaf, "column": column, "rows": rows, "missing": missing}
        match source:
            case Assign(value):
                return _SQL["assign"].fill(value=value, **slots)
            case FromPath(path):
                return _SQL["assign_from_parent"].fill(parent=path.source, tenant=path.tenant, **slots)

    def _missing(self, source: Source) -> Node:
        """The row has no tenant yet, and this source has one for it."""
        null = build.is_null(build.column(self.column, "t"))
        match source:
            case Assign(value, where, never_null):
                conditions = [] if never_null else [build.is_not_null(value.copy())]
                conditions += [where.copy()] if where is not None else []
                return build.and_(null, *conditions)
            case FromPath(path, unless, where):
                tenant = build.column(path.tenant, "p")
                others = [_leads_nowhere_else(other, tenant) for other in unless]
                others += [where.copy()] if where is not None else []
                return build.and_(null, matches(path, "t", "p"), build.is_not_null(tenant), *others)
