"""The UPDATEs of a backfill, cut into windows of pages. apply and the psql files run the same SQL in their own loops.

A window is a range of pages, which several passes fill. Pass j updates the rows whose place in their page is j modulo
the number of passes, and commits. The last pass updates all rows that are left; on PostgreSQL 13 it leaves them to the
sweep. A later pass reuses the space that an
earlier pass freed, so updates stay heap-only and the table hardly grows. A sweep at the end finds rows that moved while
the windows were read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from sqlglot import exp

from planner.names import EQUALS, QName
from planner.rows.path_sql import matches
from planner.rows.quarantine import Leftovers
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import Slot, templates
from planner.target.postgres import Capabilities
from planner.tenancy.model import Path

PASSES = 8
"""The number of passes over the first window. apply then adapts the number to the share of heap-only updates."""
WINDOW_PAGES = 512
_TUPLES_PER_PAGE = 291
"""MaxHeapTuplesPerPage at 8 kB blocks (src/include/access/htup_details.h)."""

_SQL = templates("planner.rows", "batches.sql")


@dataclass(frozen=True, slots=True)
class Assign:
    """A source that gives every row this value: a constant, or an expression over the row `t`."""

    value: Node
    where: Node | None = None
    """A condition on the row `t`: only rows for which it holds get the value."""
    never_null: bool = False


@dataclass(frozen=True, slots=True)
class FromPath:
    """A source that gives a row the tenant of the parent that a path leads to."""

    path: Path
    unless: tuple[Path, ...] = ()
    """Other paths: only rows that none of these paths leads to another tenant get the value."""
    where: Node | None = None
    """A condition on the parent `p`: only parents for which it holds give their tenant."""
    equals: QName = EQUALS
    """The operator that compares two tenants."""


Source = Assign | FromPath


class From(Enum):
    """The statements of a table that fill a window: the sources, the last sources, or the quarantine of leftovers."""

    SOURCES = "sources"
    LAST = "last"
    LEFTOVERS = "leftovers"


@dataclass(frozen=True, slots=True)
class Window:
    """The pages from `first` up to but not including `end`, and pass number `remainder` of `passes` over them.

    The last pass takes every row that the other passes left. On PostgreSQL 13 every pass takes its own places alone. If
    `passes` is None, one pass takes all rows.
    """

    first: Node
    end: Node
    remainder: Node | None = None
    passes: Node | None = None

    def where(self, can: Capabilities) -> Node:
        """Return the condition on `t.ctid`: a range of pages, or every place in them on servers that can't scan a range."""
        return self.range() if can.ctid_range_scan else self._points()

    def range(self) -> Node:
        """Return the condition as a range of ctids, which reads the whole table before PostgreSQL 14."""
        if self.remainder is None or self.passes is None:
            return _SQL["pages"].fill(first=self.first, end=self.end)
        return _SQL["pass"].fill(first=self.first, end=self.end, remainder=self.remainder, passes=self.passes)

    def _points(self) -> Node:
        """Return the condition as an array of ctids, for PostgreSQL 13: every place that a row of these pages can have.

        PostgreSQL 13 reads the pages of single ctids (TID scan), but would read the whole table for a range of them. A
        pass takes the places `remainder + 1`, then every `passes`-th place. So the last pass does not take what the other
        passes left: the sweep finds these rows.
        """
        places = [build.literal(1), build.literal(_TUPLES_PER_PAGE)]
        if self.remainder is not None and self.passes is not None:
            places = [exp.Add(this=self.remainder.copy(), expression=places[0]), places[1], self.passes.copy()]
        series = build.call("generate_series", *places)
        return _SQL["points"].fill(first=self.first, end=self.end, places=series)


@cache
def example_window(can: Capabilities) -> Node:
    """Return the condition of a window for people, with names in place of numbers and variables."""
    window = Window(*(build.column(name) for name in ("first_page", "end_page", "remainder", "passes")))
    return exp.Paren(this=build.phrase(window.where(can)))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A table that holds rows, with its estimated size in pages and rows."""

    name: QName
    pages: int
    rows: int
    triggers: frozenset[str] = frozenset()
    """The triggers that an UPDATE fires, as planner has looked at them."""
    deferred: bool = False
    """Triggers of the application wait for COMMIT. They must run while the search_path is still the application's."""


def _leads_nowhere_else(path: Path, tenant: Node, equals: QName) -> Node:
    """Return the condition that `path` leads to no other tenant than `tenant`."""
    points = matches(path, "t", "q")
    differs = build.ne(build.column(path.tenant, "q"), tenant, equals)
    return _SQL["leads_nowhere_else"].fill(parent=path.source, points=points, differs=differs)


@dataclass(frozen=True, slots=True)
class Batches:
    """The table to fill, and its sources. planner tries the sources in order, for rows that are still NULL."""

    relation: QName
    column: str
    leaves: tuple[Leaf, ...]
    sources: tuple[Source, ...]
    can: Capabilities
    batch_rows: int
    """The largest number of rows in one transaction."""
    type: str
    """The type of a tenant's key."""
    last: tuple[Source, ...] = ()
    """The sources that planner tries when no other source fills any more rows."""
    leftovers: Leftovers | None = None
    """The quarantine of rows that no source fills. If it is None, such a row stops the run."""
    rounds: bool = False
    """Rows take their tenant from each other, so planner repeats the fill until a round fills nothing."""
    chained: tuple[Path, ...] = ()
    """The paths to rows of these tables that `planner.rows.chains` climbs."""
    indexed: bool = False
    """An index contains the column already, so no update of the column can be heap-only."""

    def rows_per_page(self, leaf: Leaf) -> float:
        """Return the rows per page by the catalog's estimate, or the largest possible number without an estimate."""
        return max(1.0, leaf.rows / leaf.pages) if leaf.pages else float(_TUPLES_PER_PAGE)

    def window_pages(self, leaf: Leaf, passes: int = PASSES) -> int:
        """Return the number of pages of a window in which one pass updates at most `batch_rows` rows."""
        return max(passes, min(WINDOW_PAGES, int(self.batch_rows * passes / self.rows_per_page(leaf))))

    def statements(self, what: From, leaf: QName, window: Window) -> Iterator[Node]:
        """Yield an UPDATE for each source, or the INSERT of leftovers into the quarantine, for the rows of a window."""
        where = window.where(self.can)
        match what:
            case From.SOURCES:
                yield from (self._update(leaf, source, where.copy()) for source in self.sources)
            case From.LAST:
                yield from (self._update(leaf, source, where.copy()) for source in self.last)
            case From.LEFTOVERS if self.leftovers is not None:
                yield self.leftovers.insert(leaf, where)

    def example(self) -> Iterator[Node]:
        """Return the UPDATEs of a window as planner shows them to people."""
        leaf = self.leaves[0].name if self.leaves else self.relation
        return (self._update(leaf, source, example_window(self.can)) for source in (*self.sources, *self.last))

    def sweeps(self, what: From, leaf: QName, limit: Node) -> Iterator[Node]:
        """Yield an UPDATE for each source, for at most `limit` rows of any page.

        It updates rows that are still NULL and that the source has a tenant for.
        """
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
        """Return the condition that the row has no tenant yet, and that this source has a tenant for it."""
        null = build.is_null(build.column(self.column, "t"))
        match source:
            case Assign(value, where, never_null):
                conditions = [] if never_null else [build.is_not_null(value.copy())]
                conditions += [where.copy()] if where is not None else []
                return build.and_(null, *conditions)
            case FromPath(path, unless, where, equals):
                tenant = build.column(path.tenant, "p")
                others = [_leads_nowhere_else(other, tenant, equals) for other in unless]
                others += [where.copy()] if where is not None else []
                return build.and_(null, matches(path, "t", "p"), build.is_not_null(tenant), *others)
