"""The patterns of `defaults`: one entry for many tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from planner.names import QName, named
from planner.plan.model import Plan
from planner.plan.table import Table

ANY = "*"
"""Stands for any text in a pattern, also for none."""


def first_match(patterns: Iterable[str], name: QName, schema: str) -> str | None:
    """Return the first pattern that a table's name matches; None if there is none.

    A pattern without a schema is about tables of `schema`.
    """
    return next((pattern for pattern in patterns if _matches(pattern, name, schema)), None)


def entries(plan: Plan, tables: Iterable[QName]) -> Iterator[tuple[QName, Table]]:
    """Yield the entries of `tables` of the plan, and the entries that other tables of a database get by a pattern."""
    first, listed = plan.schemas[0], set()
    for text, entry in plan.tables.items():
        table = named(text, first)
        listed.add(table)
        yield table, entry
    for name in tables if plan.defaults else ():
        pattern = first_match(plan.defaults, name, first)
        if pattern is not None and name not in listed:
            yield name, plan.defaults[pattern]


def _matches(pattern: str, name: QName, schema: str) -> bool:
    wanted = named(pattern, schema)
    return wanted.schema == name.schema and _compiled(wanted.name).fullmatch(name.name) is not None


@cache
def _compiled(table: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, table.split(ANY))), re.DOTALL)
