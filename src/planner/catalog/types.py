"""Translate type names as people write them into the spelling of format_type."""

from __future__ import annotations

import re

_ALIASES = {
    "int": "integer",
    "int4": "integer",
    "int2": "smallint",
    "int8": "bigint",
    "varchar": "character varying",
    "char varying": "character varying",
    "nchar varying": "character varying",
    "national char varying": "character varying",
    "national character varying": "character varying",
    "char": "character",
    "nchar": "character",
    "national char": "character",
    "national character": "character",
    "varbit": "bit varying",
    "bool": "boolean",
    "decimal": "numeric",
    "dec": "numeric",
    "float": "double precision",
    "float4": "real",
    "float8": "double precision",
}
"""The aliases of types (PostgreSQL documentation, table 8.1 Data Types; the grammar has those of `character`)."""

_ZONED = {
    "timestamp": ("timestamp", "without time zone"),
    "timestamptz": ("timestamp", "with time zone"),
    "time": ("time", "without time zone"),
    "timetz": ("time", "with time zone"),
}
"""The types of times: the precision stands between the two parts of the name, as in `timestamp(3) with time zone`."""

_MOST_DIGITS_OF_REAL = 24
"""float(1) to float(24) are real, more digits are double precision (PostgreSQL documentation, 8.1.3)."""

_SPELLING = re.compile(
    r"\s*([a-z_][a-z0-9_ ]*?)\s*(\(\s*\d+\s*(?:,\s*-?\d+\s*)?\))?(\s*with(?:out)? +time +zone)?"
    r"\s*((?:\[\s*\d*\s*\]\s*)*)",
    re.IGNORECASE,
)


def canonical_type(text: str) -> str:
    """Return a type as format_type spells it: `varchar(64)` → `character varying(64)`.

    A name that is not an alias stays, in lower case and without superfluous spaces.
    """
    match = _SPELLING.fullmatch(text)
    if match is None:
        return text.strip()
    name, modifier, zone, dimensions = match.groups()
    name = " ".join(name.lower().split())
    modifier = re.sub(r"\s", "", modifier or "")
    array = "[]" if dimensions else ""
    if name in _ZONED:
        name, own = _ZONED[name]
        zone = " ".join(zone.lower().split()) if zone else own
        return f"{name}{modifier} {zone}{array}"
    if zone:
        return text.strip()
    return f"{_modified(name, modifier)}{array}"


_VARYING = re.compile(r"character varying\(\d+\)")


def without_length(type_text: str) -> str:
    """Return `character varying` for any length of it. Its operators and its indexes do not depend on the length."""
    return "character varying" if _VARYING.fullmatch(type_text) else type_text


def _modified(name: str, modifier: str) -> str:
    """Return a type without its array, with the modifier that PostgreSQL gives it."""
    if name == "float" and modifier.strip("()").isdecimal():
        return "real" if int(modifier.strip("()")) <= _MOST_DIGITS_OF_REAL else "double precision"
    if name == "bpchar" and modifier:
        name = "character"
    name = _ALIASES.get(name, name)
    if name in ("character", "bit") and not modifier:
        modifier = "(1)"
    if name == "numeric" and modifier and "," not in modifier:
        modifier = f"{modifier[:-1]},0)"
    return f"{name}{modifier}"


_MODIFIER = re.compile(r'("(?:[^"]|"")+")|\([^()"]+\)')
"""A modifier, or a name in quotes, which may have parentheses in it. Modifiers of extensions are words too:
`geometry(Point,4326)`."""
_WHOLE = {
    "character varying": "pg_catalog.varchar",
    "character": "pg_catalog.bpchar",
    "bit": "pg_catalog.bit",
    "bit varying": "pg_catalog.varbit",
}
"""The types whose own name means another length when nothing follows it: `character` is character(1)."""
_KEYWORDS = frozenset({"bigint", "boolean", "integer", "interval", "json", "numeric", "real", "smallint"})
"""Types of one word that the grammar knows, so that search_path does not matter (PostgreSQL documentation, C)."""

CUTTING = frozenset({"name", '"char"'})
"""Types that cut a longer text and have no form without a length."""


def without_modifier(type_text: str) -> str:
    """Return the type as format_type spells it, without its length or precision."""
    return _MODIFIER.sub(r"\1", type_text)


def whole_type(type_text: str) -> str:
    """Return the type without its length or precision, with the schema of a type that PostgreSQL brings along.

    A cast to `character varying(8)` cuts a longer text silently, and one to `numeric(3,0)` rounds. A cast to the type
    without the modifier keeps the whole value.
    """
    bare = without_modifier(type_text)
    if bare in _WHOLE:
        return _WHOLE[bare]
    own = "." not in bare and " " not in bare and not bare.endswith("[]") and bare not in _KEYWORDS
    return f"pg_catalog.{bare}" if own else bare
