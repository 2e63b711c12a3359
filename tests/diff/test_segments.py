"""Which steps are committed together."""

from __future__ import annotations

import pytest

from planner.diff.segments import segments
from planner.names import QName
from planner.steps.step import Step, Work
from planner.target.phase import Phase


def _step(name: str, work: Work) -> Step:
    return Step(name, Phase.DISTRIBUTE, name, QName("public", "orders"), name, lambda: (), (), work=work)


@pytest.mark.parametrize(("work", "found"), [(Work.CATALOG, [3]), (Work.SCAN, [3]), (Work.COPY, [1, 1, 1])])
def test_a_copy_commits_by_itself(work: Work, found: list[int]) -> None:
    """Its neighbours' locks would be held as long as it takes."""
    steps = [_step("drop", Work.CATALOG), _step("table", work), _step("add", Work.CATALOG)]
    assert [len(one.steps) for one in segments(steps)] == found
