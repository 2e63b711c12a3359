"""The state after all segments, and how to get back from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.catalog.changes import Own
from planner.catalog.model import Catalog
from planner.catalog.projection import Change, Projection
from planner.diff import undo
from planner.steps.step import Segment


def rollback_after(
    segments: Sequence[Segment], catalog: Catalog, skipped: Sequence[Change] = ()
) -> tuple[Catalog, tuple[Segment, ...]]:
    """The projected catalog, and the segments that take everything back from there.

    What is on record only until a later step takes it away again, such as a trigger that is suppressed, comes first:
    there is something of it to take back when the files were not run to the end.
    """
    changes = _changes(segments, skipped)
    final = projected(segments, catalog, skipped)
    recorded = {**catalog.owned, **{change.owned.key: change.owned for change in changes if isinstance(change, Own)}}
    passing = {key: owned for key, owned in recorded.items() if key not in final.owned}
    first = undo(replace(catalog, owned=passing), None)
    then = undo(final, None)
    return final, tuple(replace(segment, number=n) for n, segment in enumerate((*first, *then), 1))


def projected(segments: Sequence[Segment], catalog: Catalog, skipped: Sequence[Change] = ()) -> Catalog:
    """The catalog once all segments have run."""
    projection = Projection(catalog)
    projection.apply(_changes(segments, skipped))
    return projection.catalog


def _changes(segments: Sequence[Segment], skipped: Sequence[Change]) -> list[Change]:
    return [*skipped, *(change for segment in segments for step in segment.steps for change in step.changes)]
