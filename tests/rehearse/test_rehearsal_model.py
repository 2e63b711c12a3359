"""What a rehearsal expects on the real size, from what it measured on the clone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.names import QName
from planner.rehearse.model import AT_LEAST, Line, Model, Range, Size, Sizes, Timed, by_phase
from planner.report.estimates import RATES
from planner.steps.step import Work

SMALL, LARGE = QName("public", "users"), QName("public", "messages")
SIZES = {
    SMALL: Sizes(Size(200, 4), Size(2_000, 40)),
    LARGE: Sizes(Size(100_000, 2_000), Size(1_000_000, 20_000)),
}


def timed(work: Work, small: float, large: float, phase: str = "tighten") -> list[Timed]:
    return [Timed(phase, SMALL, work, small), Timed(phase, LARGE, work, large)]


@pytest.mark.parametrize(
    ("work", "unit", "low", "high"),
    [(Work.SCAN, 1e-3, 20.0, 20.2), (Work.BUILD, 5e-7, 9.9, 10.2)],
)
def test_work_grows_with_its_table_and_the_fixed_cost_stays(work: Work, unit: float, low: float, high: float) -> None:
    fixed = 0.1
    seconds = {name: fixed + unit * sizes.here.units(work) for name, sizes in SIZES.items()}
    steps = timed(work, seconds[SMALL], seconds[LARGE])
    small, large = Model.of(steps, SIZES).predict_all(steps, SIZES)
    exact = {name: fixed + unit * sizes.there.units(work) for name, sizes in SIZES.items()}
    assert small.expected == pytest.approx(exact[SMALL], abs=0.05)
    assert large.expected == pytest.approx(exact[LARGE], rel=0.02)
    assert low <= large.expected <= high


def test_a_backfill_lies_between_its_rows_and_everything() -> None:
    steps = timed(Work.ROWS, 0.102, 1.1, "backfill")
    _, large = Model.of(steps, SIZES).predict_all(steps, SIZES)
    assert 10.1 < large.expected < 11.0
    assert large.low < 10.1
    assert large.high > 11.0


def test_a_scan_that_shows_only_its_fixed_cost_grows_at_the_usual_rate_of_a_machine_as_slow() -> None:
    """The backfill took three times as long as on the machine of docs/performance.md."""
    filling = [Timed("backfill", LARGE, Work.ROWS, 0.1 + 3 * 100_000 / RATES[Work.ROWS])]
    filling.append(Timed("backfill", SMALL, Work.ROWS, 0.1 + 3 * 200 / RATES[Work.ROWS]))
    steps = [*filling, *timed(Work.SCAN, 0.02, 0.04)]
    found = Model.of(steps, SIZES).predict_all(steps, SIZES)[-1]
    assert found.expected == pytest.approx(0.04 + 3 * 900_000 / RATES[Work.SCAN], rel=0.02)


def test_an_index_build_grows_by_more_than_its_rows() -> None:
    assert Size(1e6, 1).units(Work.BUILD) / Size(1e5, 1).units(Work.BUILD) == pytest.approx(12.0)


def test_what_touches_only_the_catalog_stays() -> None:
    steps = timed(Work.CATALOG, 0.05, 0.06, "add")
    assert [one.expected for one in Model.of(steps, SIZES).predict_all(steps, SIZES)] == [0.05, 0.06]


def test_a_small_table_that_is_large_in_the_source_gets_the_rate_of_its_kind() -> None:
    """Its own step shows nothing but the fixed cost: a sample had 200 of its two million rows."""
    sizes = {**SIZES, SMALL: Sizes(Size(200, 4), Size(2_000_000, 40_000))}
    steps = timed(Work.ROWS, 0.1, 1.1)
    small, _ = Model.of(steps, sizes).predict_all(steps, sizes)
    assert small.expected == pytest.approx(0.1 + 1e-5 * 2_000_000, rel=0.05)


def test_a_table_that_only_the_copy_has_keeps_its_seconds() -> None:
    one = Timed("backfill", QName("public", "gone"), Work.ROWS, 3.0)
    assert Model({}).predict(one, None).expected == 3.0


def test_a_single_step_has_hardly_a_fixed_cost() -> None:
    line = Line.through([(1000.0, 2.0)])
    assert line.fixed == AT_LEAST
    assert line.fixed + 1000 * line.rate == pytest.approx(2.0)


def test_steps_that_took_longer_on_smaller_tables_have_no_rate() -> None:
    line = Line.through([(10.0, 0.5), (1000.0, 0.3)])
    assert line.rate == 0.0
    assert 0.3 <= line.fixed <= 0.5


@given(st.lists(st.tuples(st.floats(0, 1e9), st.floats(1e-4, 1e4)), max_size=6))
def test_a_line_is_never_below_zero(points: list[tuple[float, float]]) -> None:
    line = Line.through(points)
    assert line.fixed >= 0
    assert line.rate >= 0


def test_the_range_grows_with_the_distance() -> None:
    def width(factor: float) -> float:
        sizes = {LARGE: Sizes(Size(1000, 20), Size(1000 * factor, 20 * factor))}
        step = Timed("backfill", LARGE, Work.ROWS, 1.0)
        found = Model.of([step], sizes).predict(step, sizes[LARGE])
        return found.high / found.low

    assert width(1) == pytest.approx(1.3**2)
    assert width(1) < width(10) < width(1000)


def test_a_phase_is_the_sum_of_its_steps() -> None:
    steps = [*timed(Work.CATALOG, 0.1, 0.2, "add"), *timed(Work.CATALOG, 1.0, 2.0)]
    found = by_phase(steps, [Range.around(one.seconds, 2.0) for one in steps])
    assert list(found) == ["add", "tighten"]
    assert found["tighten"] == Range(1.5, 3.0, 6.0)
