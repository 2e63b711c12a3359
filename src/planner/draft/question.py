"""The query about the rows of one table. It is one scan, however many links leave the table."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlglot import exp

from planner.catalog.model import Catalog
from planner.draft.links import Link
from planner.names import EQUALS, QName
from planner.rows.path_sql import matches
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.compared import compared
from planner.tenancy.path import Path

MOST_JOINS = 12
"""The most joins of one query. Links that need more joins are not followed to the tenant."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a table's rows get their tenant, as far as it is decided: by a column of the table, then by links, tried
    in order."""

    column: str | None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """The numbers of rows for one link, among the rows that were read."""

    nulls: int
    orphans: int
    """Rows whose key names no row of the parent."""
    reached: int | None
    """Rows that the link leads to a tenant; None if the link was not followed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The numbers of rows that a query returned."""

    rows: int
    sampled: bool
    followed: tuple[Followed, ...]
    """The numbers for each link of the query."""
    conflicts: Mapping[tuple[int, int], int]
    """Rows for which two links lead to two tenants, by the links' positions."""
    unreached: int
    """Rows that no link leads to a tenant."""


class Question:
    """The query about the rows of one table. `ways` holds the tables between these rows and the tenants."""

    def __init__(
        self,
        table: QName,
        links: Sequence[Link],
        ways: Mapping[QName, Way],
        percent: float | None,
        full: Container[QName] = (),
        *,
        catalog: Catalog,
        equals: QName = EQUALS,
    ) -> None:
        """`percent` is the share of the table's pages to read, 0 to 100, or None for all pages. `full` has the
        tables whose every row has a tenant. `equals` compares two tenants."""
        self._followed = len(links) > 1 or not (links[0].proven and links[0].parent in full)
        self._table = table
        self._links = tuple(links)
        self._ways = ways
        self._percent = percent
        self._catalog = catalog
        self._equals = equals
        self._joins: list[tuple[Node, Node]] = []
        self._ends: list[Node | None] = []
        self.sql = build.render(self._build())

    def answer(self, row: Sequence[int]) -> Answer:
        """Return the answer from the one row that the query returns."""
        rows, *numbers = row
        followed = []
        for at, end in enumerate(self._ends):
            nulls, orphans, reached = numbers[3 * at : 3 * at + 3]
            followed.append(Followed(nulls, orphans, reached if end is not None else None))
        unreached, *disagree = numbers[3 * len(self._ends) :]
        pairs = dict(zip(self._pairs(), disagree, strict=True))
        return Answer(rows, self._percent is not None, tuple(followed), pairs, unreached)

    def _build(self) -> exp.Select:
        counts: list[Node] = [exp.Count(this=exp.Star())]
        for at, link in enumerate(self._links):
            alias = f"p{at}"
            mine = [build.column(name, "t") for name in link.columns]
            theirs = build.column(link.pairs[0][1], alias)
            present = build.and_(*(build.is_not_null(column.copy()) for column in mine))
            nulls = build.or_(*(build.is_null(column.copy()) for column in mine))
            end = None
            if self._followed:
                self._join(link, "t", alias)
                end = self._end(link.parent, alias)
            self._ends.append(end)
            counts += [
                _count(nulls) if link.nullable else build.literal(0),
                _count(build.and_(present, build.is_null(theirs))) if not link.proven else build.literal(0),
                _count(build.is_not_null(end.copy())) if end is not None else build.literal(0),
            ]
        known = [end for end in self._ends if end is not None]
        lost = build.and_(*(build.is_null(end.copy()) for end in known)) if known else None
        if not self._followed:
            lost = build.or_(*(build.is_null(build.column(name, "t")) for name in self._links[0].columns))
        counts.append(_count(lost) if lost is not None else build.literal(0))
        for one, other in self._pairs():
            first, second = self._ends[one], self._ends[other]
            assert first is not None
            assert second is not None
            counts.append(_count(build.ne(first.copy(), second.copy(), self._equals)))
        query = build.select(*counts).from_(_rows(self._table, self._percent), copy=False)
        for parent, on in self._joins:
            query = build.left_join(query, parent, on)
        return query

    def _join(self, link: Link, row: str, alias: str) -> None:
        """Join the parent as the link's foreign key compares: by its operators and the parent's collation."""
        path = compared(Path(link.parent, link.pairs, "", link.constraint), link.child, self._catalog)
        self._joins.append((build.table(link.parent, alias=alias), matches(path, row, alias)))

    def _end(self, table: QName, alias: str) -> Node | None:
        """Return the tenant of the row `alias` of a table, and join the tables in between. Return None if the query
        would have too many joins."""
        way = self._ways.get(table)
        if way is None:
            return None
        ends: list[Node] = [build.column(way.column, alias)] if way.column is not None else []
        for at, link in enumerate(way.links):
            if len(self._joins) >= MOST_JOINS:
                return None
            inner = f"{alias}_{at}"
            self._join(link, alias, inner)
            end = self._end(link.parent, inner)
            if end is None:
                return None
            ends.append(end)
        return exp.Coalesce(this=ends[0], expressions=ends[1:]) if len(ends) > 1 else ends[0]

    def _pairs(self) -> list[tuple[int, int]]:
        return [
            (a, b) for a, b in combinations(range(len(self._ends)), 2) if None not in (self._ends[a], self._ends[b])
        ]


def nulls(table: QName, links: Sequence[Link], percent: float | None) -> str:
    """Return a query that counts, for each link, the rows with a NULL in the link."""
    counts = [_count(build.or_(*(build.is_null(build.column(name, "t")) for name in link.columns))) for link in links]
    return build.render(build.select(*counts).from_(_rows(table, percent), copy=False))


def _rows(table: QName, percent: float | None) -> Node:
    node = build.table(table, alias="t")
    if percent is not None:
        sample = exp.TableSample(method=exp.var("SYSTEM"), percent=build.literal(percent), seed=build.literal(1))
        node.set("sample", sample)
    return node


def _count(condition: Node) -> Node:
    return exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=condition))
