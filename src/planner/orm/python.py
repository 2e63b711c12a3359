"""Python source that libcst reads and splices edit: what the models of SQLAlchemy and of Django have in common.

Nothing is imported and nothing runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import PlanError, PlannerError
from planner.orm.edit import Splice, beginning

if TYPE_CHECKING:
    import libcst as cst


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a file."""

    start: int
    end: int


@dataclass(slots=True)
class Source:
    """A file, where its nodes stand, and what it imports."""

    path: Path
    text: bytes
    spans: Any
    module: cst.Module
    imports: list[tuple[str, Sequence[cst.ImportAlias]]] = field(default_factory=list)
    """What `from … import …` names, by module."""
    names: set[str] = field(default_factory=set)
    """What imports bring in."""
    last_import: int = 0
    """The end of the last import, in bytes."""

    def span(self, node: cst.CSTNode) -> Span:
        found = self.spans[node]
        return Span(found.start, found.start + found.length)

    def of(self, node: cst.CSTNode) -> str:
        span = self.span(node)
        return self.text[span.start : span.end].decode()

    def line(self, node: cst.CSTNode) -> int:
        return self.text[: self.span(node).start].count(b"\n") + 1


def read_source(path: Path, text: bytes) -> Source:
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
    source = Source(path, text, wrapper.resolve(ByteSpanPositionProvider), wrapper.module)
    for statement in wrapper.module.body:
        if isinstance(statement, cst.SimpleStatementLine):
            _imports(source, statement)
    return source


def _imports(source: Source, statement: cst.SimpleStatementLine) -> None:
    import libcst as cst

    for part in statement.body:
        if not isinstance(part, cst.Import | cst.ImportFrom):
            continue
        source.last_import = source.span(statement).end
        if isinstance(part.names, cst.ImportStar):
            continue
        source.names |= {alias.evaluated_alias or alias.evaluated_name for alias in part.names}
        if isinstance(part, cst.ImportFrom) and part.module is not None:
            source.imports.append((source.of(part.module), part.names))


def classes(source: Source) -> Iterator[tuple[cst.ClassDef, cst.IndentedBlock]]:
    """Those at the top of the file that have a body of lines."""
    import libcst as cst

    for statement in source.module.body:
        if isinstance(statement, cst.ClassDef) and isinstance(statement.body, cst.IndentedBlock):
            yield statement, statement.body


def before(source: Source, node: cst.ClassDef) -> int:
    """Where something else can stand before a class: above its decorators, and the comments above them."""
    first = node.decorators[0] if node.decorators else node
    return beginning(source.text, source.span(first).start, (b"#",))


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name = value` or `name: annotation = value`, by itself in its line."""

    statement: cst.SimpleStatementLine
    name: str
    annotation: cst.BaseExpression | None
    value: cst.BaseExpression


def assignments(block: cst.IndentedBlock) -> Iterator[Assignment]:
    import libcst as cst

    for statement in block.body:
        if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
            continue
        part = statement.body[0]
        if isinstance(part, cst.Assign) and len(part.targets) == 1 and isinstance(part.targets[0].target, cst.Name):
            yield Assignment(statement, part.targets[0].target.value, None, part.value)
        elif isinstance(part, cst.AnnAssign) and isinstance(part.target, cst.Name) and part.value is not None:
            yield Assignment(statement, part.target.value, part.annotation.annotation, part.value)


def string(node: cst.BaseExpression | None) -> str | None:
    """What a plain literal says."""
    import libcst as cst

    found = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return found if isinstance(found, str) else None


def strings(node: cst.BaseExpression) -> list[str] | None:
    """Those of a list or a tuple; None for anything else, or where one is no plain literal."""
    import libcst as cst

    if not isinstance(node, cst.List | cst.Tuple):
        return None
    said = [string(element.value) for element in node.elements]
    return None if None in said else [text for text in said if text is not None]


def keyword(call: cst.Call, name: str) -> cst.Arg | None:
    return next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == name), None)


@dataclass
class Changes:
    """Edits of one file, and the names that they need."""

    source: Source
    splices: list[Splice] = field(default_factory=list)
    _needed: dict[str, set[str]] = field(default_factory=dict)

    def put(self, start: int, end: int, text: str) -> None:
        self.splices.append(Splice(start, end, text.encode()))

    def replace(self, node: cst.CSTNode, text: str) -> None:
        span = self.source.span(node)
        self.put(span.start, span.end, text)

    def before(self, element: cst.CSTNode, text: str) -> None:
        """Another element before one of a list, in a line of its own where that one has its own."""
        at = self.source.span(element).start
        line = self.source.text.rfind(b"\n", 0, at) + 1
        lead = self.source.text[line:at].decode()
        self.put(at, at, f"{text}, " if lead.strip() else f"{text},\n{lead}")

    def append(self, call: cst.Call, text: str) -> None:
        """As the call's last argument."""
        end = self.source.span(call.args[-1].value).end if call.args else self.source.span(call).end - 1
        self.put(end, end, f", {text}" if call.args else text)

    def append_positional(self, call: cst.Call, text: str) -> None:
        """As the last argument without a name."""
        plain = [arg for arg in call.args if arg.keyword is None]
        if plain:
            end = self.source.span(plain[-1].value).end
            self.put(end, end, f", {text}")
        elif call.args:
            self.before(call.args[0], text)
        else:
            self.append(call, text)

    def drop(self, call: cst.Call, argument: cst.Arg) -> None:
        at = list(call.args).index(argument)
        span = self.source.span(argument.value)
        if at > 0:
            self.put(self.source.span(call.args[at - 1].value).end, span.end, "")
        else:
            start = self.source.span(argument).start
            self.put(start, self.source.span(call.args[at + 1]).start if len(call.args) > 1 else span.end, "")

    def use(self, name: str, module: str) -> str:
        """`name`, imported from `module` when the file does not know it yet."""
        if name not in self.source.names:
            self._needed.setdefault(module, set()).add(name)
        return name

    def all(self) -> tuple[Path, bytes, list[Splice]]:
        """The file, and what becomes of it."""
        return self.source.path, self.source.text, [*self.splices, *self._imports()]

    def _imports(self) -> Iterator[Splice]:
        lines = []
        for module, names in sorted(self._needed.items()):
            held = next((aliases for of, aliases in self.source.imports if of == module), None)
            if held is not None:
                last = held[-1]
                end = self.source.span(last.name if last.asname is None else last.asname).end
                yield Splice(end, end, f", {', '.join(sorted(names))}".encode())
            else:
                lines.append(f"from {module} import {', '.join(sorted(names))}\n")
        if lines:
            at = self.source.last_import
            text = "".join(lines)
            yield Splice(at, at, (f"\n{text.rstrip()}" if at else f"{text}\n").encode())


def literal(text: str) -> str:
    """A string as source, over several lines where it has several."""
    if "\n" not in text or '"""' in text or "\\" in text or text.endswith('"'):
        return repr(text)
    return f'"""{text}"""'
