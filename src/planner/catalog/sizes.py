"""The sizes of relations, from the estimates in pg_class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from planner.catalog import codes
from planner.catalog.words import RelationKind

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = Mapping[str, list[Row]]


class Size(NamedTuple):
    rows: int = 0
    pages: int = 0
    """The pages of the heap."""
    bytes: int = 0
    """With TOAST and indexes."""
    estimated: bool = True


def sizes_of(rows: Rows, parents: Mapping[int, list[Row]], indexes: Mapping[int, list[Row]]) -> Mapping[int, Size]:
    """Return the size of each relation by its oid.

    The numbers are the estimates in pg_class. A partitioned table has the sum of its partitions.
    pg_total_relation_size would be exact, but it would wait behind every ACCESS EXCLUSIVE lock in the schemas. A table
    that was never analyzed has no estimate: its rows then follow from the pages of its heap.
    """
    sizes = {row[0]: Size() for row in rows["relations"]}
    partitions = {row[0] for row in rows["relations"] if row[8]}
    for row in rows["relations"]:
        oid, kind, (tuples, pages, toast_pages, block, unestimated, *measured) = row[0], row[3], row[13:]
        if codes.RELATION_KINDS[kind] is RelationKind.PARTITIONED:
            continue
        if unestimated:
            tuples, pages = _measured(block, *measured)
        index_pages = sum(index[-1] for index in indexes.get(oid, ()))
        at: int | None = oid
        while at is not None and at in sizes:
            total = sizes[at]
            size = (pages + toast_pages + index_pages) * block
            known = total.estimated and not unestimated
            sizes[at] = Size(total.rows + tuples, total.pages + pages, total.bytes + size, known)
            at = parents[at][0][1] if at in partitions and parents.get(at) else None
    return sizes


def _measured(block: int, pages: int | None, live: int | None, width: int | None) -> tuple[int, int]:
    """Return the rows and pages of a table without estimates: the rows that the server has counted, or what fits the pages.

    A page has a header of 24 bytes, and a row a header of 24 bytes and a pointer of 4, as estimate_rel_size() reckons
    (src/backend/access/table/tableam.c).
    """
    measured = pages or 0
    return live or measured * max(1, (block - 24) // (28 + (width or 0))), measured
