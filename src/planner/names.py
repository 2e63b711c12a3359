"""Names of relations, and the names of at most 63 bytes that planner generates."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from hashlib import sha256

MAX_NAME_BYTES = 63
"""The longest name: NAMEDATALEN - 1 in a stock build (PostgreSQL documentation, 4.1.1 Identifiers and Key Words)."""

PLANNER_SCHEMA = "planner"
"""The schema that holds planner's record and journal."""


@dataclass(frozen=True, slots=True, order=True)
class QName:
    """The schema and name of a relation, spelled as in the database, without SQL quotes."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{_part(self.schema)}.{_part(self.name)}"

    def __format__(self, _: str) -> str:
        """Return the name for a sentence: a name with a line feed begins no line of its own."""
        return in_line(str(self))


EQUALS = QName("pg_catalog", "=")
"""The equality operator of the types that PostgreSQL brings along."""


def _part(text: str) -> str:
    """Return a schema or table name as plans spell it (docs/plan.md): quoted only when it has a dot or a quote."""
    return '"' + text.replace('"', '""') + '"' if "." in text or '"' in text else text


def spelled(name: QName, first: str) -> str:
    """Return a relation's name as a plan spells it, without the schema if the schema is `first`.

    `first` is the first schema of the plan. `parse_name` reads the text back.
    """
    return _part(name.name) if name.schema == first else str(name)


def parse_name(text: str) -> tuple[str | None, str]:
    """Split `table`, `schema.table` or `schema."a.b"` into schema (None when not given) and name.

    Raises ValueError with a message for people when the text is not such a name.
    """
    parts: list[str] = []
    rest = text
    while True:
        if rest.startswith('"'):
            part, rest = _quoted(rest, text)
        else:
            part, dot, after = rest.partition(".")
            rest = dot + after
        if not part:
            raise ValueError(f"{text!r} has an empty part")
        parts.append(part)
        if not rest:
            break
        if not rest.startswith("."):
            raise ValueError(f"{text!r} has text after a closing quote")
        rest = rest[1:]
    if len(parts) > 2:
        raise ValueError(f"{text!r} has more than schema and table; quote a name that has a dot in it")
    for part in parts:
        if len(_bytes(part)) > MAX_NAME_BYTES:
            raise ValueError(f"{part!r} is longer than {MAX_NAME_BYTES} bytes, PostgreSQL's limit for a name")
        if "\0" in part:
            raise ValueError("a name cannot hold a NUL character")
    return (parts[0], parts[1]) if len(parts) == 2 else (None, parts[0])


def named(text: str, first: str) -> QName:
    """Return the relation that `text` names; without a schema, it is in the schema `first`.

    Raises ValueError as `parse_name` does.
    """
    schema, name = parse_name(text)
    return QName(schema or first, name)


def parse_function(text: str) -> tuple[str | None, str, str]:
    """Split `name(types)` or `schema.name(types)` into schema (None when not given), name, and what the parentheses hold.

    Raises ValueError with a message for people when the text is not such a name.
    """
    match = re.fullmatch(r"""((?:[^("]|"(?:[^"]|"")*")+)\((.*)\)""", text.strip(), re.DOTALL)
    if match is None:
        raise ValueError(f"{text!r} does not say which arguments the function takes")
    schema, name = parse_name(match[1].strip())
    return schema, name, match[2].strip()


def _quoted(rest: str, whole: str) -> tuple[str, str]:
    out: list[str] = []
    at = 1
    while at < len(rest):
        if rest[at] != '"':
            out.append(rest[at])
            at += 1
        elif rest[at : at + 2] == '""':
            out.append('"')
            at += 2
        else:
            return "".join(out), rest[at + 1 :]
    raise ValueError(f"{whole!r} has a quote that is not closed")


def clip(text: str, limit: int) -> str:
    """Return the longest prefix of `text` that has at most `limit` bytes of UTF-8 and cuts no character."""
    return _bytes(text)[:limit].decode(errors="ignore")


def object_name(first: str, second: str | None, label: str, taken: Container[str] = ()) -> str:
    """Return `first_second_label` within 63 bytes and not in `taken`, chosen as PostgreSQL itself chooses names.

    A name that is too long loses bytes from the longer of its first two parts, as in makeObjectName and
    ChooseRelationName (src/backend/commands/indexcmds.c, PostgreSQL 18). A generated name therefore equals the
    server's default name. A name that is taken gets a number.
    """
    number = 0
    while True:
        suffix = label if not number else f"{label}{number}"
        name = _fit(first, second, suffix)
        if name not in taken:
            return name
        number += 1


def _fit(first: str, second: str | None, label: str) -> str:
    room = MAX_NAME_BYTES - len(_bytes(label)) - 1 - (1 if second is not None else 0)
    one = len(_bytes(first))
    two = len(_bytes(second)) if second is not None else 0
    while one + two > room:
        if one > two:
            one -= 1
        else:
            two -= 1
    parts = [clip(first, one)]
    if second is not None:
        parts.append(clip(second, two))
    return "_".join([*parts, label])


def schema_object_name(table: str, second: str | None, label: str, taken: Container[str] = ()) -> str:
    """Return a name like `object_name`, for objects whose names are unique in a schema (indexes, functions).

    A name that is too long gets a hash of the whole name, so that two long table names stay apart.
    """
    plain = "_".join(part for part in (table, second, label) if part is not None)
    if len(_bytes(plain)) <= MAX_NAME_BYTES:
        return object_name(table, second, label, taken)
    return object_name(plain, sha256(_bytes(plain)).hexdigest()[:8], label, taken)


_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters but the line feed, the marks that turn the direction of text, marks that nobody sees, and bytes of
an unknown encoding."""


def _bytes(text: str) -> bytes:
    """Return the text as the server has it. A name in a SQL_ASCII database may hold bytes of an unknown encoding."""
    return text.encode(errors="surrogateescape")


def shown(text: str) -> str:
    """Return text for people with every character that a terminal obeys written out, such as `\\x1b`.

    A name may hold escape sequences, which would move the cursor or hide a line. Line feeds stay.
    """
    if text.isprintable():
        return text
    return _UNSEEN.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    byte = ord(found[0]) - 0xDC00
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else found[0].encode("unicode_escape").decode()


def in_line(text: str) -> str:
    """Return `shown(text)` in one line: a line feed becomes `\\n`, so that a name can't forge a line of output."""
    return text if text.isprintable() else shown(text).replace("\n", "\\n")


def few(things: Iterable[object], most: int = 3) -> str:
    """Return the first things with commas between them, and the number of the others."""
    listed = [str(thing) for thing in things]
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")


def cut(text: str, width: int) -> str:
    """Return the text, or its beginning and an ellipsis."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def middle(text: str, width: int) -> str:
    """Return the text, or its two ends with an ellipsis between them: names differ at both ends."""
    if len(text) <= width:
        return text
    first = (width - 1) // 2
    return f"{text[:first]}…{text[first - width + 1 :]}"
