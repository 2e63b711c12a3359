"""The fixed queries of a package, from its file `queries.sql`. Parameters are the driver's: `%(name)s` or `%s`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from planner.names import QName
from planner.sql.blocks import blocks, text_of


@cache
def queries(package: str) -> Mapping[str, str]:
    """Return every query of a package by name. A query with parameters must write a percent sign as `%%`."""
    return blocks(text_of(package, "queries.sql"))


def asked(names: Iterable[QName]) -> dict[str, object]:
    """Return the parameters `schemas` and `names` for a query about these relations or functions."""
    listed = list(names)
    return {"schemas": [name.schema for name in listed], "names": [name.name for name in listed]}
