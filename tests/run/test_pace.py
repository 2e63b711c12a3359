"""How windows and passes follow what is measured: no database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.execution.backfill.pace import BAD_IN_A_ROW, LOOK_AGAIN, MOST_PASSES, Passes, adapted


def begun(rows_per_page: float = 60, *, indexed: bool = False) -> Passes:
    return Passes.begin(rows_per_page, indexed=indexed, passes=8)


def test_an_index_on_the_column_leaves_one_pass() -> None:
    passes = begun(indexed=True)
    for _ in range(3 * LOOK_AGAIN):
        passes.follow(0.0)
        assert passes.count == 1


def test_wide_rows_get_no_more_passes_than_a_page_has_rows_for() -> None:
    assert begun(rows_per_page=4).count == 2
    assert begun(rows_per_page=1).count == 1


def test_without_reuse_it_falls_back_to_one_pass_and_looks_again() -> None:
    passes = begun()
    assert [passes.follow(0.1) for _ in range(BAD_IN_A_ROW)] == [False] * (BAD_IN_A_ROW - 1) + [True]
    assert passes.count == 1
    for _ in range(LOOK_AGAIN):
        passes.follow(0.0)
    assert passes.count == 8


def test_one_bad_window_is_a_passing_matter() -> None:
    passes = begun()
    for share in (0.1, 0.85) * 10:
        assert not passes.follow(share)
    assert passes.count == 8


def test_room_in_the_pages_needs_fewer_passes() -> None:
    passes = begun()
    passes.follow(1.0)
    assert passes.count == 4


def test_a_middling_share_gets_more_passes() -> None:
    passes = begun()
    passes.follow(0.6)
    assert passes.count == 16


def test_the_usual_share_changes_nothing() -> None:
    passes = begun()
    for _ in range(50):
        passes.follow(0.82)
    assert passes.count == 8


def test_full_pages_after_roomy_ones_bring_the_passes_back() -> None:
    passes = begun()
    for _ in range(5):
        passes.follow(1.0)
    assert passes.count == 2
    for _ in range(5):
        passes.follow(passes.expected)
    assert passes.count == 8


@given(st.floats(1, 291), st.booleans(), st.lists(st.floats(0, 1), max_size=200))
def test_passes_stay_within_bounds(rows_per_page: float, indexed: bool, shares: list[float]) -> None:
    passes = begun(rows_per_page, indexed=indexed)
    for share in shares:
        passes.follow(share)
        assert 1 <= passes.count <= min(MOST_PASSES, passes.most)


@given(st.integers(1, 256), st.floats(0, 100), st.floats(0.001, 10), st.integers(1, 256))
def test_a_window_follows_the_time(window: int, seconds: float, target: float, most: int) -> None:
    following = adapted(window, seconds, target, most)
    assert 1 <= following <= most
    assert following <= 2 * window
    if seconds > target:
        assert following <= window
