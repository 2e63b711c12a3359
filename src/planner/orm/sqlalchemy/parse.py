"""Declarative models read with libcst: each class with a `__tablename__`, its columns, its `__table_args__`, and where they stand.

Both `name: Mapped[str] = mapped_column(…)` (2.0) and `name = Column(…)`. Nothing is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import PlanError, PlannerError
from planner.names import QName

if TYPE_CHECKING:
    import libcst as cst


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a file."""

    start: int
    end: int


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
    file: File
    name: str
    base: str
    relation: QName
    line: int
    statement: Span
    tablename: Span
    attributes: dict[str, Attribute] = field(default_factory=dict)
    """By the column's name."""
    args: cst.BaseExpression | None = None
    indent: str = "    "

    @property
    def mapped(self) -> bool:
        """In the style of 2.0."""
        return any(one.annotation is not None for one in self.attributes.values())


@dataclass(slots=True)
class File:
    path: Path
    text: bytes
    spans: Any
    models: list[Model] = field(default_factory=list)
    imports: list[tuple[str, cst.ImportFrom]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """What `from … import …` brings in."""
    last_import: int = 0
    """The end of the last import, in bytes."""

    def span(self, node: cst.CSTNode) -> Span:
        found = self.spans[node]
        return Span(found.start, found.start + found.length)

    def of(self, node: cst.CSTNode) -> str:
        span = self.span(node)
        return self.text[span.start : span.end].decode()


def read(path: Path, text: bytes, schema: str) -> File:
    """Raises PlanError for text that is not Python, PlannerError where the extra is not installed."""
    try:
        import libcst as cst
        from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper
    except ImportError as missing:
        raise PlannerError(
            "reading Python models needs libcst, which is not installed", hint="pip install 'planner[orm]'"
        ) from missing
    try:
        wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    except cst.ParserSyntaxError as error:
        raise PlanError(
            f"{path}:{error.raw_line}: not Python: {error.message}", hint="name the models' files"
        ) from None
    file = File(path, text, wrapper.resolve(ByteSpanPositionProvider))
    for statement in wrapper.module.body:
        if isinstance(statement, cst.SimpleStatementLine):
            _imports(file, statement)
        elif isinstance(statement, cst.ClassDef):
            _model(file, statement, schema)
    return file


def _imports(file: File, statement: cst.SimpleStatementLine) -> None:
    import libcst as cst

    for part in statement.body:
        if isinstance(part, cst.Import | cst.ImportFrom):
            file.last_import = file.span(statement).end
        if isinstance(part, cst.ImportFrom) and part.module is not None and not isinstance(part.names, cst.ImportStar):
            file.imports.append((file.of(part.module), part))
            file.names |= {alias.evaluated_alias or alias.evaluated_name for alias in part.names}


def _model(file: File, node: cst.ClassDef, schema: str) -> None:
    import libcst as cst

    if not isinstance(node.body, cst.IndentedBlock) or not node.bases:
        return
    named: str | None = None
    tablename = file.span(node)
    args: cst.BaseExpression | None = None
    attributes: dict[str, Attribute] = {}
    for statement, target, annotation, value in _assignments(node.body):
        text = value.evaluated_value if isinstance(value, cst.SimpleString) else None
        if target == "__tablename__" and isinstance(text, str):
            named, tablename = text, file.span(statement)
        elif target == "__table_args__":
            args = value
            schema = _schema(value) or schema
        elif isinstance(value, cst.Call) and file.of(value.func).split(".")[-1] in ("Column", "mapped_column"):
            first = value.args[0].value if value.args and value.args[0].keyword is None else None
            said = first.evaluated_value if isinstance(first, cst.SimpleString) else None
            column = said if isinstance(said, str) else target
            attributes[column] = Attribute(target, column, file.span(statement), value, annotation)
    if named is None:
        return
    span = file.span(node)
    line = file.text[: span.start].count(b"\n") + 1
    base = file.of(node.bases[0].value)
    indent = node.body.indent or "    "
    file.models.append(
        Model(file, node.name.value, base, QName(schema, named), line, span, tablename, attributes, args, indent)
    )


def _assignments(
    block: cst.IndentedBlock,
) -> Iterator[tuple[cst.SimpleStatementLine, str, cst.BaseExpression | None, cst.BaseExpression]]:
    """`name = value` and `name: annotation = value`."""
    import libcst as cst

    for statement in block.body:
        if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
            continue
        part = statement.body[0]
        if isinstance(part, cst.Assign) and len(part.targets) == 1 and isinstance(part.targets[0].target, cst.Name):
            yield statement, part.targets[0].target.value, None, part.value
        elif isinstance(part, cst.AnnAssign) and isinstance(part.target, cst.Name) and part.value is not None:
            yield statement, part.target.value, part.annotation.annotation, part.value


def _schema(args: cst.BaseExpression) -> str | None:
    """`{"schema": "billing"}`, by itself or at the end of the tuple."""
    import libcst as cst

    last = args.elements[-1].value if isinstance(args, cst.Tuple) and args.elements else args
    for element in last.elements if isinstance(last, cst.Dict) else []:
        key = element.key if isinstance(element, cst.DictElement) else None
        if (
            isinstance(key, cst.SimpleString)
            and key.evaluated_value == "schema"
            and isinstance(element.value, cst.SimpleString)
        ):
            found = element.value.evaluated_value
            return found if isinstance(found, str) else None
    return None
