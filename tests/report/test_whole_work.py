"""The work that a report shows after a run is the work that it showed before, whatever planner has changed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cases import live_cases, load_case
from harness.databases import Database
from harness.reviews import strict
from harness.runs import Walk
from planner.run.whole import Whole, whole


def work(walk: Walk) -> Whole:
    with walk.looking() as (_, view):
        return whole(view)


KEYS = ("unique_keys", "primary_keys")
"""Operations whose statements may lack a part after the run: what the old index had beside its columns is restored, but
the projection of the catalog does not follow it."""


def statements(of: Whole) -> list[str]:
    return [text for step in of.found.steps if step.operation not in KEYS for text in step.texts]


@pytest.mark.sample(20)
@pytest.mark.parametrize("case", live_cases())
def test_the_record_gives_back_every_step(database: Database, case: Path, tmp_path: Path) -> None:
    walk = load_case(case, database)
    before = work(walk)
    walk.run("report", "--rows", "-o", tmp_path / "before.html").must()
    strict((tmp_path / "before.html").read_text(encoding="utf-8"))
    walk.apply().must()
    after = work(walk)
    assert not after.missing
    assert [step.id for step in after.found.steps] == [step.id for step in before.found.steps]
    assert statements(after) == statements(before)
    file = tmp_path / "review.html"
    walk.run("report", "--rows", "-o", file).must()
    strict(file.read_text(encoding="utf-8"))
