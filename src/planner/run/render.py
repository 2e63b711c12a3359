"""How to get back from the state after all segments, as files."""

from __future__ import annotations

from dataclasses import replace

from planner.catalog.changes import Own
from planner.diff import Diff, undo
from planner.steps.step import Segment


def rollback_after(found: Diff) -> tuple[Segment, ...]:
    """Return the segments that take everything back once the segments of a diff have run.

    An entry that is on record only until a later step takes it off again, such as that of a suppressed trigger, comes
    first: there is something of it to take back when the files were not run to the end.
    """
    live = found.live
    recorded = {**live.owned, **{change.owned.key: change.owned for change in found.changes if isinstance(change, Own)}}
    passing = [owned for key, owned in recorded.items() if key not in found.final.owned]
    first = undo(live.with_owned(passing), None)
    then = undo(found.final, None)
    return tuple(replace(segment, number=n) for n, segment in enumerate((*first, *then), 1))
