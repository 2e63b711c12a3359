"""Group steps into segments: steps that are committed together."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from planner.steps.step import Mode, Segment, Step, Work


def segments(steps: Iterable[Step]) -> Iterator[Segment]:
    """Yield segments in the order of the steps.

    Neighbouring steps that run in a transaction share a segment if they have the same phase and relation. A copy commits
    by itself: others would wait for the locks of its neighbours, and after the parallel copy of create_distributed_table
    Citus takes no foreign key in the same transaction.
    """
    groups: list[list[Step]] = []
    for step in steps:
        if groups and _commit_together(groups[-1][-1], step):
            groups[-1].append(step)
        else:
            groups.append([step])
    for number, group in enumerate(groups, 1):
        first = group[0]
        operation = first.operation if len({s.operation for s in group}) == 1 else "table"
        what = re.sub(r"[^\w.-]+", "_", f"{first.relation}-{operation}".replace('"', ""))
        yield Segment(number, first.phase, first.mode, tuple(group), what)


def _commit_together(last: Step, step: Step) -> bool:
    return (
        step.mode is Mode.TRANSACTION is last.mode
        and Work.COPY not in (last.work, step.work)
        and (step.phase, step.relation) == (last.phase, last.relation)
    )


def only(found: Iterable[Segment], wanted: Container[str]) -> tuple[Segment, ...]:
    """Return the segments with the steps that have these ids, for people and programs to read. They keep their numbers."""
    kept = (replace(one, steps=tuple(step for step in one.steps if step.id in wanted)) for one in found)
    return tuple(one for one in kept if one.steps)
