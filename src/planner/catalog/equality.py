"""The equality of types that PostgreSQL does not bring along, and of domains: their operator and their collation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.catalog.types import without_modifier
from planner.names import EQUALS, QName


@dataclass(frozen=True, slots=True)
class Equality:
    """How values of one type are compared."""

    operator: QName | None
    """The operator of the default operator class; None for a type without one."""
    collation: str | None = None
    """A domain's own collation, `schema.name`."""


BUILT_IN = Equality(EQUALS)


def equalities(rows: Iterable[tuple[Any, ...]], collations: Mapping[int, str]) -> dict[str, Equality]:
    """Return the equality of each type that is not compared as PostgreSQL's own types are, by the type's spelling."""
    found = {}
    for spelled, built_in, schema, operator, collation in rows:
        name = EQUALS if built_in else QName(schema, operator) if operator is not None else None
        equality = Equality(name, collations.get(collation))
        if equality != BUILT_IN:
            found[spelled] = equality
    return found


def equality_of(type_text: str, known: Mapping[str, Equality]) -> Equality:
    """Return the equality of a type as format_type spells it, with or without a modifier."""
    found = known.get(type_text)
    return found if found is not None else known.get(without_modifier(type_text), BUILT_IN)
