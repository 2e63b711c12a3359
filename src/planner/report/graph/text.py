"""Text of a picture: make every character of a name visible, measure the width, and break lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

EM = 0.602
"""The width of a letter in ems, taken from DejaVu Sans Mono, the widest of the fonts that the picture names."""


def visible(text: str) -> str:
    """Return one line that XML may hold. A name may contain control characters, which XML forbids even when they are
    escaped."""
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"):
        return "\ufffd"
    return letter


def width(text: str, size: float) -> float:
    """Return the width in pixels. `size` is the font size in pixels."""
    ems = 0.0
    for letter in text:
        if unicodedata.combining(letter):
            continue
        ems += 1.0 if unicodedata.east_asian_width(letter) in "WF" else EM
    return ems * size


def wrapped(text: str, size: float, limit: float) -> Iterator[str]:
    """Yield lines of at most `limit` pixels, broken at blanks. A wider word gets a line of its own and is not cut."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size) > limit:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def shortened(text: str, letters: int) -> str:
    """Return the text, or its beginning and an ellipsis if it has more letters than `letters`."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
