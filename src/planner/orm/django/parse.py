"""Django's models read with libcst: each class with its table, its fields and its Meta, and where they stand.

Nothing is imported. An application's label is the folder that has its models.py or models/, or what Meta says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.names import QName
from planner.orm.python import Source, Span, assignments, classes, keyword, read_source, string

if TYPE_CHECKING:
    import libcst as cst

RELATIONS = ("ForeignKey", "OneToOneField")


@dataclass(slots=True)
class Field:
    name: str
    column: str
    kind: str
    """ForeignKey, CharField and so on, without the module."""
    statement: Span
    call: cst.Call

    @property
    def target(self) -> cst.BaseExpression | None:
        """What a ForeignKey references."""
        to = keyword(self.call, "to")
        if to is not None:
            return to.value
        return self.call.args[0].value if self.call.args and self.call.args[0].keyword is None else None


@dataclass(slots=True)
class Meta:
    statement: Span
    indent: str
    """Of its lines."""
    last: int
    """The end of its last line, in bytes."""
    options: dict[str, cst.BaseExpression] = field(default_factory=dict)
    apart: bool = False
    """It has a base class, or is written in one line: nothing can be added."""


@dataclass(slots=True)
class Model:
    file: File
    name: str
    app: str
    bases: tuple[str, ...]
    line: int
    statement: Span
    indent: str
    first: int
    """The start of its first line, in bytes."""
    fields: dict[str, Field] = field(default_factory=dict)
    """By the column's name."""
    many: dict[str, Field] = field(default_factory=dict)
    """ManyToManyFields by the table that Django makes for them."""
    meta: Meta | None = None
    username: str | None = None
    """USERNAME_FIELD, which Django wants unique by itself."""

    def option(self, name: str) -> cst.BaseExpression | None:
        return self.meta.options.get(name) if self.meta is not None else None

    def says(self, name: str) -> str | None:
        """An option of Meta that is a string, or True."""
        import libcst as cst

        value = self.option(name)
        return string(value) if not isinstance(value, cst.Name) else value.value

    @property
    def table(self) -> str:
        return self.says("db_table") or f"{self.app}_{self.name.lower()}"

    @property
    def has_table(self) -> bool:
        return self.says("abstract") != "True" and self.says("proxy") != "True"


@dataclass(slots=True)
class File:
    source: Source
    models: list[Model] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.source.path


def read(path: Path, text: bytes) -> File:
    """Raises PlanError for text that is not Python, PlannerError where the extra is not installed."""
    file = File(read_source(path, text))
    for node, block in classes(file.source):
        file.models.append(_model(file, node, block))
    return file


def tables(files: Sequence[File], schema: str) -> dict[QName, Model]:
    """The models among the classes, by table: those that come from Model, or from another one that does."""
    known = {"Model"}
    classes = [model for file in files for model in file.models]
    while new := {one.name for one in classes if known & {base.split(".")[-1] for base in one.bases}} - known:
        known |= new
    return {
        QName(schema, one.table): one for one in classes if one.name in known and one.name != "Model" and one.has_table
    }


def _model(file: File, node: cst.ClassDef, block: cst.IndentedBlock) -> Model:
    import libcst as cst

    source = file.source
    model = Model(
        file,
        node.name.value,
        _label(source.path),
        tuple(source.of(base.value) for base in node.bases),
        source.line(node),
        source.span(node),
        block.indent or source.module.default_indent,
        source.span(block.body[0]).start,
    )
    for statement in block.body:
        if isinstance(statement, cst.ClassDef) and statement.name.value == "Meta":
            model.meta = _meta(source, statement, model.indent)
    model.app = model.says("app_label") or model.app
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
        held = model.fields
        if kind == "ManyToManyField":
            held, column = model.many, f"{model.table}_{one.name}"
        held[column] = Field(one.name, column, kind, source.span(one.statement), one.value)
    return model


def _meta(source: Source, node: cst.ClassDef, indent: str) -> Meta:
    import libcst as cst

    block = node.body
    if not isinstance(block, cst.IndentedBlock):
        return Meta(source.span(node), indent * 2, source.span(node).end, apart=True)
    options = {one.name: one.value for one in assignments(block)}
    own = block.indent or source.module.default_indent
    return Meta(source.span(node), indent + own, source.span(block.body[-1]).end, options, bool(node.bases))


def _label(path: Path) -> str:
    folder = path.resolve().parent
    return folder.parent.name if folder.name == "models" else folder.name
