"""Refuse Python source that is nested too deeply, before libcst parses it.

libcst's parser recurses in native code: some thousand open brackets end the process, and nobody can catch that.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

DEEPEST = 500
"""The deepest expression that is read, in parts: an open bracket is a part, and so is every token of a chain such as
`a + b + c`, up to the next comma. Python itself refuses 200 open brackets."""

_FRAMES = 20_000
"""Python's recursion limit while libcst walks a tree: a part needs up to ten calls."""

_TOKEN = re.compile(
    rb"""
    (?P<space>[ \t\f]+|\\\r?\n|\#[^\r\n]*)
    |(?P<string>(?P<prefix>[A-Za-z]{0,2})
      (?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\\r\n])*"|'(?:\\.|[^'\\\r\n])*'))
    |(?P<word>[\w\x80-\xff]+)
    |(?P<line>[\r\n])
    |(?P<open>[(\[{])
    |(?P<close>[)\]}])
    |(?P<next>[,;])
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FIELD = re.compile(rb"\{[^{}]*\}")
"""An expression in an f-string. Another one around it counts as brackets."""


@dataclass(slots=True)
class _Level:
    """A bracket: the parts of the chain that is read now, the deepest bracket in it, and the deepest chain before."""

    chain: int = 0
    inner: int = 0
    before: int = 0

    @property
    def depth(self) -> int:
        return max(self.before, self.chain + self.inner)

    def end_chain(self) -> None:
        self.before, self.chain, self.inner = self.depth, 0, 0


def too_deep(text: bytes) -> int | None:
    """Return the line of the first expression that is deeper than `DEEPEST`; None for source without one.

    An `elif` counts as a part of all `elif` before it: libcst nests them.
    """
    levels, branches = [_Level()], 0
    for token in _TOKEN.finditer(text):
        level = levels[-1]
        match token.lastgroup:
            case "open":
                levels.append(_Level())
            case "close" if len(levels) > 1:
                inside = levels.pop()
                levels[-1].inner = max(levels[-1].inner, inside.depth + 1)
                levels[-1].chain += 1
            case "next":
                level.end_chain()
            case "line" if len(levels) == 1:
                levels = [_Level()]
            case "string":
                level.chain += 1
                if b"f" in token["prefix"].lower():
                    level.inner = max(level.inner, _in_text(token["string"]))
            case "word" if token[0] == b"elif":
                branches += 1
            case "word" | "other" | "close":
                level.chain += 1
        if branches + len(levels) + levels[-1].depth > DEEPEST:
            return 1 + text.count(b"\n", 0, token.start())
    return None


def _in_text(text: bytes) -> int:
    """Return how deep the expressions of an f-string are, at most."""
    depth = deepest = 0
    for bracket in re.finditer(rb"[(\[{]|[)\]}]", text):
        depth += 1 if bracket[0] in b"([{" else -1
        deepest = max(deepest, depth)
    return deepest + max((len(re.findall(rb"\w+|[^\w\s]", part)) for part in _FIELD.findall(text)), default=0)


@contextmanager
def deep_trees() -> Iterator[None]:
    """Let libcst walk trees of this depth."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
