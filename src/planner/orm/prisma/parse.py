"""Prisma's schema language: its blocks, the fields and attributes of models, and their places.

The language is small and its tokens are regular, as psl/schema-ast/src/parser/datamodel.pest of prisma-engines defines
them (6.19).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.errors import PlanError
from planner.names import QName
from planner.orm.encoded import Content

_TOKEN = re.compile(
    rb"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<string>"(?:\\.|[^"\\\n])*")|(?P<attribute>@@?[\w.]+)|(?P<word>[\w.+-]+)|(?P<newline>\r?\n)"""
    rb"""|(?P<space>[^\S\n]+)|(?P<mark>[{}()\[\]:,?=!])|(?P<other>.)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its place."""

    kind: str
    text: str
    start: int
    end: int


def _unquoted(text: str) -> str:
    """Return the text of a string, which is written as in JSON; a string with another escape is kept as it is."""
    try:
        return str(json.loads(text))
    except ValueError:
        return text.strip('"')


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of an attribute, and its place."""

    name: str | None
    start: int
    end: int
    value: int
    """The place where the argument's value begins."""
    text: str
    """The text of the value."""
    items: tuple[str, ...] | None = None
    """The names in a list, without options such as `(sort: …)`."""

    @property
    def string(self) -> str | None:
        return _unquoted(self.text) if self.text.startswith('"') else None


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a field or a model, and its place."""

    name: str
    """The name with @ or @@."""
    start: int
    end: int
    arguments: tuple[Argument, ...] = ()

    def argument(self, *names: str) -> Argument | None:
        """Return the argument with one of these names. "" among the names stands for an argument without a name."""
        for one in self.arguments:
            if (one.name or "") in names:
                return one
        return None

    def fields(self) -> tuple[str, ...] | None:
        """Return the fields of @@unique, @@index, @@id or @relation."""
        one = self.argument("fields") or (self.argument("") if self.name.startswith("@@") else None)
        return one.items if one is not None else None


@dataclass(slots=True)
class Field:
    """A field of a model, and its place."""

    name: str
    type: str
    suffix: str
    """"?", "[]" or nothing."""
    start: int
    type_start: int
    type_end: int
    """The place after the suffix."""
    end: int
    attributes: list[Attribute] = field(default_factory=list)

    def attribute(self, name: str) -> Attribute | None:
        """Return the attribute of this name, if the field has it."""
        return next((one for one in self.attributes if one.name == name), None)

    @property
    def column(self) -> str:
        return _mapped(self.attribute("@map")) or self.name


@dataclass(slots=True)
class Model:
    """A model, and its place."""

    file: File
    name: str
    relation: QName
    start: int
    end: int
    """The place after the closing brace."""
    fields: dict[str, Field] = field(default_factory=dict)
    attributes: list[Attribute] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.file.line(self.start)

    def of_column(self, column: str) -> Field | None:
        """Return the field of a column, if the model has it."""
        return next((one for one in self.fields.values() if one.column == column), None)

    def all(self, name: str) -> list[Attribute]:
        """Return all attributes of this name."""
        return [one for one in self.attributes if one.name == name]


@dataclass(slots=True)
class File:
    """A schema file."""

    path: Path
    text: bytes
    models: list[Model] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """The names of all blocks."""
    schemas: bool = False
    """Whether the datasource lists its schemas, so that every model names its own."""
    environment: set[str] = field(default_factory=set)
    """The environment variables that the datasource reads."""

    def line(self, at: int) -> int:
        """Return the number of the line at this place."""
        return self.text[:at].count(b"\n") + 1


def read(path: Path, text: bytes, schema: str) -> File:
    """Return the parsed schema. Tables without @@schema are in `schema`. Raises PlanError for text that is no Prisma
    schema."""
    file = File(path, text)
    tokens = [token for token in _tokens(file) if token.kind not in ("space", "comment")]
    at = 0
    while at < len(tokens):
        if tokens[at].kind == "newline":
            at += 1
            continue
        at = _block(file, tokens, at, schema)
    return file


def flaw(found: Content) -> str | None:
    """Return what is wrong with a schema, with its line; None if nothing is."""
    try:
        read(found.path, found.text, "public")
    except PlanError as error:
        return error.message.removeprefix(f"{found.path}:")
    return None


def _tokens(file: File) -> Iterator[Token]:
    for found in _TOKEN.finditer(file.text):
        kind = found.lastgroup or ""
        if kind == "other":
            raise _wrong(file, found.start(), f"{found[0].decode(errors='replace')!r} is not expected")
        yield Token(kind, found[0].decode(errors="replace"), found.start(), found.end())


def _wrong(file: File, at: int, what: str) -> PlanError:
    return PlanError(f"{file.path}:{file.line(at)}: not a Prisma schema: {what}", hint="npx prisma validate says more")


def _block(file: File, tokens: Sequence[Token], at: int, schema: str) -> int:
    head = tokens[at : at + 3]
    if len(head) < 3 or head[0].kind != "word" or head[1].kind != "word" or head[2].text != "{":
        raise _wrong(file, tokens[at].start, f"{tokens[at].text!r} begins no block")
    kind, name = head[0].text, head[1].text
    end = at + 3
    depth = 1
    while end < len(tokens):
        depth += {"{": 1, "}": -1}.get(tokens[end].text, 0)
        if depth == 0:
            break
        end += 1
    if depth:
        raise _wrong(file, head[0].start, f"{kind} {name} has no end")
    inside = list(_lines(tokens[at + 3 : end]))
    if kind in ("model", "view"):
        file.models.append(_model(file, head, tokens[end].end, inside, schema))
    elif kind == "datasource":
        file.schemas = any(line[0].text == "schemas" for line in inside)
        for line in inside:
            texts = [token.text for token in line]
            if texts[1:4] == ["=", "env", "("] and len(line) > 4:
                file.environment.add(_unquoted(texts[4]))
    file.names.add(name)
    return end + 1


def _lines(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each line. A line continues while a bracket is open."""
    line: list[Token] = []
    depth = 0
    for token in tokens:
        if token.kind == "newline":
            if line and not depth:
                yield line
                line = []
            continue
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0) if token.kind == "mark" else 0
        line.append(token)
    if line:
        yield line


def _model(file: File, head: Sequence[Token], end: int, lines: Sequence[list[Token]], schema: str) -> Model:
    name = head[1].text
    model = Model(file, name, QName(schema, name), head[0].start, end)
    for line in lines:
        if line[0].text.startswith("@@"):
            model.attributes += _attributes(file, line)
        elif line[0].kind == "word" and len(line) > 1:
            one = _field(file, line)
            model.fields[one.name] = one
        else:
            raise _wrong(file, line[0].start, f"{line[0].text!r} is no field")
    said = {one.name: _mapped(one) for one in model.attributes if one.name in ("@@map", "@@schema")}
    model.relation = QName(said.get("@@schema") or schema, said.get("@@map") or name)
    return model


def _field(file: File, line: Sequence[Token]) -> Field:
    at = 1
    while at < len(line) and line[at].kind != "attribute":
        at += 1
    kind, rest = line[1], line[2:at]
    suffix = "".join(token.text for token in rest if token.text in ("?", "[", "]"))
    if kind.text == "Unsupported":
        suffix = "?" if suffix.endswith("?") else ""
    type_end = rest[-1].end if rest else kind.end
    attributes = list(_attributes(file, line[at:]))
    end = attributes[-1].end if attributes else type_end
    return Field(line[0].text, kind.text, suffix, line[0].start, kind.start, type_end, end, attributes)


def _attributes(file: File, tokens: Sequence[Token]) -> Iterator[Attribute]:
    at = 0
    while at < len(tokens):
        name = tokens[at]
        if name.kind != "attribute":
            raise _wrong(file, name.start, f"{name.text!r} is no attribute")
        at += 1
        if at == len(tokens) or tokens[at].text != "(":
            yield Attribute(name.text, name.start, name.end)
            continue
        close = _closing(file, tokens, at)
        yield Attribute(name.text, name.start, tokens[close].end, tuple(_arguments(tokens[at + 1 : close])))
        at = close + 1


def _closing(file: File, tokens: Sequence[Token], at: int) -> int:
    depth = 0
    for number, token in enumerate(tokens[at:], at):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0) if token.kind == "mark" else 0
        if depth == 0:
            return number
    raise _wrong(file, tokens[at].start, "a bracket has no end")


def _arguments(tokens: Sequence[Token]) -> Iterator[Argument]:
    for one in _split(tokens):
        named = len(one) > 2 and one[1].text == ":"
        value = one[2:] if named else one
        items = None
        if value[0].text == "[":
            items = tuple(item[0].text for item in _split(value[1:-1]))
        text = "".join(token.text for token in value)
        yield Argument(one[0].text if named else None, one[0].start, one[-1].end, value[0].start, text, items)


def _split(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the parts between the commas that are in no bracket."""
    part: list[Token] = []
    depth = 0
    for token in tokens:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0) if token.kind == "mark" else 0
        if token.text == "," and depth == 0:
            if part:
                yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _mapped(attribute: Attribute | None) -> str | None:
    if attribute is None:
        return None
    one = attribute.argument("", "name")
    return one.string if one is not None else None
