"""CREATE and DROP INDEX CONCURRENTLY, which PostgreSQL refuses in a transaction block, and their other forms."""

from __future__ import annotations

import re

from planner.sql.build import Node, Statement, render, verbatim

_CONCURRENTLY = re.compile(r"(CREATE (?:UNIQUE )?INDEX|DROP INDEX) CONCURRENTLY (IF (?:NOT )?EXISTS )?(.*)", re.DOTALL)


def is_concurrent(statement: Statement) -> bool:
    return _CONCURRENTLY.match(render(statement)) is not None


def is_drop(statement: Statement) -> bool:
    """Of an index, CONCURRENTLY."""
    return render(statement).startswith("DROP INDEX CONCURRENTLY ")


def dropped(statement: Statement) -> str:
    """The index of such a DROP, as SQL names it: what to_regclass reads."""
    return _parts(statement)[2]


def repeatable(statement: Statement) -> Node:
    """The same, and no error when it was run before. A CREATE then says nothing of an INVALID index: ask afterwards."""
    words, _, rest = _parts(statement)
    exists = "IF EXISTS" if words.startswith("DROP") else "IF NOT EXISTS"
    return verbatim(f"{words} CONCURRENTLY {exists} {rest}")


def blocking(statement: Statement) -> Node:
    """A DROP that runs in a transaction: ACCESS EXCLUSIVE on the table, for a moment."""
    words, exists, rest = _parts(statement)
    return verbatim(f"{words} {exists}{rest}")


def _parts(statement: Statement) -> tuple[str, str, str]:
    match = _CONCURRENTLY.match(render(statement))
    if match is None:
        raise ValueError(f"not CONCURRENTLY: {render(statement)}")
    return match[1], match[2] or "", match[3]
