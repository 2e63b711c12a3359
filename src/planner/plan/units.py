"""Durations, rates and shares as people write them in a plan; PostgreSQL's units (documentation, 20.1.1)."""

from __future__ import annotations

import re

_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_BYTES = {"B": 1, "kB": 1024, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4}
_NUMBER = r"(\d+(?:\.\d+)?)"


def seconds(text: str) -> float:
    """`200ms` → 0.2. Raises ValueError that names the units."""
    match = re.fullmatch(rf"\s*{_NUMBER}\s*({'|'.join(_SECONDS)})\s*", text)
    if match is None:
        raise ValueError(
            f"{text!r} is not a duration; write a number with {', '.join(_SECONDS)}, such as 200ms or 10min"
        )
    return float(match[1]) * _SECONDS[match[2]]


def bytes_per_second(text: str) -> float:
    """`100MB/s` → 104857600.0. Raises ValueError that names the units."""
    match = re.fullmatch(rf"\s*{_NUMBER}\s*({'|'.join(_BYTES)})/s\s*", text)
    if match is None:
        raise ValueError(f"{text!r} is not a rate; write a number with {', '.join(_BYTES)} and /s, such as 100MB/s")
    return float(match[1]) * _BYTES[match[2]]


def share(text: str) -> float:
    """`20%` → 0.2. Raises ValueError."""
    match = re.fullmatch(rf"\s*{_NUMBER}\s*%\s*", text)
    if match is None or float(match[1]) > 100:
        raise ValueError(f"{text!r} is not a share; write a percentage, such as 20%")
    return float(match[1]) / 100
