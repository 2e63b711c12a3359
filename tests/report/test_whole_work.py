"""The work that a report shows after a run is the work that it showed before, whatever planner has changed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cases import live_cases, load_case
from harness.databases import Database
from harness.runs import Walk
from planner.run.whole import Whole, whole


def work(walk: Walk) -> Whole:
    with walk.looking() as (_, view):
        return whole(view)


@pytest.mark.sample(12)
@pytest.mark.parametrize("case", live_cases())
def test_the_record_gives_back_every_step(database: Database, case: Path) -> None:
    walk = load_case(case, database)
    before = work(walk)
    walk.apply().must()
    after = work(walk)
    assert not after.missing
    assert [step.id for step in after.found.steps] == [step.id for step in before.found.steps]
    texts = [[text for step in one.found.steps for text in step.texts] for one in (before, after)]
    assert texts[1] == texts[0]
