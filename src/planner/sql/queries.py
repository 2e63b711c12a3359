"""The fixed queries of a package: `queries.sql` beside its modules, with the driver's parameters, `%(name)s` or `%s`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from planner.sql.blocks import blocks, text_of


@cache
def queries(package: str) -> Mapping[str, str]:
    """Return every query of a package by its name; a query with parameters writes a percent sign as `%%`."""
    return blocks(text_of(package, "queries.sql"))
