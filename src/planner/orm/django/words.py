"""Django's words for the types, keys and actions of a database (Django 5.2)."""

from __future__ import annotations

import re

from planner.catalog.words import ReferentialAction
from planner.orm.held import Words
from planner.orm.wanted import Feature

ON_DELETE = {
    ReferentialAction.NO_ACTION: "PROTECT",
    ReferentialAction.RESTRICT: "RESTRICT",
    ReferentialAction.CASCADE: "CASCADE",
    ReferentialAction.SET_NULL: "SET_NULL",
}
"""Django acts before the database does. PROTECT refuses before the database's NO ACTION would refuse."""

_SAID = frozenset({Feature.INCLUDE, Feature.NULLS, Feature.DEFERRABLE})
WORDS = Words(constraint=_SAID, index=_SAID, indexes=False, several=False)
"""Conditions and expressions are Python code in Django. planner does not write them, and keeps those that are there."""

_TYPES = {
    "text": "TextField()",
    "integer": "IntegerField()",
    "smallint": "SmallIntegerField()",
    "bigint": "BigIntegerField()",
    "uuid": "UUIDField()",
    "boolean": "BooleanField()",
    "timestamp with time zone": "DateTimeField()",
    "date": "DateField()",
    "jsonb": "JSONField()",
}

OPCLASSES = {
    "text": "text_ops",
    "integer": "int4_ops",
    "smallint": "int2_ops",
    "bigint": "int8_ops",
    "uuid": "uuid_ops",
}
"""The operator class that belongs to the type. If Django names one operator class, it names all."""


def field_of(type_text: str) -> str | None:
    """Return the field for a column that references nothing; None if no field has the column's type."""
    sized = re.fullmatch(r"character varying\((\d+)\)", type_text)
    return f"CharField(max_length={sized[1]})" if sized is not None else _TYPES.get(type_text)


def with_options(call: str, *options: str) -> str:
    """Return `call` with more arguments."""
    head = call[:-1]
    return f"{head}{', ' if options and not head.endswith('(') else ''}{', '.join(options)})"


def quoted(text: str) -> str:
    """Return a string literal in double quotes."""
    return f'"{text}"'
