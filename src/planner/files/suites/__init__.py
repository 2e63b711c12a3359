"""Write the tests of `planner test`: one file for each format, which needs nothing but its framework and a driver."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planner import __version__
from planner.files.suites import pgtap, pytest, vitest
from planner.verification.probe.suite import Suite

FORMATS: Mapping[str, tuple[str, Callable[[Suite, str], str]]] = {
    "pgtap": ("tenant_isolation.sql", pgtap.text),
    "pytest": ("test_tenant_isolation.py", pytest.text),
    "vitest": ("tenant_isolation.test.ts", vitest.text),
}
"""The name of the file and the writer of each format."""


def written(suite: Suite, format: str, database: str) -> str:
    """Return the text of the file."""
    _, text = FORMATS[format]
    made = f"planner {__version__} wrote these tests for database {database}. Do not edit: planner test --force writes them again."
    return text(suite, made)
