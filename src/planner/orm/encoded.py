"""The letters of a file: planner edits every file as UTF-8, and gives the file its own encoding back."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planner.errors import PlanError

_SAVE = "save it as UTF-8, without a line that names another encoding"
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
"""The byte order marks, and the encoding that each one means."""

_RUBY = re.compile(rb"\A(?:#!.*\n)?[ \t]*#.*?coding[:=][ \t]*([\w.-]+)")
"""The comment that names a Ruby file's encoding: in the first line, or in the second below `#!` (Ruby's documentation,
Magic Comments)."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a file, by its name in Python, and the byte order mark at its start."""

    name: str = "utf-8"
    mark: bytes = b""

    def decode(self, found: bytes) -> bytes:
        """Return the bytes of a file as UTF-8, without the mark. Raises UnicodeDecodeError."""
        return found[len(self.mark) :].decode(self.name).encode()

    def encode(self, text: bytes) -> bytes:
        """Return UTF-8 as the bytes of a file. Raises UnicodeEncodeError for a letter that the encoding lacks."""
        return self.mark + text.decode().encode(self.name)


Detect = Callable[[bytes], Encoding]
"""Returns the encoding of a file's bytes. Raises ValueError with the reason when the file names an unknown one."""


def marked(found: bytes) -> Encoding:
    """Return the encoding that the byte order mark says; UTF-8 without a mark."""
    return next((Encoding(name, mark) for mark, name in _MARKS.items() if found.startswith(mark)), Encoding())


def python(found: bytes) -> Encoding:
    """Return the encoding of Python source: its mark, or the line that names its encoding (PEP 263)."""
    try:
        name, _ = tokenize.detect_encoding(io.BytesIO(found).readline)
    except SyntaxError as error:
        raise ValueError(error.msg) from None
    return Encoding("utf-8", codecs.BOM_UTF8) if name == "utf-8-sig" else Encoding(name)


def ruby(found: bytes) -> Encoding:
    """Return the encoding of Ruby source: its mark, or the comment that names its encoding. A file that names none may
    have any bytes in its comments: it is read as Latin-1, in which each byte stays what it is."""
    if found.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8", codecs.BOM_UTF8)
    named = _RUBY.match(found)
    name = re.sub(r"(?i)-(?:unix|dos|mac)\Z", "", named[1].decode("ascii", "replace")) if named is not None else "utf-8"
    try:
        found.decode(name)
    except LookupError:
        raise ValueError(f"its encoding {name} is unknown") from None
    except UnicodeDecodeError:
        return Encoding(name if named is not None else "latin-1")
    return Encoding(name)


@dataclass(frozen=True, slots=True)
class Content:
    """A file's text as UTF-8, without a byte order mark."""

    path: Path
    text: bytes
    encoding: Encoding = Encoding()


def content(path: Path, detect: Detect = marked) -> Content:
    """Return the content of a file. Raises PlanError when the file can't be read or its bytes are not its encoding."""
    try:
        found = path.read_bytes()
    except OSError as error:
        raise PlanError(f"{path} can't be read: {error.strerror}", hint="check the path") from None
    try:
        encoding = detect(found)
    except ValueError as error:
        raise PlanError(f"{path} can't be read: {error}", hint=_SAVE) from None
    try:
        text = encoding.decode(found)
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start + len(encoding.mark)) + 1
        called = encoding.name.upper()
        raise PlanError(f"{path}:{line}: not {called}: byte {error.object[error.start]:#04x}", hint=_SAVE) from None
    if b"\r" in text and b"\n" not in text:
        raise PlanError(f"{path}: its lines end with CR alone", hint="save it with the line ends LF or CRLF")
    return Content(path, text, encoding)
