"""Spell names in the SQL and shell commands that messages suggest, so that people can paste them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from os import PathLike, fspath

from planner.names import QName, in_line

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")

_RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
        column concurrently constraint create cross current_catalog current_date current_role current_schema
        current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for
        foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral
        leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps
        placing primary references returning right select session_user similar some symmetric system_user table
        tablesample then to trailing true union unique user using variadic verbose when where window with
        """,
    )
)
"""The reserved words of PostgreSQL 18 (documentation, appendix C)."""


def sql_name(name: str | QName) -> str:
    """Return a name as SQL spells it: quoted where PostgreSQL needs quotes, and always in one line."""
    if isinstance(name, QName):
        return f"{sql_name(name.schema)}.{sql_name(name.name)}"
    if _PLAIN.fullmatch(name) and name not in _RESERVED:
        return name
    doubled = name.replace('"', '""')
    if in_line(name) == name:
        return f'"{doubled}"'
    escaped = "".join(c if in_line(c) == c else f"\\+{ord(c):06x}" for c in doubled.replace("\\", "\\\\"))
    return f'U&"{escaped}"'


def sql_names(names: Iterable[str]) -> str:
    """Return `a, "B"`."""
    return ", ".join(sql_name(name) for name in names)


def shell_word(word: str | PathLike[str]) -> str:
    """Return one argument of a shell command."""
    return in_line(shlex.quote(fspath(word)))
