"""Django's models, read with libcst: each class with its table, its fields and its Meta, and their places.

planner imports nothing. An application's label comes from its AppConfig, or is the name of its folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.names import QName
from planner.orm.python import (
    Class,
    Source,
    Span,
    assignments,
    before,
    classes,
    defined,
    first,
    keyword,
    line_of,
    read_source,
    string,
)

if TYPE_CHECKING:
    import libcst as cst

RELATIONS = ("ForeignKey", "OneToOneField")


@dataclass(slots=True)
class Field:
    """A field of a model."""

    name: str
    column: str
    kind: str
    """ForeignKey, CharField and so on, without the module."""
    statement: Span
    call: cst.Call

    @property
    def target(self) -> cst.BaseExpression | None:
        """The argument that says what a ForeignKey references."""
        to = keyword(self.call, "to")
        if to is not None:
            return to.value
        return self.call.args[0].value if self.call.args and self.call.args[0].keyword is None else None


@dataclass(slots=True)
class Meta:
    """The class Meta of a model."""

    statement: Span
    indent: str
    """The indentation of its lines."""
    last: int
    """The end of its last line, in bytes."""
    options: dict[str, cst.BaseExpression] = field(default_factory=dict)
    apart: bool = False
    """Whether Meta is written in one line, so that nothing can be added."""
    bases: tuple[str, ...] = ()
    """The classes that Meta inherits, as the file writes them."""

    @property
    def inherits(self) -> bool:
        return bool(self.bases)


@dataclass(slots=True)
class Model:
    """A class that may be a model."""

    file: File
    name: str
    app: str
    relation: QName
    """The table, if the class has one."""
    bases: tuple[str, ...]
    """The base classes as the file writes them."""
    line: int
    statement: Span
    above: int
    """The place before the class where another class can stand."""
    indent: str
    """The indentation of the class body."""
    unit: str
    """The indentation of one level."""
    first: int
    """The start of the first line of the class body, in bytes."""
    fields: dict[str, Field] = field(default_factory=dict)
    """The fields by the column's name."""
    many: dict[str, Field] = field(default_factory=dict)
    """The ManyToManyFields by their name."""
    others: set[str] = field(default_factory=set)
    """The other names that the class body defines: methods, properties, and fields of unknown classes."""
    meta: Meta | None = None
    passing: Span | None = None
    """The `pass` that is all of the class body, but for a docstring."""
    docstring: int = 0
    """The end of the docstring's line, in bytes; 0 without a docstring."""
    username: str | None = None
    """The USERNAME_FIELD, which Django wants to be unique by itself."""

    @property
    def parents(self) -> tuple[str, ...]:
        """The names of the base classes, without their modules."""
        return tuple(base.split(".")[-1] for base in self.bases)

    @property
    def folder(self) -> Path:
        """The application's folder."""
        return application(self.file.path)

    def option(self, name: str) -> cst.BaseExpression | None:
        """Return the value of an option of Meta, if it is there."""
        return self.meta.options.get(name) if self.meta is not None else None

    def says(self, name: str) -> str | None:
        """Return an option of Meta that is a string or True."""
        import libcst as cst

        value = self.option(name)
        return string(value) if not isinstance(value, cst.Name) else value.value

    @property
    def has_table(self) -> bool:
        return self.says("abstract") != "True" and self.says("proxy") != "True"


@dataclass(slots=True)
class File:
    """A file of models."""

    source: Source
    models: list[Model] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.source.path


def application(path: Path) -> Path:
    """Return the application's folder: the folder that holds this models.py, or holds the folder models with this
    file."""
    folder = path.resolve().parent
    return folder.parent if folder.name == "models" else folder


def label(config: Source | None) -> str | None:
    """Return the label in an application's apps.py, if it is not the folder's name."""
    for held in classes(config) if config is not None else ():
        for one in assignments(held.block):
            if one.name == "label" and string(one.value):
                return string(one.value)
    return None


def read(path: Path, text: bytes, schema: str, label: str | None = None) -> File:
    """Return the parsed file. Tables are in `schema`, the first of the search_path. `label` is the application's label;
    without it, the label is the name of the application's folder.

    Raises PlanError for text that is not Python, and PlannerError when the extra is not installed.
    """
    file = File(read_source(path, text))
    for one in classes(file.source):
        file.models.append(_model(file, one, schema, label or application(path).name))
    return file


def _model(file: File, held: Class, schema: str, app: str) -> Model:
    import libcst as cst

    source, node, block = file.source, held.node, held.block
    model = Model(
        file,
        node.name.value,
        app,
        QName(schema, ""),
        tuple(source.of(base.value) for base in node.bases),
        source.line(node),
        source.span(node),
        before(source, held),
        held.indent,
        held.unit,
        first(source, block),
    )
    body = block.body
    if node.get_docstring() is not None:
        model.docstring, body = line_of(source, body[0]).end, body[1:]
    match body:
        case [cst.SimpleStatementLine(body=[cst.Pass()]) as alone]:
            model.passing = source.span(alone)
    for statement in block.body:
        if isinstance(statement, cst.ClassDef) and statement.name.value == "Meta":
            model.meta = _meta(source, statement, model.indent, held.unit)
    model.app = model.says("app_label") or model.app
    model.relation = QName(schema, model.says("db_table") or f"{model.app}_{model.name.lower()}")
    for one in assignments(block):
        if one.name == "USERNAME_FIELD":
            model.username = string(one.value)
        if not isinstance(one.value, cst.Call):
            continue
        kind = source.of(one.value.func).split(".")[-1]
        if not kind.endswith("Field") and kind not in RELATIONS:
            continue
        said = keyword(one.value, "db_column")
        column = string(said.value) if said is not None else None
        column = column or (f"{one.name}_id" if kind in RELATIONS else one.name)
        fields = model.fields
        if kind == "ManyToManyField":
            fields, column = model.many, one.name
        fields[column] = Field(one.name, column, kind, line_of(source, one.statement), one.value)
    names = {one.name for one in (*model.fields.values(), *model.many.values())}
    model.others = {name for name, _, alone in defined(block) if not alone} - names
    return model


def _meta(source: Source, node: cst.ClassDef, indent: str, unit: str) -> Meta:
    import libcst as cst

    block = node.body
    bases = tuple(source.of(base.value) for base in node.bases)
    options = {one.name: one.value for one in assignments(block)}
    if not isinstance(block, cst.IndentedBlock):
        return Meta(source.span(node), indent + unit, source.span(node).end, options, apart=True, bases=bases)
    own = block.indent or source.module.default_indent
    return Meta(source.span(node), indent + own, line_of(source, block.body[-1]).end, options, bases=bases)
