"""Cut SQL and plpgsql into tokens, line by line: enough to break a line without breaking a name or a string."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOKEN = re.compile(
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


@dataclass(slots=True)
class Token:
    """A token, or a pair of parentheses with the tokens between them."""

    text: str
    """The whole text in one line."""
    kind: str
    spaced: bool = False
    """White space is before the token."""
    inner: list[Token] | None = None
    closed: str = ")"


def lines_of(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each line of code. A line break within a string ends no line."""
    line: list[Token] = []
    spaced = False
    for match in TOKEN.finditer(text):
        kind, found = match.lastgroup or "word", match[0]
        if kind == "end":
            yield line
            line, spaced = [Token(found[1:], "indent")], False
        elif kind == "space":
            if match.start() == 0:
                line.append(Token(found, "indent"))
            spaced = True
        else:
            line.append(Token(found, kind, spaced))
            spaced = False
    yield line


def flat(tokens: Sequence[Token]) -> str:
    """Return the tokens in one line."""
    return "".join([f" {t.text}" if t.spaced and n else t.text for n, t in enumerate(tokens)])


def crosses_lines(text: str) -> bool:
    """Return whether a name, a string or a dollar-quoted text goes over the end of a line."""
    return any("\n" in quoted[0] for quoted in _QUOTED.finditer(text))


def tree_of(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with each pair of parentheses as one token. A parenthesis without its partner is a word."""
    stack: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "open":
            stack[-1].append(token)
            stack.append([])
        elif token.kind == "close" and len(stack) > 1:
            inner = stack.pop()
            opened = stack[-1].pop()
            whole = f"{opened.text}{flat(inner)}{token.text}"
            stack[-1].append(Token(whole, "group", opened.spaced, inner, token.text))
        else:
            stack[-1].append(token)
    found = stack[0]
    for rest in stack[1:]:
        found += rest
    return found
