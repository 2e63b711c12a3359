"""Break long lines of SQL between tokens, so that people can review files. The meaning of a statement stays the same.

A line break is put only where white space is, or after an opening parenthesis. Names, strings and dollar-quoted texts
are never broken, except that a long string becomes two strings on two lines, which PostgreSQL reads as one (PostgreSQL
documentation, 4.1.2.1).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import pairwise

from planner.sql.tokens import TOKEN, Token, crosses_lines, flat, lines_of, tree_of

WIDTH = 120
"""The longest line of a file, in characters."""

_DO = re.compile(r"(DO (\$\w*\$))(.*)(\2;?\s*)", re.DOTALL)
_BLOCK = re.compile(r"(\$\w*\$)(.*)\1(;?)", re.DOTALL)
_CLAUSES = frozenset(
    [
        *("SELECT", "FROM", "WHERE", "LEFT", "JOIN", "CROSS", "VALUES", "ON", "RETURNING", "UNION", "ORDER", "GROUP"),
        *("SET", "USING", "INTO", "LOOP", "THEN", "ELSE", "REFERENCES", "WHEN", "FOR", "LANGUAGE", "EXECUTE"),
    ]
)
"""The words before which a line that is too long is broken first."""
_GLUED = frozenset(
    [
        *(("LEFT", "JOIN"), ("CROSS", "JOIN"), ("INSERT", "INTO"), ("DELETE", "FROM"), ("DISTINCT", "FROM")),
        *(("UPDATE", "SET"), ("UNION", "SELECT"), ("ALL", "SELECT"), ("COMMENT", "ON")),
    ]
)
_STRING = re.compile(r"([eE]?)'((?:[^'\\\n]|''|\\[^\n])*)'([;,)]*)")


def is_long(text: str) -> bool:
    """Return whether a line of the text is longer than `WIDTH`."""
    return len(text) > WIDTH and any(len(line) > WIDTH for line in text.split("\n"))


def wrapped(statement: str, indent: str = "") -> str:
    """Return the statement with its long lines broken. A body of DO is code; any other dollar-quoted text stays."""
    if not is_long(statement) or "/*" in statement:
        return statement
    block = _DO.fullmatch(statement)
    if block is None:
        return _code(statement, indent)
    return f"{block[1]}{_code(block[3], indent)}{block[4]}"


class Folded(str):
    """The body of a function with short lines."""

    raw: str
    """The body before its lines were broken."""


def folded(body: str) -> str:
    """Return a function's body with its long lines broken at white space alone: `squeezed` gives the same for both."""
    if not is_long(body) or "/*" in body:
        return body
    text = Folded(_folded(body))
    text.raw = str(body)
    return text


def _folded(body: str) -> str:
    if crosses_lines(body):
        return body
    return "\n".join([line if len(line) <= WIDTH else _fold(next(lines_of(line))) for line in body.split("\n")])


def squeezed(body: str) -> str:
    """Return the text with one blank for each run of white space outside names and strings."""
    parts: list[str] = []
    for match in TOKEN.finditer(body):
        blank = match.lastgroup in ("end", "space")
        if not blank:
            parts.append(match[0])
        elif parts and parts[-1] != " ":
            parts.append(" ")
    return "".join(parts).strip()


def comments(text: str, indent: str = "") -> list[str]:
    """Return one line of text as lines of a comment."""
    if len(indent) + 3 + len(text) <= WIDTH:
        return [f"{indent}-- {text}".rstrip()]
    return textwrap.wrap(
        text, WIDTH, initial_indent=f"{indent}-- ", subsequent_indent=f"{indent}--   ", break_on_hyphens=False
    )


def _code(text: str, indent: str) -> str:
    if "\n" in text and not crosses_lines(text):
        return "\n".join([line if len(line) <= WIDTH else _line(line, indent) for line in text.split("\n")])
    return _line(text, indent)


def _line(text: str, indent: str) -> str:
    lines: list[str] = []
    for tokens in lines_of(text):
        lead = "".join(t.text for t in tokens if t.kind == "indent")
        code = [t for t in tokens if t.kind != "indent"]
        _open_blocks(code)
        whole = lead + flat(code)
        if not is_long(whole):
            lines.append(whole if code else "")
            continue
        remarks = [t for t in code if t.kind == "comment"]
        tree = tree_of([t for t in code if t.kind != "comment"])
        for remark in remarks:
            lines += comments(remark.text.removeprefix("--").strip(), lead)
        lines += _emit(tree, lead or indent)
    return "\n".join(lines)


def _open_blocks(code: Sequence[Token]) -> None:
    """Break the lines of a DO block that stands within the code of another one."""
    for before, token in pairwise(code):
        block = _BLOCK.fullmatch(token.text) if before.text == "DO" else None
        if block is not None and is_long(block[2]):
            token.text = f"{block[1]}{_code(block[2], '')}{block[1]}{block[3]}"


def _emit(tokens: list[Token], indent: str) -> list[str]:
    """Return the tokens as lines, each at most `WIDTH` long if it can be."""
    whole = indent + flat(tokens)
    if not is_long(whole):
        return [whole]
    for split in (_clauses, _commas, _operands):
        parts = split(tokens)
        if len(parts) > 1:
            return _listed(parts, indent) if split is _commas else _stacked(parts, indent, split is _operands)
    return _opened(tokens, indent)


def _stacked(parts: list[list[Token]], indent: str, deeper: bool) -> list[str]:
    first, *rest = parts
    lines = _emit(first, indent)
    for part in rest:
        lines += _emit(part, indent + "  " if deeper else indent)
    return lines


def _listed(parts: list[list[Token]], indent: str) -> list[str]:
    """Return comma-separated parts, as many to a line as fit."""
    lines: list[str] = []
    now = ""
    deeper = indent + "  " if parts[0][0].text in _CLAUSES else indent
    for part in parts:
        text = flat(part)
        at = indent if not lines and not now else deeper
        if now and len(now) + 1 + len(text) <= WIDTH and "\n" not in text:
            now += f" {text}"
            continue
        if now:
            lines.append(now)
            now, at = "", deeper
        if is_long(at + text):
            lines += _emit(part, at)
        else:
            now = at + text
    return [*lines, now] if now else lines


def _clauses(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    before = ""
    for token in tokens:
        word = token.text
        if parts[-1] and token.spaced and word in _CLAUSES and (before, word) not in _GLUED:
            parts.append([])
        parts[-1].append(token)
        before = word
    return parts


def _commas(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        parts[-1].append(token)
        if token.kind == "comma":
            parts.append([])
    return parts if parts[-1] else parts[:-1]


def _operands(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    between = False
    for token in tokens:
        if parts[-1] and token.text in ("AND", "OR") and not between:
            parts.append([])
        between = token.text == "BETWEEN" or (between and token.text != "AND")
        parts[-1].append(token)
    return parts


def _opened(tokens: list[Token], indent: str) -> list[str]:
    """Return tokens that no keyword splits, with the widest parentheses on lines of their own."""
    groups = [n for n, t in enumerate(tokens) if t.inner]
    if not groups:
        return _filled(tokens, indent)
    at = max(groups, key=lambda n: len(tokens[n].text))
    group = tokens[at]
    head = [*tokens[:at], Token(group.text[0], "word", group.spaced)]
    tail = [Token(group.closed, "word"), *tokens[at + 1 :]]
    assert group.inner is not None
    return [*_emit(head, indent), *_emit(group.inner, indent + "  "), *_emit(tail, indent)]


def _filled(tokens: list[Token], indent: str) -> list[str]:
    """Return words, as many to a line as fit; a string that is longer than a line as several strings."""
    lines: list[str] = []
    now = indent
    deeper = indent + "  "
    for number, word in enumerate(_words(tokens)):
        gap = " " if number and now.strip() else ""
        if gap and len(now) + 1 + len(word) > WIDTH:
            lines.append(now)
            now, gap = deeper, ""
        if len(now) + len(gap) + len(word) > WIDTH and (pieces := _cut(word, WIDTH - len(deeper))):
            *first, last = pieces
            lines += [(now if n == 0 else deeper) + piece for n, piece in enumerate(first)]
            now = deeper + last
            continue
        now += gap + word
    return [*lines, now]


_ESCAPED = re.compile(r"''|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\x[0-9A-Fa-f]{1,2}|\\[0-7]{1,3}|\\.|.", re.DOTALL)
"""A character of a string E'…', which no line may cut."""


def _cut(text: str, width: int) -> list[str]:
    """Return a string as several strings of at most `width`; nothing if the text is no string of one line."""
    found = _STRING.fullmatch(text)
    if found is None or width < 20:
        return []
    prefix, body, after = found.groups()
    units = _ESCAPED.findall(body) if prefix else re.findall(r"''|.", body, re.DOTALL)
    pieces: list[str] = []
    now = ""
    room = width - 2 - len(prefix) - len(after)
    last_space = 0
    for unit in units:
        if len(now) + len(unit) > room:
            cut = last_space or len(now)
            pieces.append(now[:cut])
            now = now[cut:]
            last_space = 0
        now += unit
        if unit == " ":
            last_space = len(now)
    pieces.append(now)
    quoted = [f"'{piece}'" for piece in pieces]
    return [prefix + quoted[0], *quoted[1:-1], quoted[-1] + after]


def _fold(tokens: list[Token]) -> str:
    lead = "".join(t.text for t in tokens if t.kind == "indent")
    deeper = lead + "    "
    lines: list[str] = []
    now = lead
    for word in _words([t for t in tokens if t.kind != "indent"]):
        if now.strip() and len(now) + 1 + len(word) > WIDTH:
            lines.append(now)
            now = deeper
        now += word if now in (lead, deeper) and not now.strip() else f" {word}"
    return "\n".join([*lines, now])


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the texts between white space. What follows `--` stays together."""
    now = ""
    for token in tokens:
        if token.spaced and now and not now.startswith("--"):
            yield now
            now = token.text
        else:
            now += f" {token.text}" if token.spaced and now else token.text
    if now:
        yield now
