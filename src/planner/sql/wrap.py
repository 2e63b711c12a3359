"""Break long lines of SQL between tokens, so that people can review files. The meaning of a statement stays the same.

A line break is put only where white space is, or after an opening parenthesis. Names, strings and dollar-quoted texts
are never broken, except that a long string becomes two strings on two lines, which PostgreSQL reads as one (PostgreSQL
documentation, 4.1.2.1).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 120
"""The longest line of a file, in characters."""

_TOKEN = re.compile(
    r"""
    (?P<end>\n[ \t]*)
  | (?P<space>[ \t\r\f\v]+)
  | (?P<comment>--[^\n]*)
  | (?P<open>[(\[])
  | (?P<close>[)\]])
  | (?P<comma>,)
  | (?P<word>(?:
        "(?:[^"]|"")*"
      | (?<![\w$"])[eE]'(?:[^'\\]|\\.|''|'[ \t]*\n\s*')*'
      | '(?:[^']|'')*'
      | (?<![\w$"])(?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag)
      | -(?!-)
      | [^\s"'()\[\],-]
    )+)
  | (?P<rest>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(
    r"""(?<![\w$"])[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|(\$(?:[^\W\d]\w*)?\$).*?\1""",
    re.DOTALL,
)
"""What a line break may stand in without an end of the line of code."""
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
    if any("\n" in quoted[0] for quoted in _QUOTED.finditer(body)):
        return body
    return "\n".join([line if len(line) <= WIDTH else _fold(next(_lines(line))) for line in body.split("\n")])


def squeezed(body: str) -> str:
    """Return the text with one blank for each run of white space outside names and strings."""
    parts: list[str] = []
    for match in _TOKEN.finditer(body):
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


@dataclass(slots=True)
class _Token:
    """A token, or a pair of parentheses with the tokens between them."""

    text: str
    """The whole text in one line."""
    kind: str
    spaced: bool = False
    """White space is before the token."""
    inner: list[_Token] | None = None
    closed: str = ")"


def _lines(text: str) -> Iterator[list[_Token]]:
    """Yield the tokens of each line of code. A line break within a string ends no line."""
    line: list[_Token] = []
    spaced = False
    for match in _TOKEN.finditer(text):
        kind, found = match.lastgroup or "word", match[0]
        if kind == "end":
            yield line
            line, spaced = [_Token(found[1:], "indent")], False
        elif kind == "space":
            if match.start() == 0:
                line.append(_Token(found, "indent"))
            spaced = True
        else:
            line.append(_Token(found, kind, spaced))
            spaced = False
    yield line


def _flat(tokens: Sequence[_Token]) -> str:
    return "".join([f" {t.text}" if t.spaced and n else t.text for n, t in enumerate(tokens)])


def _code(text: str, indent: str) -> str:
    if "\n" in text and not any("\n" in quoted[0] for quoted in _QUOTED.finditer(text)):
        return "\n".join([line if len(line) <= WIDTH else _line(line, indent) for line in text.split("\n")])
    return _line(text, indent)


def _line(text: str, indent: str) -> str:
    lines: list[str] = []
    for tokens in _lines(text):
        lead = "".join(t.text for t in tokens if t.kind == "indent")
        code = [t for t in tokens if t.kind != "indent"]
        _open_blocks(code)
        flat = _flat(code)
        if not is_long(lead + flat):
            lines.append((lead + flat) if code else "")
            continue
        remarks = [t for t in code if t.kind == "comment"]
        tree = _tree([t for t in code if t.kind != "comment"])
        for remark in remarks:
            lines += comments(remark.text.removeprefix("--").strip(), lead)
        lines += _emit(tree, lead or indent)
    return "\n".join(lines)


def _open_blocks(code: Sequence[_Token]) -> None:
    """Break the lines of a DO block that stands within the code of another one."""
    for before, token in pairwise(code):
        block = _BLOCK.fullmatch(token.text) if before.text == "DO" else None
        if block is not None and is_long(block[2]):
            token.text = f"{block[1]}{_code(block[2], '')}{block[1]}{block[3]}"


def _tree(tokens: Sequence[_Token]) -> list[_Token]:
    """Return the tokens with each pair of parentheses as one token. A parenthesis without its partner is a word."""
    stack: list[list[_Token]] = [[]]
    for token in tokens:
        if token.kind == "open":
            stack[-1].append(token)
            stack.append([])
        elif token.kind == "close" and len(stack) > 1:
            inner = stack.pop()
            opened = stack[-1].pop()
            whole = f"{opened.text}{_flat(inner)}{token.text}"
            stack[-1].append(_Token(whole, "group", opened.spaced, inner, token.text))
        else:
            stack[-1].append(token)
    flat = stack[0]
    for rest in stack[1:]:
        flat += rest
    return flat


def _emit(tokens: list[_Token], indent: str) -> list[str]:
    """Return the tokens as lines, each at most `WIDTH` long if it can be."""
    flat = indent + _flat(tokens)
    if not is_long(flat):
        return [flat]
    for split in (_clauses, _commas, _operands):
        parts = split(tokens)
        if len(parts) > 1:
            return _listed(parts, indent) if split is _commas else _stacked(parts, indent, split is _operands)
    return _opened(tokens, indent)


def _stacked(parts: list[list[_Token]], indent: str, deeper: bool) -> list[str]:
    first, *rest = parts
    lines = _emit(first, indent)
    for part in rest:
        lines += _emit(part, indent + "  " if deeper else indent)
    return lines


def _listed(parts: list[list[_Token]], indent: str) -> list[str]:
    """Return comma-separated parts, as many to a line as fit."""
    lines: list[str] = []
    now = ""
    deeper = indent + "  " if parts[0][0].text in _CLAUSES else indent
    for part in parts:
        text = _flat(part)
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


def _clauses(tokens: list[_Token]) -> list[list[_Token]]:
    parts: list[list[_Token]] = [[]]
    before = ""
    for token in tokens:
        word = token.text
        if parts[-1] and token.spaced and word in _CLAUSES and (before, word) not in _GLUED:
            parts.append([])
        parts[-1].append(token)
        before = word
    return parts


def _commas(tokens: list[_Token]) -> list[list[_Token]]:
    parts: list[list[_Token]] = [[]]
    for token in tokens:
        parts[-1].append(token)
        if token.kind == "comma":
            parts.append([])
    return parts if parts[-1] else parts[:-1]


def _operands(tokens: list[_Token]) -> list[list[_Token]]:
    parts: list[list[_Token]] = [[]]
    between = False
    for token in tokens:
        if parts[-1] and token.text in ("AND", "OR") and not between:
            parts.append([])
        between = token.text == "BETWEEN" or (between and token.text != "AND")
        parts[-1].append(token)
    return parts


def _opened(tokens: list[_Token], indent: str) -> list[str]:
    """Return tokens that no keyword splits, with the widest parentheses on lines of their own."""
    groups = [n for n, t in enumerate(tokens) if t.inner]
    if not groups:
        return _filled(tokens, indent)
    at = max(groups, key=lambda n: len(tokens[n].text))
    group = tokens[at]
    head = [*tokens[:at], _Token(group.text[0], "word", group.spaced)]
    tail = [_Token(group.closed, "word"), *tokens[at + 1 :]]
    assert group.inner is not None
    return [*_emit(head, indent), *_emit(group.inner, indent + "  "), *_emit(tail, indent)]


def _filled(tokens: list[_Token], indent: str) -> list[str]:
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


def _cut(text: str, width: int) -> list[str]:
    """Return a string as several strings of at most `width`; nothing if the text is no string of one line."""
    found = _STRING.fullmatch(text)
    if found is None or width < 20:
        return []
    prefix, body, after = found.groups()
    units = re.findall(r"''|\\.|.", body, re.DOTALL) if prefix else re.findall(r"''|.", body, re.DOTALL)
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


def _fold(tokens: list[_Token]) -> str:
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


def _words(tokens: Sequence[_Token]) -> Iterator[str]:
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
