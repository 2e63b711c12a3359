"""What differs between a tenant's rows in two databases: hashes for ranges of keys first, then the rows of a range.

The ranges are those of the hash of a row's key, so that both sides cut alike, whatever the type and order of the key.
Both sides show the rows with the source's keys. The server hashes; only hashes go over the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from planner.execution.connection import Connection
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenants.closed import ClosedSet, Part
from planner.tenants.mapping import KeyMapping

_SQL = templates("planner.tenants", "digests.sql")

Ranges = Mapping[str, tuple[int, str]]
"""The number of rows and their hash, by range."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two databases of a move, and how its rows show the source's keys."""

    connection: Connection
    closed: ClosedSet
    tenant: str
    mapping: KeyMapping | None = None
    """None on the source, whose rows have these keys."""

    def columns(self, part: Part) -> list[Node]:
        """Return the columns of a part, under their names, with the source's keys."""
        if self.mapping is None:
            return [build.column(name, "t") for name in part.names]
        return [build.aliased(self.mapping.back(part, name, "t"), name) for name in part.names]

    def rows(self, part: Part, *more: Node) -> exp.Select:
        return self.closed.select(part, self.tenant, *self.columns(part), *more)


@dataclass(frozen=True, slots=True)
class Differences:
    """The keys, as text, of rows that one side lacks or has with other values."""

    missing: tuple[str, ...] = ()
    """Rows of the source that the target lacks."""
    changed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    """Rows of the target that the source has no longer."""
    digits: int = 0
    ranges: tuple[str, ...] = field(default=(), repr=False)
    """The ranges that differ, and how many digits name one."""

    @property
    def rows(self) -> int:
        return len(self.missing) + len(self.changed) + len(self.extra)


def key_of(closed: ClosedSet, part: Part) -> tuple[str, ...]:
    """Return the columns that tell a table's rows apart: the primary key's, or those of another unique key without NULLs.

    For a table without such a key: all columns.
    """
    relation = closed.relation(part)
    for index in sorted(relation.indexes, key=lambda index: (not index.primary, index.name)):
        names = [column.name for column in index.columns]
        if not index.unique or index.predicate is not None or None in names:
            continue
        columns = [relation.column(str(name)) for name in names]
        if all(column is not None and column.not_null and column.name in part.names for column in columns):
            return tuple(str(name) for name in names)
    return part.names


def has_key(closed: ClosedSet, part: Part) -> bool:
    """Return whether a key tells the rows of a table apart, so that a changed row can be updated."""
    return key_of(closed, part) != part.names or len(part.names) == 1


def digits_for(rows: int) -> int:
    """Return how many hexadecimal digits name a range, so that a range has some hundred rows."""
    return 1 if rows < 5_000 else 2 if rows < 100_000 else 3


def key_text(names: Sequence[str], alias: str) -> Node:
    """Return a row's key as one text."""
    return build.cast(row_of(names, alias), "text")


def row_of(names: Sequence[str], alias: str) -> Node:
    return build.phrase("ROW", build.parens(build.column(name, alias) for name in names))


def _lines(side: Side, part: Part) -> exp.Subquery:
    """Return the rows as `r (k, line)`: the key and all values, each as text."""
    inner = exp.Subquery(this=side.rows(part), alias=exp.TableAlias(this=build.ident("a")))
    query = build.select(
        build.aliased(key_text(key_of(side.closed, part), "a"), "k"), build.aliased(key_text(part.names, "a"), "line")
    ).from_(inner, copy=False)
    return exp.Subquery(this=query)


def ranges_of(side: Side, part: Part, digits: int, only: Sequence[str] | None = None) -> Ranges:
    """Return the hash of each range of a table's rows; of all ranges, or of some."""
    lines = _lines(side, part)
    if only is not None:
        lines.this.where(_among(key_text(key_of(side.closed, part), "a"), digits, only), copy=False)
    query = _SQL["ranges"].fill(range=_range(_K, digits), hash=_hash(), lines=lines)
    return {name: (int(rows), str(digest)) for name, rows, digest in side.connection.fetch(query)}


_K = build.column("k", "r")


def _range(key: Node, digits: int) -> Node:
    """Return the name of the range that a key belongs to."""
    return build.call("substr", build.call("md5", key.copy()), build.literal(1), build.literal(digits))


def _hash() -> Node:
    bits = build.call("substr", build.call("md5", build.column("line", "r")), build.literal(1), build.literal(15))
    return build.cast(build.cast(build.call("concat", build.literal("x"), bits), "bit(60)"), "bigint")


def _among(key: Node, digits: int, ranges: Sequence[str]) -> Node:
    return _SQL["among"].fill(range=_range(key, digits), ranges=array_of(ranges))


def array_of(texts: Sequence[str]) -> Node:
    """Return an array of texts as a constant."""
    quoted = ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts)
    return build.cast(build.literal("{" + quoted + "}"), "text[]")


def compare(source: Side, target: Side, part: Part, there: Ranges, here: Ranges, digits: int) -> Differences:
    """Return what differs in the ranges whose hashes differ."""
    differing = sorted(name for name in there.keys() | here.keys() if there.get(name) != here.get(name))
    if not differing:
        return Differences()
    old, new = (_rows(side, part, digits, differing) for side in (source, target))
    if not has_key(source.closed, part):
        # Without a key, rows are taken out and put in; equal rows are counted.
        return Differences(tuple(old), (), tuple(new), digits, tuple(differing))
    return Differences(
        tuple(key for key in old if key not in new),
        tuple(key for key, digest in old.items() if key in new and new[key] != digest),
        tuple(key for key in new if key not in old),
        digits,
        tuple(differing),
    )


def _rows(side: Side, part: Part, digits: int, ranges: Sequence[str]) -> dict[str, str]:
    query = _SQL["rows"].fill(lines=_lines(side, part), chosen=_among(_K, digits, ranges))
    return {str(key): str(digest) for key, digest in side.connection.fetch(query)}


def touched(side: Side, part: Part, digits: int, since: str, known: Ranges) -> list[str]:
    """Return the ranges of the source in which a row was written or deleted since a moment.

    `since` is the oldest transaction that was not seen as ended then (a `xid`). Every later write has a number that is
    not older. A deleted row is missing from its range.
    """
    young = _SQL["young"].fill(since=build.cast(build.literal(since), "xid"))
    key = build.aliased(key_text(key_of(side.closed, part), "t"), "k")
    query = side.closed.select(part, side.tenant, key, build.aliased(young, "young"))
    inner = exp.Subquery(this=query)
    found = {
        str(name): (int(rows), bool(written))
        for name, rows, written in side.connection.fetch(_SQL["touched"].fill(range=_range(_K, digits), lines=inner))
    }
    counts = {name: rows for name, (rows, _) in known.items()}
    names = found.keys() | counts.keys()
    return sorted(n for n in names if found.get(n, (0, False))[0] != counts.get(n, 0) or found[n][1])


def in_ranges_of(side: Side, part: Part, digits: int, ranges: Sequence[str]) -> exp.Select:
    """Return the query for the rows of some ranges, with the columns of an export."""
    query = side.closed.select(part, side.tenant)
    key = key_text(key_of(side.closed, part), "t")
    return query.where(_among(key, digits, ranges), copy=False)
