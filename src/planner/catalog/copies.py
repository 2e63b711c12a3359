"""Copies of frozen dataclasses with some fields changed: as `dataclasses.replace` makes them, several times faster.

A projection copies a relation for every change: at 10,000 tables that is a good part of a diff.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def replace(thing: T, **changes: object) -> T:
    """Return a copy of a dataclass with some fields changed. Raises KeyError for a field that the class lacks.

    Every field of the class must be an argument of its constructor.
    """
    kind: Any = type(thing)
    read, places = _layout(kind)
    values = list(read(thing))
    for name, value in changes.items():
        values[places[name]] = value
    return type(thing)(*values)


@cache
def _layout(kind: type[Any]) -> tuple[Callable[[Any], tuple[Any, ...]], Mapping[str, int]]:
    names = [field.name for field in fields(kind)]
    return attrgetter(*names), {name: place for place, name in enumerate(names)}
