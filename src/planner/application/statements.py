"""Statements of the application, as text and as trees. The trees are only read: planner shows a statement as it was
written, and never renders it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from planner.errors import Place

_QUOTED = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/"
_NUMBERED = re.compile(rf"({_QUOTED})|\$(\d+)", re.DOTALL)
_DRIVERS = re.compile(rf"({_QUOTED})|%\((\w+)\)s|%(s)\b", re.DOTALL)
_QUESTION = re.compile(rf"({_QUOTED})|\?(?=\s*(?:[,);]|$|[A-Za-z]))", re.DOTALL)
"""A driver's `?` stands before a comma, a parenthesis, a word or the end. The operator ? of jsonb stands before a
value."""


_AROUND = re.compile(
    r"\A\s*(?:EXPLAIN\b.*?|DECLARE\b.*?\bFOR|PREPARE\b.*?\bAS)\s+(?=(?:SELECT|INSERT|UPDATE|DELETE|MERGE|WITH)\b)",
    re.DOTALL | re.IGNORECASE,
)
"""The text around a statement that the parser must not see."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `calls` and `milliseconds` (the mean) are known if the server counts them."""

    name: str
    """The queryid, or the number of the statement in the file."""
    text: str
    calls: int | None = None
    milliseconds: float | None = None
    rows: int | None = None
    """The rows of all calls."""
    sample: str | None = None
    """One call with its values, for the parser alone; `text` is shown, and has none."""
    sources: tuple[str, ...] = ()
    """The places in the application that comments of the statement name."""
    place: Place | None = None
    """The first call in the log."""
    roles: tuple[str, ...] = ()
    """The roles that ran the statement; an empty name stands for an unknown one."""
    first: str | None = None
    """The schema of names without a schema, when the session has said one."""
    unset: int = 0
    """The calls in sessions that surely had no tenant."""
    parameters: tuple[str, ...] = ()
    """Parameters of some calls, as the server's log spells them."""
    tenants: tuple[str | None, ...] = ()
    """The tenant of the session in each of these calls; None where it is not known."""


_PLANNERS = ('"planner"."', '"pg_catalog"."', "OPERATOR(pg_catalog.", '"ctid"')
"""Spellings that only planner's own statements use."""


def is_planners(text: str) -> bool:
    """Return whether a statement is planner's own."""
    return any(mark in text for mark in _PLANNERS)


def split(text: str) -> Iterator[str]:
    """Yield the statements of a file, cut at semicolons outside of quotes."""
    readable = _numbered(text)
    try:
        tokens = Dialect.get_or_raise("postgres").tokenize(readable)
    except SqlglotError:
        yield from (part.strip() for part in re.split(r";\s*\n", text) if part.strip())
        return
    begin = 0
    for token in tokens:
        if token.text == ";" and token.token_type.name == "SEMICOLON":
            yield from _whole(readable[begin : token.start])
            begin = token.end + 1
    yield from _whole(readable[begin:])


def _whole(text: str) -> Iterator[str]:
    bare = re.sub(r"--[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL).strip()
    if bare:
        yield re.sub(r":planner_p(\d+)", r"$\1", text).strip()


def parse(text: str) -> exp.Expr:
    """Return the tree of a statement, for reading only. The placeholders of drivers are accepted. Raises ValueError
    with the parser's reason."""
    readable = _DRIVERS.sub(lambda m: m[1] or f":{m[2] or 'planner_s'}", _numbered(text))
    try:
        return _parsed(readable)
    except SqlglotError as reason:
        try:
            return _parsed(_QUESTION.sub(lambda m: m[1] or ":planner_q", readable))
        except SqlglotError:
            raise ValueError(str(reason).splitlines()[0].rstrip(".")) from None


def _parsed(text: str) -> exp.Expr:
    tree = sqlglot.parse_one(_AROUND.sub("", text), dialect="postgres")
    if isinstance(tree, exp.Block):
        raise SqlglotError("several statements in one")
    if isinstance(tree, exp.Alias | exp.Condition) and not isinstance(tree, exp.Query):
        raise SqlglotError("not a statement")
    return tree


def _numbered(text: str) -> str:
    """Return the text with a name for each `$1`: sqlglot takes `$1,$` for the beginning of a quoted body."""
    return _NUMBERED.sub(lambda m: m[1] or f":planner_p{m[2]}", text)
