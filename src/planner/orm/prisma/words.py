"""Prisma's words for the types, keys and actions of a database (Prisma's documentation, Reference > Prisma schema,
6.19)."""

from __future__ import annotations

import json
import re

from planner.catalog.words import ReferentialAction
from planner.orm.held import Words
from planner.orm.wanted import Feature

ACTIONS = {
    ReferentialAction.NO_ACTION: "NoAction",
    ReferentialAction.RESTRICT: "Restrict",
    ReferentialAction.CASCADE: "Cascade",
    ReferentialAction.SET_NULL: "SetNull",
    ReferentialAction.SET_DEFAULT: "SetDefault",
}

WORDS = Words(unseen=frozenset({Feature.PREDICATE, Feature.EXPRESSION}))
"""Prisma can't declare indexes over some rows or over expressions, and leaves them in the database as they are."""

_TYPES = {
    "text": ("String", ""),
    "integer": ("Int", ""),
    "smallint": ("Int", "@db.SmallInt"),
    "bigint": ("BigInt", ""),
    "uuid": ("String", "@db.Uuid"),
    "boolean": ("Boolean", ""),
    "character varying": ("String", "@db.VarChar"),
    "timestamp with time zone": ("DateTime", "@db.Timestamptz"),
    "timestamp without time zone": ("DateTime", "@db.Timestamp"),
    "date": ("DateTime", "@db.Date"),
    "numeric": ("Decimal", "@db.Decimal"),
    "jsonb": ("Json", ""),
}
_SIZED = {
    r"character varying\((\d+)\)": ("String", "@db.VarChar"),
    r"character\((\d+)\)": ("String", "@db.Char"),
    r"timestamp\((\d)\) with time zone": ("DateTime", "@db.Timestamptz"),
    r"timestamp\((\d)\) without time zone": ("DateTime", "@db.Timestamp"),
}


def typed(text: str) -> tuple[str, str] | None:
    """Return (Prisma's type, the attribute of the native type) for a column's type; None if Prisma has no such type."""
    for pattern, (kind, native) in _SIZED.items():
        sized = re.fullmatch(pattern, text)
        if sized is not None:
            return kind, f"{native}({sized[1]})"
    return _TYPES.get(text)


def mapped(name: str, default: str) -> str:
    """Return `map: "name"`, or nothing if Prisma itself gives this name."""
    return f"map: {json.dumps(name, ensure_ascii=False)}" if name != default else ""


def dbgenerated(default: str) -> str:
    """Return the attribute for a default that the database works out."""
    return f"@default(dbgenerated({json.dumps(default)}))"
