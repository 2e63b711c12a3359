"""CREATE and DROP INDEX CONCURRENTLY, which PostgreSQL refuses in a transaction block, and variants of them."""

from __future__ import annotations

import re

from planner.sql.build import Node, Statement, render, verbatim

_CONCURRENTLY = re.compile(r"(CREATE (?:UNIQUE )?INDEX|DROP INDEX) CONCURRENTLY (IF (?:NOT )?EXISTS )?(.*)", re.DOTALL)


def is_concurrent(statement: Statement) -> bool:
    return _CONCURRENTLY.match(render(statement)) is not None


def is_drop(statement: Statement) -> bool:
    """Return whether the statement is a DROP INDEX CONCURRENTLY."""
    return render(statement).startswith("DROP INDEX CONCURRENTLY ")


def dropped(statement: Statement) -> str:
    """Return the index that a DROP INDEX CONCURRENTLY drops, spelled as SQL, for to_regclass."""
    return _parts(statement)[2]


def repeatable(statement: Statement) -> Node:
    """Return the statement with IF EXISTS or IF NOT EXISTS, so that a second run is no error.

    A CREATE with IF NOT EXISTS also accepts an INVALID index, so check the index afterwards.
    """
    words, _, rest = _parts(statement)
    exists = "IF EXISTS" if words.startswith("DROP") else "IF NOT EXISTS"
    return verbatim(f"{words} CONCURRENTLY {exists} {rest}")


def blocking(statement: Statement) -> Node:
    """Return a DROP without CONCURRENTLY, for a transaction block. ACCESS EXCLUSIVE on the table, for a moment."""
    words, exists, rest = _parts(statement)
    return verbatim(f"{words} {exists}{rest}")


def _parts(statement: Statement) -> tuple[str, str, str]:
    match = _CONCURRENTLY.match(render(statement))
    if match is None:
        raise ValueError(f"not CONCURRENTLY: {render(statement)}")
    return match[1], match[2] or "", match[3]
