"""Work out the way back from the state after all segments, for the files of `planner render`."""

from __future__ import annotations

from dataclasses import replace

from planner.catalog.changes import Own
from planner.diff import Diff, undo
from planner.steps.step import Segment


def rollback_after(found: Diff) -> tuple[Segment, ...]:
    """Return the segments that undo everything after the segments of a diff have run.

    A later step may remove an entry from the record again, such as the entry of a suppressed trigger. The undo of such
    an entry comes first. It has something to undo when the files did not run to the end.
    """
    live = found.live
    recorded = {**live.owned, **{change.owned.key: change.owned for change in found.changes if isinstance(change, Own)}}
    passing = [owned for key, owned in recorded.items() if key not in found.final.owned]
    first = undo(live.with_owned(passing), None)
    then = undo(found.final, None)
    return tuple(replace(segment, number=n) for n, segment in enumerate((*first, *then), 1))
