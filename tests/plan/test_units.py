from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.plan.units import LONGEST, age, bytes_per_second, duration, seconds, share, size


@pytest.mark.parametrize(
    ("text", "value"),
    [("200ms", 0.2), ("10min", 600.0), ("1.5s", 1.5), ("2h", 7200.0), ("1d", 86400.0), ("5us", 5e-6), (" 3 s ", 3.0)],
)
def test_durations(text: str, value: float) -> None:
    assert seconds(text) == pytest.approx(value)


UNITS = ["us", "ms", "s", "min", "h", "d"]


@given(st.integers(0, 24), st.sampled_from(UNITS))
def test_a_duration_is_its_number_times_its_unit(number: int, unit: str) -> None:
    assert seconds(f"{number}{unit}") == pytest.approx(number * seconds(f"1{unit}"))


@given(st.integers(0, 10**12))
def test_a_duration_comes_back_as_it_was_written(microseconds: int) -> None:
    text = duration(microseconds / 1e6)
    assert seconds(text) == pytest.approx(microseconds / 1e6)
    assert duration(seconds(text)) == text, "and then stays the same"


def test_durations_are_written_in_the_largest_unit() -> None:
    written = {0.0: "0ms", 0.2: "200ms", 1.5: "1500ms", 90.0: "90s", 600.0: "10min", 86400.0: "1d", 5e-6: "5us"}
    assert {value: duration(value) for value in written} == written


@pytest.mark.parametrize("text", ["25d", "999999999999999999d"])
def test_what_is_longer_than_postgresql_takes(text: str) -> None:
    with pytest.raises(ValueError, match="longer than 24 days"):
        seconds(text)
    assert seconds("24d") < LONGEST


@pytest.mark.parametrize("text", ["5", "5 sec", "-1s", "ms", "", "1m", "1 S", "1e3s", "infs", "٣s"])
def test_what_is_no_duration_names_the_units(text: str) -> None:
    with pytest.raises(ValueError, match="us, ms, s, min, h, d"):
        seconds(text)


def test_rates_and_shares() -> None:
    assert bytes_per_second("100MB/s") == 100 * 1024**2
    assert bytes_per_second("1kB/s") == 1024
    assert share("20%") == pytest.approx(0.2)
    for wrong in ("100MB", "1KB/s", "MB/s"):
        with pytest.raises(ValueError, match="100MB/s"):
            bytes_per_second(wrong)
    for wrong in ("20", "101%", "%"):
        with pytest.raises(ValueError, match="20%"):
            share(wrong)


@pytest.mark.parametrize(
    ("text", "value"),
    [("20GB", 20 * 1024**3), ("500MB", 500 * 1024**2), ("1.5kB", 1536), ("7B", 7), (" 2 TB ", 2 * 1024**4)],
)
def test_sizes(text: str, value: float) -> None:
    assert size(text) == value


@pytest.mark.parametrize("text", ["20", "20 gb", "-1GB", "0GB", "GB", "", "1GiB", "20GB/s"])
def test_what_is_no_size_names_the_units(text: str) -> None:
    with pytest.raises(ValueError, match="20GB"):
        size(text)


def test_an_age_has_no_limit() -> None:
    assert age("365d") == 365 * 86400
    with pytest.raises(ValueError, match="not a duration"):
        age("a week")
