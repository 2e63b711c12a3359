from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.plan.units import bytes_per_second, seconds, share


@pytest.mark.parametrize(
    ("text", "value"),
    [("200ms", 0.2), ("10min", 600.0), ("1.5s", 1.5), ("2h", 7200.0), ("1d", 86400.0), ("5us", 5e-6), (" 3 s ", 3.0)],
)
def test_durations(text: str, value: float) -> None:
    assert seconds(text) == pytest.approx(value)


@given(st.integers(0, 10**6), st.sampled_from(["us", "ms", "s", "min", "h", "d"]))
def test_a_duration_is_its_number_times_its_unit(number: int, unit: str) -> None:
    assert seconds(f"{number}{unit}") == pytest.approx(number * seconds(f"1{unit}"))


@pytest.mark.parametrize("text", ["5", "5 sec", "-1s", "ms", "", "1m", "1 S"])
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
