"""Python source that libcst reads and splices edit: the common part of SQLAlchemy's and Django's models.

planner imports and runs nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import PlanError, PlannerError
from planner.orm.edit import beginning
from planner.orm.encoded import Content
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
    stars: list[str] = field(default_factory=list)
    """The modules of `from … import *`."""
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
    """Return the parsed file of UTF-8 text. Raises PlanError for text that is not Python, and PlannerError when the extra is not
    installed."""
    try:
        import libcst as cst
        from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper
    except ImportError as missing:
        raise PlannerError(
            "reading Python models needs libcst, which is not installed", hint="pip install 'tenancy-planner[orm]'"
        ) from missing
    if b"\f" in text:
        at = text.count(b"\n", 0, text.index(b"\f")) + 1
        raise PlanError(f"{path}:{at}: a form feed", hint="take it out: libcst counts wrong after it")
    line = too_deep(text)
    if line is not None:
        raise PlanError(
            f"{path}:{line}: an expression of more than {DEEPEST} parts, one inside the other",
            hint="cut it into several",
        )
    try:
        with deep_trees():
            wrapper = MetadataWrapper(cst.parse_module(text.decode()), unsafe_skip_copy=True)
            spans = wrapper.resolve(ByteSpanPositionProvider)
    except cst.ParserSyntaxError as error:
        raise PlanError(
            f"{path}:{error.raw_line}: not Python: {error.message}", hint="name the models' files"
        ) from None
    source = Source(path, text, spans, wrapper.module)
    _names(source)
    return source


def flaw(found: Content) -> str | None:
    """Return what is wrong with Python source, with its line; None if nothing is.

    Python's own parser says so, since libcst accepts more than Python does.
    """
    try:
        compile(found.text.decode(), str(found.path), "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or type(error).__name__
    return None


def _names(source: Source) -> None:
    """Find the names that the statements of the file define."""
    import libcst as cst

    script = _SCRIPT.match(source.text)
    source.last_import = len(script[0].rstrip()) if script is not None else 0
    if source.module.get_docstring() is not None:
        source.last_import = _line_end(source, source.module.body[0])
    early = True
    for statement in source.module.body:
        early = early and not any(isinstance(one, cst.ClassDef) for one in _statements(statement))
        source.taken |= {
            one.name.value for one in _statements(statement) if isinstance(one, cst.ClassDef | cst.FunctionDef)
        }
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

    if isinstance(part, cst.Import):
        for alias in part.names:
            local = alias.evaluated_alias or alias.evaluated_name
            source.taken.add(local.split(".")[0])
            if early:
                source.modules[alias.evaluated_name] = local
        return
    module = "." * len(part.relative) + (source.of(part.module) if part.module is not None else "")
    if isinstance(part.names, cst.ImportStar):
        source.stars.append(module)
        return
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


@dataclass(frozen=True, slots=True)
class Class:
    """A class with an indented body that the file defines for good: at the top level, or inside `if`, `try`, `with`."""

    node: cst.ClassDef
    block: cst.IndentedBlock
    statement: cst.BaseStatement
    """The statement at the top level that holds the class."""
    indent: str
    """The white space before the statements of its body."""
    unit: str
    """The white space of one level."""

    @property
    def conditional(self) -> bool:
        """Whether a condition decides that the class exists."""
        return self.statement is not self.node


def classes(source: Source) -> Iterator[Class]:
    """Yield the classes of the file. A class inside `if TYPE_CHECKING` or in a function is none of the file's."""
    import libcst as cst

    for statement in source.module.body:
        for node in _statements(statement):
            if isinstance(node, cst.ClassDef) and isinstance(node.body, cst.IndentedBlock):
                start = source.span(_top(node.body.body[0])).start
                line = source.text[source.text.rfind(b"\n", 0, start) + 1 : start].decode()
                unit = node.body.indent or source.module.default_indent
                yield Class(node, node.body, statement, line if line.isspace() else unit, unit)


def _statements(statement: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a statement, and the statements that it runs in the same scope."""
    import libcst as cst

    yield statement
    match statement:
        case cst.If(test=cst.Name("TYPE_CHECKING") | cst.Attribute(attr=cst.Name("TYPE_CHECKING")), orelse=other):
            parts: list[cst.CSTNode | None] = [other]
        case cst.If(body=body, orelse=other):
            parts = [body, other]
        case cst.Try(body=body, handlers=handlers, orelse=other, finalbody=last):
            parts = [body, *(handler.body for handler in handlers), other, last]
        case cst.With(body=body) | cst.Else(body=body) | cst.Finally(body=body):
            parts = [body]
        case cst.IndentedBlock(body=held):
            parts = list(held)
        case _:
            return
    for part in parts:
        if part is not None:
            yield from _statements(part)


def _top(statement: cst.CSTNode) -> cst.CSTNode:
    """Return the first decorator of a statement, or the statement. A statement's span begins below its decorators."""
    import libcst as cst

    if isinstance(statement, cst.FunctionDef | cst.ClassDef) and statement.decorators:
        return statement.decorators[0]
    return statement


def first(source: Source, block: cst.IndentedBlock) -> int:
    """Return the start of the first statement of a class body, in bytes."""
    return source.span(_top(block.body[0])).start


def before(source: Source, one: Class) -> int:
    """Return the place where another statement can stand before a class: above the statement at the top level that
    holds the class, its decorators and the comments above them."""
    return beginning(source.text, source.span(_top(one.statement)).start, (b"#",))


def line_of(source: Source, node: cst.CSTNode) -> Span:
    """Return the bytes of a statement to the end of its last line, which may hold a comment."""
    return Span(source.span(node).start, _line_end(source, node))


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name = value` or `name: annotation = value`."""

    statement: cst.CSTNode
    name: str
    annotation: cst.BaseExpression | None
    value: cst.BaseExpression


def assignments(block: cst.BaseSuite) -> Iterator[Assignment]:
    """Yield the assignments of a class body, in order: each alone on its line, or all of them on the class's line."""
    import libcst as cst

    for statement in block.body:
        part: cst.CSTNode = statement
        if isinstance(statement, cst.SimpleStatementLine):
            if len(statement.body) != 1:
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
