"""Name the functions that a new column breaks. Their text is a string, which the server reads when the function runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.names import QName, few

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_STAR = re.compile(
    r"\b(?:select|returning|all|distinct)\s+\*|(?<![\w$])(?!(?:new|old)\s*\.)[\w$\"]+\s*\.\s*\*|,\s*\*\s*(?:from|into|,|;|$)",
    re.IGNORECASE,
)
"""All columns: `SELECT *`, `RETURNING *`, `u.*`, `SELECT 1, *`. A product has a value on both sides."""
_RECORD = re.compile(r"(?<![\w$])(new|old)\s*\.\s*\*|\(\s*(?:select\s+)?\(?\s*(new|old)\s*\)\s*\.\s*\*", re.IGNORECASE)
_NO_LIST = r"(?:as\s+[\w$\"]+\s*)?(?:\b(?:values|select|overriding|with|table)\b|\(\s*(?:select|values|with)\b)"
_MERGED = re.compile(r"\binsert\s+(?:overriding\s+\w+\s+value\s+)?values\b", re.IGNORECASE)
_WORDS = re.compile(r"[\w$]+")


@dataclass(frozen=True, slots=True)
class Code:
    """A function with its text."""

    name: QName
    arguments: str
    names: tuple[str, ...]
    """The names of its parameters and of the columns of its result."""
    language: str
    source: str
    returns: QName | None
    """The table whose row type is the result."""
    fires_on: tuple[QName, ...]
    """The tables whose triggers run the function."""

    def __str__(self) -> str:
        return f"{self.name}({self.arguments})"


def broken(found: Sequence[Code], columns: Mapping[QName, str]) -> Iterator[tuple[Code, str]]:
    """Yield each function that a new column of a table may break, with the reasons.

    `columns` has the new column of each table. The text decides: a function that names no such table is left out.
    """
    by_word: dict[str, list[QName]] = {}
    for relation in columns:
        by_word.setdefault(relation.name.lower(), []).append(relation)
    awkward = [relation for relation in columns if not _WORDS.fullmatch(relation.name)]
    for code in found:
        text = _COMMENT.sub(" ", code.source)
        lower = text.lower()
        words = set(_WORDS.findall(lower))
        tables = [table for word in words & by_word.keys() for table in by_word[word]]
        tables += [table for table in awkward if table.name.lower() in lower]
        fired = [table for table in code.fires_on if table in columns]
        if code.returns is not None and code.returns in columns:
            tables.append(code.returns)
        if not tables and not fired:
            continue
        reasons = list(_reasons(code, text, words, sorted({*tables}), fired, columns))
        if reasons:
            yield code, "; ".join(reasons)


def _reasons(
    code: Code,
    text: str,
    words: set[str],
    tables: Sequence[QName],
    fired: Sequence[QName],
    columns: Mapping[QName, str],
) -> Iterator[str]:
    named = {columns[table] for table in (*tables, *fired)}
    for column in sorted(named):
        if column in code.names:
            yield f"a parameter or result is called {column}, so {column} becomes ambiguous"
        elif column.lower() in words:
            yield f"it says {column}, which becomes a column too"
    if tables and _STAR.search(text):
        yield f"its * of {few(tables)} gets one column more"
    if fired and (record := _RECORD.search(text)):
        word = (record[1] or record[2]).upper()
        yield f"{word}.* of {few(fired)} gets one column more"
    for table in tables:
        spelled = rf"(?:\"?[\w$]+\"?\s*\.\s*)?\"?{re.escape(table.name)}\"?"
        if re.search(rf"\binsert\s+into\s+(?:only\s+)?{spelled}\s*{_NO_LIST}", text, re.IGNORECASE):
            yield f"INSERT INTO {table} without a list of columns"
        merged = re.search(rf"\bmerge\s+into\s+(?:only\s+)?{spelled}(?![\w$])", text, re.IGNORECASE)
        if merged and _MERGED.search(text, merged.end()):
            yield f"MERGE INTO {table} inserts without a list of columns"
        if re.search(rf"\bcopy\s+{spelled}\s+(?:from|to)\b", text, re.IGNORECASE):
            yield f"COPY {table} without a list of columns"
        if re.search(rf"(?<![\w$]){spelled}\s*%\s*rowtype", text, re.IGNORECASE):
            yield f"a variable of {table}%ROWTYPE gets one field more"
        if code.returns == table and not _STAR.search(text):
            yield f"it returns rows of {table}, which get one column more"


_TARGET = re.compile(
    r"\bon\s+conflict\s*\(([^()]*)\)|\bon\s+conflict\s+on\s+constraint\s+(\"[^\"]+\"|[\w$]+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a run takes away."""

    relation: QName
    name: str
    columns: frozenset[str]


def upserting(found: Sequence[Code], keys: Sequence[Key]) -> Iterator[tuple[Code, Key, str]]:
    """Yield each function whose ON CONFLICT names a key that will be gone, with the key and the words."""
    for code in found:
        text = _COMMENT.sub(" ", code.source)
        lower = text.lower()
        for match in _TARGET.finditer(text):
            columns = frozenset(_folded(part) for part in (match[1] or "").split(","))
            for key in keys:
                named = columns == key.columns if match[1] else _folded(match[2]) == key.name
                if named and key.relation.name.lower() in lower:
                    yield code, key, " ".join(match[0].split())


def _folded(word: str) -> str:
    word = word.strip()
    return word[1:-1] if word.startswith('"') else word.lower()
