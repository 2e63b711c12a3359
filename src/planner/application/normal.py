"""The normal form of a statement: one line without values and comments, equal for all calls of one statement.

A log has the text of each call. The normal form of a call costs microseconds, and only a new one is parsed. It shows no
value of a row, so it also goes into reports and into the baseline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_QUOTED = (
    r'"(?:[^"]|"")*"'
    r"|(?P<comment>--[^\n]*|/\*.*?\*/)"
    r"|(?P<string>\b[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*')"
    r"|(?P<dollar>(?<![\w$\u0080-\U0010ffff])\$(?P<tag>[A-Za-z_\u0080-\U0010ffff][\w\u0080-\U0010ffff]*|)\$.*?\$(?P=tag)\$)"
)
_TOKEN = re.compile(
    rf"{_QUOTED}|(?P<value>(?<![\w:$\"]):[A-Za-z_]\w*|%\([A-Za-z_]\w*\)s|%s\b|(?<![\w$\".])[$-]?\d[\w.]*"
    r"|\?(?=\s*(?:[,);]|$|[A-Za-z])))",
    re.DOTALL,
)
"""Comments, and values in every spelling: constants, and the placeholders of the server and of drivers."""

_HARD = re.compile(r"\$(?!\d)|--|%[(s]|(?<!:):[A-Za-z_]")
"""What the quick way does not know: dollar quotes, comments to the end of the line, drivers' placeholders."""
_NUMBER = re.compile(r"([ (=,<>+*/\[|\n\t-])[$-]?\d[\w.]*")
_LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)|\[\s*\?(?:\s*,\s*\?)+\s*\]")
_ROWS = re.compile(r"(\(\?, …\)|\(\?\))(?:\s*,\s*\1)+")
_CUTS = re.compile(rf"{_QUOTED}|(?P<end>;)", re.DOTALL)


def normal(text: str) -> str:
    """Return the normal form: values are `?`, lists of values `(?, …)`, and white space is one space."""
    quick = _quick(text)
    plain = quick if quick is not None else _TOKEN.sub(_without_value, text)
    plain = " ".join(plain.split()).rstrip("; ")
    if "?," in plain or "? ," in plain:
        plain = _LIST.sub(lambda m: "(?, …)" if m[0][0] == "(" else "[?, …]", plain)
    if "), (" in plain or "),(" in plain:
        plain = _ROWS.sub(r"\1, …", plain)
    return plain


def without_last_comment(text: str) -> str:
    """Return a text without the comment at its end, which may be another one for each call."""
    if not text.endswith("*/") or "--" in text:
        return text
    bare = text[: text.rfind("/*")]
    return text if "/*" in bare else bare


def parseable(form: str) -> str:
    """Return a normal form as the parser reads it, for a text that is too long to be parsed."""
    short = form.replace("(?, …), …", "(?)").replace("(?, …)", "(?)").replace("[?, …]", "[?]").replace("(?), …", "(?)")
    return short.replace("?", "$1")


def statements(text: str) -> Iterator[str]:
    """Yield the statements of one text that a client sent, cut at semicolons outside of quotes and comments."""
    begin = 0
    for found in _CUTS.finditer(text):
        if found["end"]:
            yield from _whole(text[begin : found.start()])
            begin = found.end()
    yield from _whole(text[begin:])


def comments(text: str) -> list[str]:
    """Return the comments of a statement, without their marks."""
    if "/*" not in text and "--" not in text:
        return []
    found = [m["comment"] for m in _CUTS.finditer(text) if m["comment"]]
    return [(one[2:-2] if one.startswith("/*") else one[2:]).strip() for one in found]


def code(text: str) -> str:
    """Return a statement without comments and without strings. Everything else stays, also what may be a placeholder."""
    return _CUTS.sub(lambda found: found[0] if found.lastgroup in (None, "end") else " ", text)


def _whole(part: str) -> Iterator[str]:
    if part.strip() and normal(part):
        yield part.strip()


def _without_value(found: re.Match[str]) -> str:
    if found.lastgroup is None:
        return found[0]
    return " " if found["comment"] is not None else "?"


def _quick(text: str) -> str | None:
    """Return the text without values, by the quick way of most statements; None when the text is not simple."""
    bare = text.strip("; \n\t")
    if "--" in bare or bare.count("/*") > 1:
        return None
    if bare.endswith("*/"):
        bare = bare[: bare.rfind("/*")]
    if bare.startswith("/*"):
        bare = bare[bare.find("*/") + 2 :]
    if "/*" in bare or "E'" in bare or "e'" in bare:
        return None
    parts = bare.split("'")
    names = parts[::2]
    if len(parts) % 2 == 0 or any(part.count('"') % 2 for part in names):
        return None
    if len(names) > 2:
        names[1:-1] = [part or "\0" for part in names[1:-1]]  # '' within a string
    joined = "?".join(names)
    if "\0" in joined:
        joined = re.sub("(?:\\?\0)+\\?", "?", joined)
    if ("$" in joined or "-" in joined or "%" in joined or ":" in joined) and _HARD.search(joined):
        return None
    return _NUMBER.sub(r"\1?", f" {joined}")
