"""Django's words for what a database has (Django 5.2)."""

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
"""Django acts before the database does. PROTECT asks before, where the database's NO ACTION refuses."""

_SAID = frozenset({Feature.INCLUDE, Feature.NULLS, Feature.DEFERRABLE})
WORDS = Words(constraint=_SAID, index=_SAID, indexes=False, several=False)
"""A condition and expressions are Python, which planner does not write; what is there of them stays."""

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
"""The type's own: where Django names one, it names all."""


def field_of(type_text: str) -> str | None:
    """The field of a column that references nothing; None where no field says the same."""
    sized = re.fullmatch(r"character varying\((\d+)\)", type_text)
    return f"CharField(max_length={sized[1]})" if sized is not None else _TYPES.get(type_text)


def with_options(call: str, *options: str) -> str:
    """`call` with more arguments."""
    head = call[:-1]
    return f"{head}{', ' if options and not head.endswith('(') else ''}{', '.join(options)})"


def quoted(text: str) -> str:
    return f'"{text}"'
