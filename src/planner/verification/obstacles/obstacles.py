"""Collect every obstacle that catalog and plan show, in the order of the plan's parts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from planner.verification.obstacles.attached import policies, triggers
from planner.verification.obstacles.columns import columns
from planner.verification.obstacles.keys import keys
from planner.verification.obstacles.obstacle import Goal, Obstacle
from planner.verification.obstacles.references import references
from planner.verification.obstacles.shapes import kinds, shapes


def obstacles(goal: Goal) -> Iterator[Obstacle]:
    """Yield all obstacles, those that a word of the plan removes first."""
    found = list(
        chain(kinds(goal), keys(goal), references(goal), triggers(goal), policies(goal), columns(goal), shapes(goal))
    )
    yield from (one for one in found if one.word)
    yield from (one for one in found if not one.word)
