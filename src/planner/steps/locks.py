"""The LOCK TABLE statements at the beginning of a segment, for apply and for psql files."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Catalog
from planner.sql import ddl
from planner.sql.build import Node
from planner.steps.step import LockMode, Segment
from planner.target.phase import Phase


def lock_statements(segment: Segment, catalog: Catalog) -> Iterator[Node]:
    """Yield statements that take the strongest lock of a segment on each relation.

    A weaker lock would have to be upgraded later, which can deadlock. `catalog` is any snapshot from before the
    segment. A relation that the segment itself creates needs no lock. In phase `distribute` each statement begins with
    its strongest lock, and LOCK TABLE of a distributed table would lock all its shards.
    """
    if segment.phase is Phase.DISTRIBUTE:
        return
    for lock in segment.locks():
        if lock.mode.strength >= LockMode.SHARE_ROW_EXCLUSIVE.strength and lock.relation in catalog.relations:
            yield ddl.lock_table(lock.relation, lock.mode.value)
