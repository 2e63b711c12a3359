"""Durations, sizes, rates and shares as people write them in a plan, in PostgreSQL's units (documentation, 20.1.1)."""

from __future__ import annotations

import re

from planner.plan.wrong import WrongValue

LONGEST = (2**31 - 1) / 1000
"""The longest duration in seconds, about 24 days. PostgreSQL's timeouts are whole milliseconds in 32 bits."""

_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_BYTES = {"B": 1, "kB": 1024, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4}
_NUMBER = r"([0-9]{1,18}(?:\.[0-9]{1,18})?)"


def seconds(text: str) -> float:
    """Return a duration in seconds: `200ms` → 0.2.

    Raises WrongValue, a ValueError, for a text that is no duration and for a duration longer than `LONGEST`.
    """
    value = age(text)
    if value > LONGEST:
        raise WrongValue(f"{text!r} is longer than 24 days, the maximum of PostgreSQL", "write a shorter time")
    return value


def age(text: str) -> float:
    """Return a duration in seconds, of any length: `30d` → 2592000.0. Raises WrongValue for a text that is no duration."""
    match = re.fullmatch(rf"\s*{_NUMBER}\s*({'|'.join(_SECONDS)})\s*", text)
    if match is None:
        units = ", ".join(_SECONDS)
        raise WrongValue(f"{text!r} is not a duration", f"write a number with {units}, such as 200ms or 10min")
    return float(match[1]) * _SECONDS[match[2]]


def duration(value: float) -> str:
    """Return `value` seconds as text, in the largest unit that gives a whole number: 0.2 → `200ms`.

    This is the reverse of `seconds`.
    """
    for unit, size in reversed(_SECONDS.items()):
        number = round(value / size)
        if number >= 1 and abs(number * size - value) <= 1e-9 * value:
            return f"{number}{unit}"
    return f"{round(value / 1e-6)}us" if value else "0ms"


def bytes_per_second(text: str) -> float:
    """Return a rate in bytes per second: `100MB/s` → 104857600.0. Raises WrongValue, which names the units."""
    match = re.fullmatch(rf"\s*{_NUMBER}\s*({'|'.join(_BYTES)})/s\s*", text)
    if match is None:
        units = ", ".join(_BYTES)
        raise WrongValue(f"{text!r} is not a rate", f"write a number with {units} and /s, such as 100MB/s")
    return float(match[1]) * _BYTES[match[2]]


def size(text: str) -> float:
    """Return a size in bytes: `20GB` → 21474836480.0. Raises WrongValue, which names the units."""
    match = re.fullmatch(rf"\s*{_NUMBER}\s*({'|'.join(_BYTES)})\s*", text)
    if match is None or not float(match[1]):
        units = ", ".join(_BYTES)
        raise WrongValue(f"{text!r} is not a size", f"write a number above 0 with {units}, such as 500MB or 20GB")
    return float(match[1]) * _BYTES[match[2]]


def of_bytes(value: float) -> str:
    """Return bytes as text, in the largest unit that gives a whole number: 67108864.0 → `64MB`."""
    unit, size = next(((u, s) for u, s in reversed(_BYTES.items()) if value >= s and not value % s), ("B", 1))
    return f"{round(value / size)}{unit}"


def rate(value: float) -> str:
    """Return bytes per second as text, in the largest unit that gives at least 1: 104857600.0 → `100MB/s`."""
    unit, size = next(((u, s) for u, s in reversed(_BYTES.items()) if value >= s), ("B", 1))
    return f"{value / size:.3g}{unit}/s"


def share(text: str) -> float:
    """Return a percentage as a fraction: `20%` → 0.2. Raises WrongValue for other text and for more than 100%."""
    match = re.fullmatch(rf"\s*{_NUMBER}\s*%\s*", text)
    if match is None or float(match[1]) > 100:
        raise WrongValue(f"{text!r} is not a share", "write a percentage up to 100%, such as 20%")
    return float(match[1]) / 100
