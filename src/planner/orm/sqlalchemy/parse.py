"""Declarative models, read with libcst: each class with a `__tablename__`, its columns, its `__table_args__`, and their
places.

It reads both `name: Mapped[str] = mapped_column(…)` (2.0) and `name = Column(…)`. planner imports nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.names import QName
from planner.orm.python import Class, Source, Span, assignments, before, classes, defined, line_of, read_source, string
from planner.orm.sqlalchemy.words import annotated

if TYPE_CHECKING:
    import libcst as cst


@dataclass(slots=True)
class Attribute:
    """One column of a class."""

    name: str
    column: str
    statement: Span
    call: cst.Call
    annotation: cst.BaseExpression | None


@dataclass(slots=True)
class Model:
    """A class with a table."""

    file: File
    name: str
    bases: tuple[str, ...]
    relation: QName
    line: int
    statement: Span
    above: int
    """The place before the class where another class can stand."""
    tablename: Span
    attributes: dict[str, Attribute] = field(default_factory=dict)
    """The columns by their name."""
    args: cst.BaseExpression | None = None
    indent: str = "    "
    """The indentation of the class body."""
    unit: str = "    "
    """The indentation of one level."""
    others: dict[str, str | None] = field(default_factory=dict)
    """The attributes that planner reads as no column: the annotation of `name: Mapped[…]`, or None."""

    @property
    def mapped(self) -> bool:
        """Whether the class is in the style of SQLAlchemy 2.0."""
        annotated = any(one.annotation is not None for one in self.attributes.values())
        return annotated or any(written is not None for written in self.others.values())


@dataclass(slots=True)
class Mixin:
    """A class that has no table of its own."""

    source: Source
    attributes: dict[str, Attribute]
    others: dict[str, str | None]
    """The attributes that planner reads as no column, as in Model."""


@dataclass(slots=True)
class File:
    """A file of models."""

    source: Source
    models: list[Model] = field(default_factory=list)
    mixins: dict[str, Mixin] = field(default_factory=dict)
    """The classes that have no table of their own."""

    @property
    def path(self) -> Path:
        return self.source.path


def read(path: Path, text: bytes, schema: str) -> File:
    """Return the parsed file. Raises PlanError for text that is not Python, and PlannerError when the extra is not
    installed."""
    file = File(read_source(path, text))
    for one in classes(file.source):
        _model(file, one, schema)
    return file


def _model(file: File, held: Class, schema: str) -> None:
    import libcst as cst

    source, node, block = file.source, held.node, held.block
    named: str | None = None
    tablename = source.span(node)
    args: cst.BaseExpression | None = None
    attributes: dict[str, Attribute] = {}
    for one in assignments(block):
        value, statement = one.value, line_of(source, one.statement)
        if one.name == "__tablename__" and string(value) is not None:
            named, tablename = string(value), statement
        elif one.name == "__table_args__":
            args = value
            schema = _schema(value) or schema
        elif isinstance(value, cst.Call) and source.of(value.func).endswith(("Column", "mapped_column")):
            first = value.args[0].value if value.args and value.args[0].keyword is None else None
            column = string(first) or one.name
            attributes[column] = Attribute(one.name, column, statement, value, one.annotation)
    columns = {one.name for one in attributes.values()}
    others = {name: written for name, written in _others(source, block) if name not in columns}
    if named is None:
        file.mixins[node.name.value] = Mixin(source, attributes, others)
        return
    bases = tuple(source.of(base.value) for base in node.bases)
    file.models.append(
        Model(
            file,
            node.name.value,
            bases,
            QName(schema, named),
            source.line(node),
            source.span(node),
            before(source, held),
            tablename,
            attributes,
            args,
            held.indent,
            held.unit,
            others,
        )
    )


def _others(source: Source, block: cst.IndentedBlock) -> Iterator[tuple[str, str | None]]:
    """Yield each name that the class body defines. The annotation comes with a name that has only a `Mapped[…]`."""
    for name, annotation, alone in defined(block):
        written = source.of(annotation) if annotation is not None else None
        if not alone:
            yield name, None
        elif written is not None and annotated(written) is not None:
            yield name, written


def _schema(args: cst.BaseExpression) -> str | None:
    """Return the schema in `{"schema": "billing"}`, which stands by itself or at the end of the tuple."""
    import libcst as cst

    last = args.elements[-1].value if isinstance(args, cst.Tuple) and args.elements else args
    for element in last.elements if isinstance(last, cst.Dict) else []:
        key = element.key if isinstance(element, cst.DictElement) else None
        if key is not None and string(key) == "schema":
            return string(element.value)
    return None
