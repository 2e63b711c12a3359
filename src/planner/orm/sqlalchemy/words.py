"""SQLAlchemy's words for what a database has (SQLAlchemy 2.1)."""

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
"""Where names come from; all others are sqlalchemy's."""


def typed(text: str) -> tuple[str, str] | None:
    """(SQLAlchemy's type, Python's) of a column's type; None where none is known."""
    sized = re.fullmatch(r"character(?: varying)?\((\d+)\)", text)
    if sized is not None:
        return f"String({sized[1]})", "str"
    return _TYPES.get(text)


def annotated(text: str) -> tuple[str, str, bool] | None:
    """(Mapped, the type, nullable) of `Mapped[str | None]` and its kind."""
    inner = re.fullmatch(
        r"(?P<mapped>(?:\w+\.)*Mapped)\[(?:(?:\w+\.)*Optional\[(?P<optional>.*)\]|(?P<plain>.*?)(?P<none> \| None)?)\]",
        text,
    )
    if inner is None:
        return None
    return inner["mapped"], inner["optional"] or inner["plain"], bool(inner["optional"] or inner["none"])


def string(text: str) -> str:
    """As a literal of Python's, in double quotes where it can be."""
    return repr(text) if set(text) & {'"', "\\", "\n"} else f'"{text}"'


def sql(text: str) -> str:
    """As what `text()` takes: a colon before a word would be a parameter."""
    return string(re.sub(r"(?<!:):(?=\w)", r"\\:", text))


def identifier(name: str) -> str:
    """As the server writes it: with quotes where it has to."""
    return name if re.fullmatch("[a-z_][a-z0-9_]*", name) else build.render(build.ident(name))


def quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
