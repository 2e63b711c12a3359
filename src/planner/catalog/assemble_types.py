"""Build the domains and enums of a catalog from the rows of queries.sql."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.catalog.model import UserType
from planner.names import QName

_Rows = Mapping[str, list[tuple[Any, ...]]]


def types(rows: _Rows) -> dict[QName, UserType]:
    """Return the domains and enums of the managed schemas, by name."""
    found = (
        UserType(QName(schema, name), kind, tuple(labels), base, not_null, default, tuple(checks))
        for schema, name, kind, labels, base, not_null, default, checks in rows["types"]
    )
    return {type_.name: type_ for type_ in found}


def bases(rows: _Rows) -> dict[str, str]:
    """Return the type below each domain of any schema."""
    return {name: base for name, base, _ in rows["type_names"] if base is not None}


def labels(rows: _Rows) -> dict[str, tuple[str, ...]]:
    """Return the labels of each enum of any schema."""
    return {name: tuple(found) for name, base, found in rows["type_names"] if base is None}
