"""Translate type names as people write them into the spelling of format_type."""

from __future__ import annotations

import re

_ALIASES = {
    "int": "integer",
    "int4": "integer",
    "int2": "smallint",
    "int8": "bigint",
    "varchar": "character varying",
    "char": "character",
    "bool": "boolean",
    "decimal": "numeric",
    "float": "double precision",
    "float4": "real",
    "float8": "double precision",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "timetz": "time with time zone",
    "time": "time without time zone",
}
"""The aliases of types (PostgreSQL documentation, table 8.1 Data Types)."""

_SPELLING = re.compile(
    r"\s*([a-z_][a-z0-9_ ]*?)\s*(\(\s*\d+\s*(?:,\s*-?\d+\s*)?\))?\s*((?:\[\s*\])*)\s*", re.IGNORECASE
)


def canonical_type(text: str) -> str:
    """Return a type as format_type spells it: `varchar(64)` → `character varying(64)`.

    A name that is not an alias stays, in lower case and without superfluous spaces.
    """
    match = _SPELLING.fullmatch(text)
    if match is None:
        return text.strip()
    name, modifier, array = match.groups()
    name = " ".join(name.lower().split())
    modifier = re.sub(r"\s", "", modifier or "")
    if name in ("character", "char") and not modifier:
        modifier = "(1)"
    return f"{_ALIASES.get(name, name)}{modifier}{'[]' * array.count('[')}"
