"""SQLAlchemy's words for the types, keys and actions of a database (SQLAlchemy 2.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planner.orm.held import Words
from planner.orm.wanted import Feature
from planner.sql import build

WORDS = Words(
    constraint=frozenset({Feature.INCLUDE, Feature.NULLS, Feature.DEFERRABLE}),
    index=frozenset(Feature) - {Feature.DEFERRABLE},
)

_TYPES = {
    "text": ("Text", "str"),
    "integer": ("Integer", "int"),
    "smallint": ("SmallInteger", "int"),
    "bigint": ("BigInteger", "int"),
    "uuid": ("Uuid", "UUID"),
    "boolean": ("Boolean", "bool"),
    "timestamp with time zone": ("DateTime(timezone=True)", "datetime"),
    "timestamp without time zone": ("DateTime", "datetime"),
    "date": ("Date", "date"),
    "numeric": ("Numeric", "Decimal"),
}
MODULES = {
    "UUID": "uuid",
    "datetime": "datetime",
    "date": "datetime",
    "Decimal": "decimal",
    "Mapped": "sqlalchemy.orm",
    "mapped_column": "sqlalchemy.orm",
}
"""The modules that the names come from. All other names come from sqlalchemy."""
SAME = ("sqlalchemy.schema", "sqlalchemy.types", "sqlalchemy.sql", "sqlalchemy.sql.expression")
"""The modules that define names of sqlalchemy as well."""


def typed(text: str) -> tuple[str, str] | None:
    """Return (SQLAlchemy's type, Python's type) for a column's type; None if planner knows none."""
    sized = re.fullmatch(r"character(?: varying)?\((\d+)\)", text)
    if sized is not None:
        return f"String({sized[1]})", "str"
    return _TYPES.get(text)


def annotated(text: str) -> tuple[str, str, bool] | None:
    """Return (Mapped, the type, nullable) for `Mapped[str | None]` and its variants; None for any other text."""
    inner = re.fullmatch(
        r"(?P<mapped>(?:\w+\.)*Mapped)\[(?:(?:\w+\.)*Optional\[(?P<optional>.*)\]|(?P<plain>.*?)(?P<none> \| None)?)\]",
        text,
    )
    if inner is None:
        return None
    return inner["mapped"], inner["optional"] or inner["plain"], bool(inner["optional"] or inner["none"])


def string(text: str) -> str:
    """Return a Python string literal, in double quotes if possible."""
    return repr(text) if set(text) & {'"', "\\", "\n"} else f'"{text}"'


def sql(text: str) -> str:
    """Return a string literal for `text()`, which would take a colon before a word for a parameter."""
    return string(re.sub(r"(?<!:):(?=\w)", r"\\:", text))


def identifier(name: str) -> str:
    """Return the name as the server writes it, with quotes only if they are needed."""
    return name if re.fullmatch("[a-z_][a-z0-9_]*", name) else build.render(build.ident(name))


def quoted(names: Sequence[str]) -> str:
    """Return the names as string literals, separated by commas."""
    return ", ".join(f'"{name}"' for name in names)
