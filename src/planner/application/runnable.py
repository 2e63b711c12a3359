"""Which recorded statements planner may run again: SELECTs that provably write nothing and leave the session as it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlglot import exp

from planner.application.logs.calls import parameters_of
from planner.application.normal import code, comments, normal
from planner.application.statements import Statement, parse

_NAMED = r'(?:"((?:[^"]|"")*)"|([A-Za-z_\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*))'
_NAME = re.compile(_NAMED)
_CALLED = re.compile(rf"{_NAMED}\s*\(")
_LOWER = {letter: letter + 32 for letter in range(ord("A"), ord("Z") + 1)}
_LONGEST_NAME = 63
"""The bytes of a name that the server keeps."""
_NUMBERED = re.compile(r"\$(\d+)")
_WRITES = (exp.DML, exp.Into, exp.Lock, exp.Command, exp.DDL)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call of a statement, as it was sent."""

    text: str
    parameters: tuple[str | None, ...] = ()
    tenant: str | None = None
    """The tenant of the session; None when the log does not say it."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Names of functions that planner does not run."""

    called: frozenset[str]
    """Functions of the server that are volatile: they write, wait, change settings, or give another value each time."""
    named: frozenset[str]
    """Functions of roles that are no superusers. A name alone may call one: `t.name` is `name(t)`."""


def why_not(text: str, forbidden: Forbidden) -> str | None:
    """Return why a statement is not run; None for one that may be run."""
    try:
        tree = parse(text)
    except (ValueError, RecursionError):
        return "not understood"
    if not isinstance(tree, exp.Query):
        return "no SELECT"
    if tree.find(*_WRITES) is not None:
        return "writes or locks rows"
    plain = code(text).rstrip("; \n\t")
    if any("/*" in comment for comment in comments(text)):
        return "has a comment within a comment"
    if re.search(r"[uU]&[\"']|\\'", text) or ";" in plain:
        return "spells names in escapes, or is more than one statement"
    called = _names(_CALLED, plain) & forbidden.called
    named = _names(_NAME, plain) & forbidden.named
    if called:
        return f"calls {min(called)}(), which is volatile"
    if named:
        return f"names the function {min(named)} of a role that is no superuser"
    return None


def recorded(statement: Statement) -> tuple[list[Recorded], str | None]:
    """Return calls of a statement that can be repeated, or why there is none."""
    text = statement.sample or statement.text
    if statement.sample is not None and normal(text) != statement.text:
        return [], "too long"
    numbers = {int(found) for found in _NUMBERED.findall(_outside_quotes(text))}
    if not numbers:
        driver = re.search(r"%s|%\(\w+\)s|\?(?=\s*(?:[,);]|$|[A-Za-z]))|(?<![:\w]):[A-Za-z_]\w*", _outside_quotes(text))
        if driver is not None:
            return [], "parameters unknown"
        return [Recorded(text, (), statement.tenants[0] if statement.tenants else None)], None
    calls = []
    for said, tenant in zip(
        statement.parameters, statement.tenants or (None,) * len(statement.parameters), strict=False
    ):
        values = parameters_of(said)
        if values is not None and numbers <= values.keys():
            calls.append(Recorded(text, tuple(values[n] for n in range(1, max(values) + 1)), tenant))
    return calls, None if calls else "parameters unknown"


def _outside_quotes(text: str) -> str:
    return re.sub(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", "''", text, flags=re.DOTALL)


def _names(pattern: re.Pattern[str], text: str) -> set[str]:
    """Return the names as the server reads them: it lowers A-Z, in some encodings other letters too, and cuts long names."""
    found: set[str] = set()
    for quoted, plain in pattern.findall(text):
        found |= {quoted.replace('""', '"')} if quoted else {plain.translate(_LOWER), plain.lower()}
    return found | {name.encode()[:_LONGEST_NAME].decode(errors="ignore") for name in found}


def all_names(statements: Collection[str]) -> list[str]:
    """Return every name in the statements, for the question which of them are functions."""
    found: set[str] = set()
    for text in statements:
        found |= _names(_NAME, code(text))
    return sorted(found)
