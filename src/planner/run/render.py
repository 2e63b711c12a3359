"""Work out what the files of `planner render` hold: the way back, and what is to do on other major versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.catalog.changes import Own
from planner.diff import Diff, undo
from planner.errors import PlannerError
from planner.resolve.resolve import resolve
from planner.run.project import View
from planner.steps.step import Segment
from planner.target.postgres import STATEMENTS_DIFFER


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


def on_other_majors(view: View) -> Iterator[tuple[int, View]]:
    """Yield a view for each class of major versions, by the first version of the class: what the plan asks for, if the
    same schema were in a server of this version. Leave out versions that the plan does not fit."""
    live = max(first for first in STATEMENTS_DIFFER if first <= view.catalog.server.major)
    for first in STATEMENTS_DIFFER:
        if first == live:
            yield first, view
            continue
        catalog = replace(view.catalog, server=replace(view.catalog.server, version=first * 10000))
        try:
            yield first, View(view.loaded, catalog, resolve(view.loaded, catalog), view.facts)
        except PlannerError:
            continue
