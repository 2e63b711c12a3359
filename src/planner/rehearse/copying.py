"""Stream rows from the source into the clone: a share of each table, then the rows that these refer to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice

from sqlglot import exp

from planner.catalog.words import Generated, RelationKind
from planner.execution.connection import Connection
from planner.execution.session import Settings, connect
from planner.names import QName
from planner.rehearse.sample import Reference, Share, holding_rows, references, shares
from planner.rehearse.source import Source
from planner.rows.path_sql import matches, present
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.tenants.export import copy_to

_SQL = queries("planner.rehearse")

Tell = Callable[[str], None]
"""Prints a line of progress."""

KEYS = 2000
"""The number of missing keys that one query asks the source for."""
OF_THE_MOMENT = frozenset({"lease", "run", "step"})
"""Tables of schema planner that say what is running now, or ran: nothing runs in the clone."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The rows of the clone."""

    rows: Mapping[QName, int]
    """The rows by table that holds them; partitions by themselves."""
    brought: int
    """How many of them came along because other rows refer to them."""
    fraction: float
    """The share of the database that was wanted: 1 for all of it."""


@dataclass(slots=True)
class Copy:
    """One copy: from the source's snapshot into a database without indexes, keys and triggers."""

    source: Source
    into: str
    """The DSN of the role that loads."""
    tell: Tell

    def run(self, fraction: float) -> Copied:
        """Copy the rows. Nothing is kept in memory but one block of keys."""
        state = self.source.state
        inside = {QName(*row) for row in self.source.connection.fetch(_SQL["extension_tables"])}
        tables = holding_rows(state, inside)
        wanted = shares(state, tables, fraction)
        rows: dict[QName, int] = {}
        brought = 0
        with ExitStack() as stack:
            into = stack.enter_context(connect(self.into, Settings(idle_timeout=0)))
            for name in tables:
                rows[name] = self._table(into, name, wanted[name])
                if rows[name]:
                    part = "" if wanted[name].whole else f", {wanted[name].fraction:.2%} of the table"
                    self.tell(f"{name}: {rows[name]:,} rows{part}".replace(",", " "))
            self._own(into)
            if fraction < 1:
                asking = stack.enter_context(connect(self.into, Settings(idle_timeout=0)))
                brought = references(state).close(lambda edge: self._bring(asking, into, edge, rows))
                self.tell(f"{brought} rows came along, because rows of the sample refer to them")
        return Copied(rows, brought, fraction)

    def _table(self, into: Connection, name: QName, share: Share) -> int:
        columns = self._columns(name)
        if not columns:
            return 0
        query = build.select(*(build.column(column, "t") for column in columns))
        query = query.from_(_sampled(name, share), copy=False)
        return self._stream(into, name, columns, query)

    def _own(self, into: Connection) -> None:
        """Copy planner's record and cursors, if planner has been at work in the source."""
        if not self.source.view.catalog.planner_schema:
            return
        for table, columns in self.source.connection.fetch(_SQL["planner_tables"]):
            if table not in OF_THE_MOMENT:
                name = QName("planner", table)
                query = build.select(*(build.column(column, "t") for column in columns))
                self._stream(into, name, columns, query.from_(build.table(name, alias="t"), copy=False))

    def _bring(self, asking: Connection, into: Connection, edge: Reference, rows: dict[QName, int]) -> int:
        """Add the rows that rows of a table refer to and that are missing. Return their number."""
        path, catalog = edge.path, self.source.whole
        if path.source not in catalog.relations or not catalog.relations[path.source].is_table():
            return 0
        columns = self._columns(path.source)
        brought = 0
        keys = self._missing(asking, edge)
        while block := list(islice(keys, KEYS)):
            query = build.select(*(build.column(column, "p") for column in columns))
            query = query.from_(self._from(path.source, "p"), copy=False)
            wanted = build.select(build.literal(1)).from_(self._values(edge, block), copy=False)
            query = query.where(build.exists(wanted.where(matches(path, "c", "p"), copy=False)), copy=False)
            brought += self._stream(into, path.source, columns, query)
        # A partitioned table's rows are counted under its own name.
        rows[path.source] = rows.get(path.source, 0) + brought
        return brought

    def _missing(self, asking: Connection, edge: Reference) -> Iterator[tuple[str, ...]]:
        """Yield the keys of a table's rows that lead to no row of the clone, as text."""
        path = edge.path
        keys = [build.column(name, "c") for name in path.reads]
        query = build.select(*keys).distinct(copy=False).from_(self._from(edge.child, "c"), copy=False)
        there = build.select(build.literal(1)).from_(self._from(path.source, "p"), copy=False)
        there = there.where(matches(path, "c", "p"), copy=False)
        lost = exp.Not(this=build.exists(there))
        query = query.where(build.and_(present(path, "c"), lost), copy=False)
        for line in asking.copy_out(copy_to(query)):
            yield tuple(_plain(value) for value in bytes(line).decode("utf-8", "surrogateescape")[:-1].split("\t"))

    def _values(self, edge: Reference, block: Sequence[tuple[str, ...]]) -> Node:
        """Return the keys as the relation `c`."""
        child = self.source.whole.relations[edge.child]
        names = edge.path.reads
        types = [next(column.type for column in child.columns if column.name == name) for name in names]
        tuples = [
            exp.Tuple(expressions=[build.cast(build.literal(v), t) for v, t in zip(key, types, strict=True)])
            for key in block
        ]
        alias = exp.TableAlias(this=build.ident("c"), columns=[build.ident(name) for name in names])
        return exp.Values(expressions=tuples, alias=alias)

    def _from(self, name: QName, alias: str) -> exp.Table:
        plain = self.source.whole.relations[name].kind is RelationKind.TABLE
        return build.table(name, alias=alias, only=plain)

    def _columns(self, name: QName) -> list[str]:
        columns = self.source.whole.relations[name].columns
        return [column.name for column in columns if column.generated is Generated.NONE]

    def _stream(self, into: Connection, name: QName, columns: Sequence[str], query: exp.Select) -> int:
        target = build.phrase(
            "COPY", build.relation(name), build.parens(build.ident(column) for column in columns), "FROM STDIN"
        )
        return into.copy_in(target, (bytes(row) for row in self.source.connection.copy_out(copy_to(query))))


def _sampled(name: QName, share: Share) -> Node:
    table = build.table(name, alias="t", only=True)
    if share.whole:
        return table
    percent = build.parens([build.literal(round(share.fraction * 100, 6))])
    seed = build.parens([build.literal(1)])
    return build.phrase(
        table, "TABLESAMPLE", "SYSTEM" if share.by_page else "BERNOULLI", percent, "REPEATABLE", seed
    )  # fmt: skip


_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _plain(value: str) -> str:
    """Return a value of COPY's text format without its escapes (PostgreSQL documentation, COPY). None is NULL."""
    return _ESCAPED.sub(lambda match: _LETTERS.get(match[1], match[1]), value) if "\\" in value else value
