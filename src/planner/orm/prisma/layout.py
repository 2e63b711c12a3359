"""Lines that come into the models of a Prisma schema, set as `prisma format` sets them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planner.orm.edit import Splice
from planner.orm.prisma.parse import Model

Row = tuple[str, str, str]
"""A field: its name, its type and its attributes."""


@dataclass
class Addition:
    """Lines that come into a model: fields after its last field, attributes after its last attribute."""

    fields: list[Row] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)


def into(model: Model, addition: Addition) -> Iterator[Splice]:
    """The lines in a model that is there."""
    text = model.file.text
    last = max(model.fields.values(), key=lambda one: one.end)
    indent = _indent(text, last.start)
    if addition.fields:
        at = _line_end(text, last.end)
        kinds = last.type_start - last.start
        told = [one for one in model.fields.values() if one.attributes]
        attributes = told[-1].attributes[0].start - told[-1].start if told else 0
        lines = [_line(one, kinds, attributes) for one in addition.fields]
        yield Splice(at, at, "".join(f"\n{indent}{line}" for line in lines).encode())
    if addition.attributes:
        yield _attributes(model, [f"{indent}{line}" for line in addition.attributes], last.end)


def _attributes(model: Model, lines: Sequence[str], fields_end: int) -> Splice:
    """Before what says where the model is, which stands last."""
    text = model.file.text
    where = [one for one in model.attributes if one.name in ("@@map", "@@schema")]
    rest = [one for one in model.attributes if one not in where]
    if rest or not where:
        at = _line_end(text, max((one.end for one in rest), default=fields_end))
        space = "" if rest else "\n"
        return Splice(at, at, (space + "".join(f"\n{line}" for line in lines)).encode())
    at = text.rfind(b"\n", 0, min(one.start for one in where)) + 1
    return Splice(at, at, "".join(f"{line}\n" for line in lines).encode())


def aligned(rows: Sequence[Row]) -> list[str]:
    """Fields of a new model, in columns."""
    names = max((len(row[0]) for row in rows), default=0)
    kinds = max((len(row[1]) for row in rows), default=0)
    return [f"  {name:{names}} {kind:{kinds}} {rest}".rstrip() for name, kind, rest in rows]


def _line(row: Row, kinds: int, attributes: int) -> str:
    """Under the line above."""
    name, kind, rest = row
    start = f"{name} ".ljust(kinds) + kind
    return f"{f'{start} '.ljust(attributes)}{rest}".rstrip()


def _indent(text: bytes, at: int) -> str:
    return text[text.rfind(b"\n", 0, at) + 1 : at].decode()


def _line_end(text: bytes, at: int) -> int:
    found = text.find(b"\n", at)
    end = found if found >= 0 else len(text)
    return end - 1 if text[end - 1 : end] == b"\r" else end
