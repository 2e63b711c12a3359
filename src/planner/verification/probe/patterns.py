"""Build texts that a condition on a text accepts: regular expressions, LIKE patterns, and lengths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from string import ascii_letters, digits
from typing import Any

_PARSER: Any = import_module("re._parser")
"""Python's own parser of regular expressions. Its syntax and the server's are alike in what CHECKs commonly use."""

_REGEX = re.compile(r"(?<![!~])~\*? '((?:[^']|'')*)'")
_LIKE = re.compile(r"(?<!!)~~\*? '((?:[^']|'')*)'")
_LENGTH = re.compile(r"\b(?:char_length|character_length|length|octet_length)\(")
_WHOLE = re.compile(r"(?<![\w.'{,])\d+(?![\w.'},])")
_CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "lower": "a-z", "upper": "A-Z", "space": " "}
_CATEGORIES = {"CATEGORY_DIGIT": digits, "CATEGORY_WORD": ascii_letters + digits + "_", "CATEGORY_SPACE": " "}
_ANY = "abcdefghijklmnopqrstuvwxyz" + digits
_PRINTED = "".join(map(chr, range(32, 127)))

LONGEST = 4000
"""The longest text that is built for the sake of a length."""

_REPEATED = 6
"""The number of repetitions where a pattern allows any number: enough for many different texts."""


def accepted(condition: str, number: int) -> Iterator[str]:
    """Yield texts that a condition, in the server's words, may accept. Each `number` gives other texts."""
    for pattern in _REGEX.findall(condition):
        made = matching(pattern.replace("''", "'"), number)
        if made is not None:
            yield made
    for pattern in _LIKE.findall(condition):
        yield pattern.replace("''", "'").replace("%", str(number)).replace("_", "a")
    plain = f"probe{number}"
    texts = [plain.upper()] if "upper(" in condition else []
    if _LENGTH.search(condition):
        sizes = [near for size in map(int, _WHOLE.findall(condition)) for near in (size, size - 1, size + 1)]
        filled = [plain.rjust(size, "x")[-size:] for size in sizes if 0 < size <= LONGEST]
        texts = [text.upper() for text in filled] + texts + filled if texts else filled
    yield from texts


def matching(pattern: str, number: int) -> str | None:
    """Return a text that matches a regular expression; None when the expression is not understood."""
    for name, members in _CLASSES.items():
        pattern = pattern.replace(f"[:{name}:]", members)
    pattern = re.sub(r"\\[mMyY]", "", pattern)
    try:
        return _Text(number).of(_PARSER.parse(pattern))
    except (re.error, KeyError, ValueError, OverflowError):
        return None


class _Text:
    """A text in the making. The digits of the number choose among the characters that a pattern allows."""

    def __init__(self, number: int) -> None:
        self._left = number

    def of(self, tokens: Any) -> str:
        return "".join(self._one(str(kind), value) for kind, value in tokens)

    def _one(self, kind: str, value: Any) -> str:
        match kind:
            case "LITERAL":
                return chr(value)
            case "NOT_LITERAL":
                return self._chosen([char for char in _ANY if ord(char) != value])
            case "ANY":
                return self._chosen(list(_ANY))
            case "IN":
                return self._chosen(_members(value))
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = value
                fixed = all(str(inside) == "LITERAL" for inside, _ in inner)
                times = least if fixed else min(int(most), max(int(least), _REPEATED))
                return "".join(self.of(inner) for _ in range(times))
            case "SUBPATTERN":
                return self.of(value[-1])
            case "ATOMIC_GROUP":
                return self.of(value)
            case "BRANCH":
                return self.of(value[1][0])
            case "AT" | "ASSERT" | "ASSERT_NOT":
                return ""
        raise ValueError(kind)

    def _chosen(self, among: list[str]) -> str:
        self._left, at = divmod(self._left, len(among))
        return among[at]


def _members(tokens: Any) -> list[str]:
    """Return the characters of a class, letters and digits first."""
    negated, found = False, ""
    for kind, value in tokens:
        match str(kind):
            case "NEGATE":
                negated = True
            case "LITERAL":
                found += chr(value)
            case "RANGE":
                found += "".join(map(chr, range(value[0], min(value[1], value[0] + 200) + 1)))
            case "CATEGORY":
                name = str(value)
                if name.startswith("CATEGORY_NOT_"):
                    without = _CATEGORIES[name.replace("NOT_", "")]
                    found += "".join(char for char in _PRINTED if char not in without)
                else:
                    found += _CATEGORIES[name]
    members = [char for char in _PRINTED if char not in found] if negated else list(dict.fromkeys(found))
    return [char for char in members if char.isalnum()] or members
