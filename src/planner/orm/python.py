"""Python source that libcst reads and splices edit: the common part of SQLAlchemy's and Django's models.

planner imports and runs nothing.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import PlanError, PlannerError
from planner.orm.edit import beginning
from planner.orm.python_depth import DEEPEST, deep_trees, too_deep

if TYPE_CHECKING:
    import libcst as cst


_SCRIPT = re.compile(rb"(?:#!.*\n)?(?:#.*coding[:=].*\n)?")
"""The lines of a script that must be the first lines: its interpreter and its encoding."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range of bytes in a file."""

    start: int
    end: int


@dataclass(slots=True)
class Source:
    """A file with the positions of its nodes, and its imports."""

    path: Path
    text: bytes
    spans: Any
    module: cst.Module
    imports: dict[str, Sequence[cst.ImportAlias]] = field(default_factory=dict)
    """The names of a `from … import …` before the first class, by module."""
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    """(the module, the name there) of each local name that an import before the first class defines."""
    later: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The same for the imports after the first class. They define their names too late for a class."""
    modules: dict[str, str] = field(default_factory=dict)
    """The local name of each module that an import before the first class defines as a whole."""
    taken: set[str] = field(default_factory=set)
    """The names that the statements of the file define, except those in `later`."""
    last_import: int = 0
    """The end of the line of the last import before the first class, or of the docstring, or of the line with the
    interpreter, in bytes. 0 without all of them."""

    def span(self, node: cst.CSTNode) -> Span:
        """Return the bytes of a node."""
        found = self.spans[node]
        return Span(found.start, found.start + found.length)

    def of(self, node: cst.CSTNode) -> str:
        """Return the text of a node."""
        span = self.span(node)
        return self.text[span.start : span.end].decode()

    def line(self, node: cst.CSTNode) -> int:
        """Return the line on which a node begins."""
        return self.text[: self.span(node).start].count(b"\n") + 1


def read_source(path: Path, text: bytes) -> Source:
    """Return the parsed file. Raises PlanError for text that is not Python, and PlannerError when the extra is not
    installed."""
    try:
        import libcst as cst
        from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper
    except ImportError as missing:
        raise PlannerError(
            "reading Python models needs libcst, which is not installed", hint="pip install 'tenancy-planner[orm]'"
        ) from missing
    _refuse_other_encoding(path, text)
    line = too_deep(text)
    if line is not None:
        raise PlanError(
            f"{path}:{line}: an expression of more than {DEEPEST} parts, one inside the other",
            hint="cut it into several",
        )
    try:
        with deep_trees():
            wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
            spans = wrapper.resolve(ByteSpanPositionProvider)
    except cst.ParserSyntaxError as error:
        raise PlanError(
            f"{path}:{error.raw_line}: not Python: {error.message}", hint="name the models' files"
        ) from None
    source = Source(path, text, spans, wrapper.module)
    _names(source)
    return source


def _refuse_other_encoding(path: Path, text: bytes) -> None:
    """Raise PlanError for a file whose bytes mean other letters than in UTF-8: planner counts places in UTF-8."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(text).readline)
    except SyntaxError as error:
        raise PlanError(f"{path}: not Python: {error.msg}", hint="save it as UTF-8") from None
    if not text.isascii() and encoding not in ("utf-8", "utf-8-sig"):
        raise PlanError(
            f"{path} is a file in {encoding}", hint="save it as UTF-8, without a line that names another encoding"
        )


def _names(source: Source) -> None:
    """Find the names that the statements of the file define."""
    import libcst as cst

    script = _SCRIPT.match(source.text)
    source.last_import = len(script[0].rstrip()) if script is not None else 0
    if source.module.get_docstring() is not None:
        source.last_import = _line_end(source, source.module.body[0])
    early = True
    for statement in source.module.body:
        if isinstance(statement, cst.ClassDef | cst.FunctionDef):
            early = early and not isinstance(statement, cst.ClassDef)
            source.taken.add(statement.name.value)
        for part in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(part, cst.Import | cst.ImportFrom):
                _import(source, part, early=early)
                source.last_import = _line_end(source, statement) if early else source.last_import
            elif isinstance(part, cst.Assign):
                source.taken |= {one.target.value for one in part.targets if isinstance(one.target, cst.Name)}
            elif isinstance(part, cst.AnnAssign) and isinstance(part.target, cst.Name):
                source.taken.add(part.target.value)


def _import(source: Source, part: cst.Import | cst.ImportFrom, *, early: bool) -> None:
    import libcst as cst

    if isinstance(part.names, cst.ImportStar):
        return
    if isinstance(part, cst.Import):
        for alias in part.names:
            local = alias.evaluated_alias or alias.evaluated_name
            source.taken.add(local.split(".")[0])
            if early:
                source.modules[alias.evaluated_name] = local
        return
    module = "." * len(part.relative) + (source.of(part.module) if part.module is not None else "")
    for alias in part.names:
        local = alias.evaluated_alias or alias.evaluated_name
        (source.imported if early else source.later)[local] = (module, alias.evaluated_name)
    if early:
        source.taken |= {alias.evaluated_alias or alias.evaluated_name for alias in part.names}
        source.imports.setdefault(module, part.names)


def _line_end(source: Source, node: cst.CSTNode) -> int:
    """Return the end of a statement's line. The line may end with a comment."""
    end = source.span(node).end
    found = source.text.find(b"\n", end)
    rest = source.text[end : found if found >= 0 else None]
    return end + len(rest.rstrip(b"\r"))


def classes(source: Source) -> Iterator[tuple[cst.ClassDef, cst.IndentedBlock]]:
    """Yield the classes at the top level of the file that have an indented body."""
    import libcst as cst

    for statement in source.module.body:
        if isinstance(statement, cst.ClassDef) and isinstance(statement.body, cst.IndentedBlock):
            yield statement, statement.body


def before(source: Source, node: cst.ClassDef) -> int:
    """Return the place where another statement can stand before a class: above its decorators and the comments above
    them."""
    first = node.decorators[0] if node.decorators else node
    return beginning(source.text, source.span(first).start, (b"#",))


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name = value` or `name: annotation = value`, alone on its line."""

    statement: cst.SimpleStatementLine
    name: str
    annotation: cst.BaseExpression | None
    value: cst.BaseExpression


def assignments(block: cst.IndentedBlock) -> Iterator[Assignment]:
    """Yield the assignments of a class body, in order."""
    import libcst as cst

    for statement in block.body:
        if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
            continue
        part = statement.body[0]
        if isinstance(part, cst.Assign) and len(part.targets) == 1 and isinstance(part.targets[0].target, cst.Name):
            yield Assignment(statement, part.targets[0].target.value, None, part.value)
        elif isinstance(part, cst.AnnAssign) and isinstance(part.target, cst.Name) and part.value is not None:
            yield Assignment(statement, part.target.value, part.annotation.annotation, part.value)


def defined(block: cst.IndentedBlock) -> Iterator[tuple[str, cst.BaseExpression | None, bool]]:
    """Yield (the name, its annotation, whether the annotation is all) for each name that a class body defines."""
    import libcst as cst

    for statement in block.body:
        if isinstance(statement, cst.FunctionDef):
            yield statement.name.value, None, False
        for part in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(part, cst.Assign):
                for one in part.targets:
                    if isinstance(one.target, cst.Name):
                        yield one.target.value, None, False
            elif isinstance(part, cst.AnnAssign) and isinstance(part.target, cst.Name):
                yield part.target.value, part.annotation.annotation, part.value is None


def string(node: cst.BaseExpression | None) -> str | None:
    """Return the value of a plain string literal; None for anything else."""
    import libcst as cst

    found = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return found if isinstance(found, str) else None


def strings(node: cst.BaseExpression) -> list[str] | None:
    """Return the strings of a list or a tuple; None for anything else, or if an element is no plain literal."""
    import libcst as cst

    if not isinstance(node, cst.List | cst.Tuple):
        return None
    said = [string(element.value) for element in node.elements]
    return None if None in said else [text for text in said if text is not None]


def keyword(call: cst.Call, name: str) -> cst.Arg | None:
    """Return the keyword argument of this name, if the call has one."""
    return next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == name), None)


def says(call: cst.Call, name: str) -> bool:
    """Return whether the call has this option and switches it on. False, None and an empty list switch it off. A value
    that only a run would tell counts as on."""
    import libcst as cst

    said = keyword(call, name)
    if said is None or (isinstance(said.value, cst.Name) and said.value.value in ("False", "None")):
        return False
    return not (isinstance(said.value, cst.List | cst.Tuple | cst.Dict) and not said.value.elements)


def denies(call: cst.Call, name: str) -> bool:
    """Return whether the call switches this option off with False."""
    import libcst as cst

    said = keyword(call, name)
    return said is not None and isinstance(said.value, cst.Name) and said.value.value == "False"


def literal(text: str) -> str:
    """Return a string as source text, on several lines if the string has several lines."""
    if "\n" not in text or '"""' in text or "\\" in text or text.endswith('"'):
        return repr(text)
    return f'"""{text}"""'
