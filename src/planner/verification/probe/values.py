"""Find values for a column, by its type and its CHECK constraints.

The values are texts to be cast. There are several, because the table may refuse some of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from planner.catalog.model import Catalog, Relation, UserType
from planner.catalog.parts import Column
from planner.catalog.words import ConstraintKind
from planner.names import QName
from planner.verification.probe.patterns import accepted

_TYPE = re.compile(r"(?P<name>.*?)(?:\((?P<size>\d+)(?:,(?P<scale>-?\d+))?\))?(?P<rest>( with| without).*)?")
_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = re.compile(r"(?<![\w.'])-?\d+(?:\.\d+)?(?![\w.'])")

_FIXED = {
    "boolean": ("false", "true"),
    "json": ("{}", "[]", '"probe"', "1"),
    "jsonb": ("{}", "[]", '"probe"', "1"),
    "pg_lsn": ("0/0",),
    "jsonpath": ("$",),
    "xml": ("<probe/>",),
    "tsvector": ("probe",),
    "tsquery": ("probe",),
    "point": ("(0,0)",),
    "line": ("{1,-1,0}",),
    "lseg": ("((0,0),(1,1))",),
    "box": ("((0,0),(1,1))",),
    "path": ("((0,0),(1,1))",),
    "polygon": ("((0,0),(1,1),(1,0))",),
    "circle": ("<(0,0),1>",),
    '"char"': ("p",),
    "hstore": ("",),
    "cidr": ("192.0.2.0/24",),
}
_NUMBERS = {
    "smallint": (-30_000, 30_000, 0),
    "integer": (-2_000_000_000, 2_000_000_000, 0),
    "bigint": (-9_000_000_000_000_000, 9_000_000_000_000_000, 0),
}
"""Where the numbers start: two numbers that no sequence has reached, then a small number."""

_TEXTS = ("character varying", "character", "text", "name")


def values(relation: Relation, column: Column, catalog: Catalog, number: int) -> Iterator[str]:
    """Yield texts for a column. Each `number` gives other texts, if the type has enough values."""
    for part in catalog.partitions(relation.name):
        if column.name in (relation.partition_key or "") and part.partition_bound is not None:
            for found in _LITERAL.findall(part.partition_bound):
                yield found.replace("''", "'")
                yield from _after(found, number)
    yield from _checked(relation, column, number)
    yield from _typed(column.type, catalog, number)


def narrower(one: str, other: str) -> str:
    """Return the type that holds fewer values, for two integer types or two types of text; otherwise the first."""
    if one in _NUMBERS and other in _NUMBERS:
        return min(one, other, key=lambda name: _NUMBERS[name][1])
    parts = [_TYPE.fullmatch(text) for text in (one, other)]
    if not all(part is not None and part["name"] in _TEXTS for part in parts):
        return one
    sizes = [int(part["size"]) for part in parts if part is not None and part["size"]]
    return f"character varying({min(sizes)})" if sizes and _size(one) != min(sizes) else one


def _size(text: str) -> int | None:
    parts = _TYPE.fullmatch(text)
    return int(parts["size"]) if parts and parts["size"] else None


def _after(bound: str, number: int) -> Iterator[str]:
    """Yield values a little after the start of a range."""
    if bound.lstrip("-").isdecimal():
        yield str(int(bound) + number)
        return
    try:
        yield (datetime.fromisoformat(bound) + timedelta(minutes=number)).isoformat(sep=" ")
        yield (datetime.fromisoformat(bound) + timedelta(days=number % 27)).isoformat(sep=" ")
    except ValueError:
        return


def _checked(relation: Relation, column: Column, number: int) -> Iterator[str]:
    """Yield values for CHECK constraints on this column: built for the condition, or among its constants.

    Of a CHECK on several columns, only the constants that the column is compared with count.
    """
    for constraint in relation.constraints:
        if constraint.kind is not ConstraintKind.CHECK or column.name not in constraint.columns:
            continue
        if constraint.columns == (column.name,):
            yield from accepted(constraint.definition, number)
            yield from _constants(constraint.definition)
        else:
            for found in _compared(column.name).findall(constraint.definition):
                yield from accepted(found, number) if found.startswith("~") else _constants(found)


def _compared(column: str) -> re.Pattern[str]:
    """Return the pattern of a column's comparison with constants: c = 'x', (c)::text = ANY (ARRAY['x', …]), c > 0."""
    named = rf'"?\b{re.escape(column)}\b"?'
    constants = r"(?:ANY \(+ARRAY\[[^\]]*\]|'(?:[^']|'')*'|-?\d+(?:\.\d+)?)"
    return re.compile(rf"{named}\)?(?:::[\w ]+)?\)? ((?:[<>=]+|~~?\*?) \(?{constants})")


def _constants(text: str) -> Iterator[str]:
    for found in _LITERAL.findall(text):
        yield found.replace("''", "'")
    for found in _NUMBER.findall(text):
        if "." not in found:
            yield str(int(found) + 1)
            yield str(int(found) - 1)
        yield found


def _typed(text: str, catalog: Catalog, number: int) -> Iterator[str]:
    if text.endswith("[]"):
        yield "{}"
        for inner in _typed(text.removesuffix("[]"), catalog, number):
            yield '{"' + inner.replace("\\", "\\\\").replace('"', '\\"') + '"}'
        return
    own = _user_type(text, catalog)
    if own is not None:
        yield from own.labels
        for check in own.checks:
            yield from accepted(check, number)
            yield from _constants(check)
        if own.base is not None:
            yield from _typed(own.base, catalog, number)
        return
    parts = _TYPE.fullmatch(text)
    name = parts["name"] if parts else text
    size = _size(text)
    scale = int(parts["scale"]) if parts and parts["scale"] else 0
    bare = name.rsplit(".", 1)[-1].strip('"')
    if name in _NUMBERS:
        low, high, small = _NUMBERS[name]
        yield from (str(low - number), str(high + number), str(small + number))
    elif name in _FIXED or bare in _FIXED:
        yield from _FIXED.get(name) or _FIXED[bare]
    elif name in _TEXTS or bare == "citext":
        yield _text(number, size)
        yield f"probe{number}@example.org"
        yield f"https://example.org/{number}"
    elif name == "numeric":
        whole = 10 ** max((size or 9) - scale, 0)
        yield str(number % whole if whole > 1 else 0)
    elif name in ("real", "double precision", "money", "oid"):
        yield str(number)
    elif name == "uuid":
        yield f"00000000-0000-4000-8000-{number:012x}"
    elif name in ("date", "timestamp"):
        yield f"{2000 + number // 336 % 900}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
    elif name == "time":
        yield f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
    elif name == "interval":
        yield f"{number} seconds"
    elif name == "bytea":
        yield f"\\x{number:08x}"
    elif name == "inet":
        yield f"198.18.{number // 256 % 256}.{number % 256}"
    elif name in ("macaddr", "macaddr8"):
        yield ":".join(f"{byte:02x}" for byte in number.to_bytes(6 if name == "macaddr" else 8, "big"))
    elif name in ("bit", "bit varying"):
        yield f"{number % 2 ** (size or 1):0{size or 1}b}"
    elif bare.endswith("multirange"):
        yield "{}"
    elif bare.endswith("range"):
        yield from _range(bare, number)
        yield "empty"
    elif bare in ("vector", "halfvec"):
        yield "[" + ",".join(["0"] * (size or 1)) + "]"
    elif bare == "ltree":
        yield f"probe{number}"
    else:
        yield "()"  # A row type, without values.


def _range(name: str, number: int) -> Iterator[str]:
    """Yield a range that no range of another number overlaps, as an exclusion constraint may want."""
    if name in ("int4range", "int8range", "numrange"):
        yield f"[{-1_000_000_000 + number},{-999_999_999 + number})"
    elif name in ("daterange", "tsrange", "tstzrange"):
        start = datetime(2000, 1, 1) + timedelta(days=number)
        yield f"[{start:%Y-%m-%d},{start + timedelta(days=1):%Y-%m-%d})"


def _text(number: int, size: int | None) -> str:
    """Return a text with the number at its end, so that short columns keep the number."""
    text = f"probe{number}"
    return text if size is None else text[-size:]


def _user_type(text: str, catalog: Catalog) -> UserType | None:
    """Return the enum or domain of this name. A type without a schema is the server's own (format_type)."""
    parts = text.replace('"', "").split(".")
    names = (QName(".".join(parts[:at]), ".".join(parts[at:])) for at in range(1, len(parts)))
    return next((catalog.types[name] for name in names if name in catalog.types), None)
