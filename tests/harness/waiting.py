"""Wait for a condition, with a limit."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds that a test waits for a condition before it gives up."""

STEP = 0.01
"""Seconds between two looks."""


def until(condition: Callable[[], bool], what: str, *, patience: float = PATIENCE) -> None:
    """Wait until the condition holds.

    Raise AssertionError, with the name of the condition, after `patience` seconds.
    """
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {patience:g} s"
        time.sleep(STEP)
