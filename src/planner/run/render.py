"""The state after all segments, and how to get back from it."""

from __future__ import annotations

from collections.abc import Sequence

from planner.catalog.changes import Change, Projection
from planner.catalog.model import Catalog
from planner.diff import undo
from planner.operations.step import Segment


def rollback_after(
    segments: Sequence[Segment], catalog: Catalog, skipped: Sequence[Change] = ()
) -> tuple[Catalog, tuple[Segment, ...]]:
    """The projected catalog, and the segments that take everything back from there."""
    projection = Projection(catalog)
    projection.apply(skipped)
    for segment in segments:
        for step in segment.steps:
            projection.apply(step.changes)
    return projection.catalog, undo(projection.catalog, None)
