"""The work that a report shows after a run is the work that it showed before, whatever planner has changed meanwhile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.cases import live_cases, load_case
from harness.databases import Database
from harness.runs import Walk
from planner.run.whole import Whole, whole


def work(walk: Walk) -> Whole:
    with walk.looking() as (_, view):
        return whole(view)


def statements(of: Whole) -> list[str]:
    """Return the statements, without those that give a new index the CLUSTER mark and the partitions of the old one: the
    record keeps the old index as a whole, and not in these parts."""
    texts = [text for step in of.found.steps for text in step.texts]
    return [text for text in texts if not re.search(r" CLUSTER ON | ATTACH PARTITION ", text)]


@pytest.mark.sample(20)
@pytest.mark.parametrize("case", live_cases())
def test_the_record_gives_back_every_step(database: Database, case: Path) -> None:
    walk = load_case(case, database)
    before = work(walk)
    walk.apply().must()
    after = work(walk)
    assert not after.missing
    assert [step.id for step in after.found.steps] == [step.id for step in before.found.steps]
    assert statements(after) == statements(before)
