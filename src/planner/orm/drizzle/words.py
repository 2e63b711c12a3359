"""Drizzle's words for what a database has (drizzle-orm 0.45)."""

from __future__ import annotations

import re

from planner.catalog.parts import IndexColumn
from planner.orm.held import Words
from planner.orm.wanted import Feature, Key

WORDS = Words(
    constraint=frozenset({Feature.NULLS}),
    index=frozenset({Feature.PREDICATE, Feature.EXPRESSION, Feature.OPCLASS, Feature.COLLATION, Feature.ORDER}),
    policies=True,
)

_BUILDERS = {
    "text": ("text", ""),
    "uuid": ("uuid", ""),
    "smallint": ("smallint", ""),
    "integer": ("integer", ""),
    "bigint": ("bigint", "{ mode: 'number' }"),
    "boolean": ("boolean", ""),
    "jsonb": ("jsonb", ""),
    "json": ("json", ""),
    "date": ("date", ""),
    "timestamp with time zone": ("timestamp", "{ withTimezone: true }"),
    "timestamp without time zone": ("timestamp", ""),
    "numeric": ("numeric", ""),
    "double precision": ("doublePrecision", ""),
    "real": ("real", ""),
    "character varying": ("varchar", ""),
}


def builder(type_text: str) -> tuple[str, str] | None:
    """(the function, its options) of a column's type; None for a type that Drizzle has no builder of."""
    sized = re.fullmatch(r"(character varying|character)\((\d+)\)", type_text)
    if sized is not None:
        return ("varchar" if sized[1].endswith("varying") else "char"), f"{{ length: {sized[2]} }}"
    return _BUILDERS.get(type_text)


def as_constraint(key: Key) -> bool:
    """Drizzle makes indexes after foreign keys: what these reference has to be a constraint of the table."""
    return key.constraint or key.replaces is None


def is_expression(column: IndexColumn) -> bool:
    """What Drizzle says in SQL alone. drizzle-kit leaves the order out where there is an operator class."""
    ordered = column.descending or column.nulls_first
    return column.name is None or column.collation is not None or (column.opclass is not None and ordered)


def templated(text: str) -> str:
    """SQL between backquotes."""
    return text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
