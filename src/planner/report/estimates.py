"""Estimate the disk space and WAL of a run from the catalog: benchmarks/estimates.py compares with what a run takes.

A backfill copies a row of each page in `passes` passes. The rows of the first pass go to new pages, and each later pass
reuses the space of the pass before. So the table grows by its size divided by the passes: rows of more than a quarter of
a page have one pass, and double the table. After a checkpoint, the WAL holds each changed page as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.catalog.index_changes import AddIndex
from planner.catalog.model import Catalog
from planner.execution.backfill.pace import Passes
from planner.names import QName
from planner.rows.batches import PASSES, Batches, Leaf
from planner.steps.step import Mode, Segment, Step, Work

_PAGE = 8192
_ENTRY = 24
"""Bytes of a btree entry with its pointer and its part of the free space."""
_LOGGED = 130
"""Bytes of WAL for a row: its UPDATE within a page, with what pruning logs."""
_LOGGED_ENTRY = 90
"""Bytes of WAL for a new entry of an index, besides the images of its pages."""
RATES = {Work.ROWS: 130_000, Work.SCAN: 3_000_000, Work.BUILD: 2_000_000, Work.COPY: 200_000}
"""Rows per second of one session, on the machine of docs/performance.md."""
AT_LEAST = 0.01
"""Seconds of a step that touches no row: its round trips and its commit."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Bytes on disk and bytes of WAL, and the number of tables that the server has no statistics of."""

    disk: float
    wal: float
    unknown: int
    known: bool
    """Whether any table that counts has statistics."""


def estimate(segments: Sequence[Segment], catalog: Catalog) -> Estimate:
    """Return the estimate for a run. It leaves out tables without statistics."""
    steps = [step for segment in segments for step in segment.steps]
    parts = [part for step in steps for part in grown(step, catalog)]
    counted = {relation for relation, _, _ in parts}
    missing = sum(not catalog.relations[name].estimated for name in counted if name in catalog.relations)
    disk = sum(disk for _, disk, _ in parts)
    return Estimate(disk, sum(wal for _, _, wal in parts), missing, known=not missing or disk > 0)


def grown(step: Step, catalog: Catalog) -> Iterator[tuple[QName, float, float]]:
    """Yield (relation, bytes on disk, bytes of WAL) for each table that the step fills and for the index that it builds."""
    if step.mode is Mode.BATCHES:
        for batches in step.batches:
            for leaf in batches.leaves:
                yield batches.relation, *_filled(batches, leaf, catalog)
    elif step.mode is Mode.ALONE and any(isinstance(change, AddIndex) for change in step.changes):
        size = step.rows * _ENTRY
        yield step.relation, size, size


def seconds(step: Step, pause: float) -> Iterator[tuple[QName, float]]:
    """Yield (relation, expected seconds) for each table that the step works on, without waits for locks.

    `pause` is the pause between two batches, in seconds.
    """
    if step.mode is Mode.BATCHES:
        for batches in step.batches:
            rows = sum(leaf.rows for leaf in batches.leaves)
            yield batches.relation, AT_LEAST + rows / RATES[Work.ROWS] + pause * (rows // batches.batch_rows)
    else:
        yield step.relation, AT_LEAST + (step.rows / RATES[step.work] if step.work in RATES else 0.0)


def _filled(batches: Batches, leaf: Leaf, catalog: Catalog) -> tuple[float, float]:
    passes = Passes.begin(batches.rows_per_page(leaf), indexed=batches.indexed, passes=PASSES).count
    heap, moved = leaf.pages * _PAGE, leaf.rows / passes
    relation = catalog.relation(leaf.name)
    indexes = len(relation.indexes) if relation is not None else 0
    entries = moved * indexes
    disk = heap / passes + entries * _ENTRY
    images = heap + indexes * min(leaf.rows * _ENTRY, moved * _PAGE)
    return disk, images + heap / passes + leaf.rows * _LOGGED + entries * _LOGGED_ENTRY
