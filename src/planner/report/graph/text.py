"""Text of a picture: what a name may hold made visible, how wide it gets, where it is broken."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

EM = 0.602
"""Width of a letter in ems: that of DejaVu Sans Mono, the widest of the fonts that are asked for."""


def visible(text: str) -> str:
    """One line that XML may hold: a name may have control characters in it, which XML forbids even when escaped."""
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
    """Pixels, at a font size in pixels."""
    ems = 0.0
    for letter in text:
        if unicodedata.combining(letter):
            continue
        ems += 1.0 if unicodedata.east_asian_width(letter) in "WF" else EM
    return ems * size


def wrapped(text: str, size: float, limit: float) -> Iterator[str]:
    """Lines of at most `limit` pixels, broken at blanks; a word that is wider stands alone and is not cut."""
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
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
