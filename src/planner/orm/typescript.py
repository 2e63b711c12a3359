"""TypeScript files, parsed with tree-sitter: questions about their syntax trees. planner evaluates no code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import PlannerError
from planner.orm.encoded import Content

if TYPE_CHECKING:
    from tree_sitter import Node

SUFFIXES = (".ts", ".tsx", ".mts", ".cts")


@dataclass(slots=True)
class Source:
    """A file of TypeScript."""

    path: Path
    text: bytes
    root: Node
    imports: list[Node] = field(default_factory=list)

    def of(self, node: Node) -> str:
        """Return the text of a node."""
        return self.text[node.start_byte : node.end_byte].decode()


def flaw(found: Content) -> str | None:
    """Return what is wrong with TypeScript, with its line; None if nothing is."""
    root = parser(found.path)(found.text)
    if not root.has_error:
        return None
    line = next((node.start_point[0] + 1 for node in walk(root) if node.is_error or node.is_missing), 1)
    return f"line {line}: not TypeScript"


def parser(path: Path) -> Callable[[bytes], Node]:
    """Return the parser for a file. Raises PlannerError when the extra is not installed."""
    try:
        import tree_sitter_typescript
        from tree_sitter import Language, Parser
    except ImportError as missing:
        raise PlannerError(
            "reading TypeScript needs tree-sitter, which is not installed", hint="pip install 'tenancy-planner[orm]'"
        ) from missing
    tsx = path.suffix == ".tsx"
    language = tree_sitter_typescript.language_tsx() if tsx else tree_sitter_typescript.language_typescript()
    parsing = Parser(Language(language))
    return lambda text: parsing.parse(text).root_node


def walk(node: Node) -> Iterator[Node]:
    """Yield every node, outermost first, in the order of the file."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        yield at
        waiting.extend(reversed(at.named_children))


def string(file: Source, node: Node | None) -> str | None:
    """Return the value of a string that has no escapes and no substitutions; None for anything else."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    parts = node.named_children
    if any(part.type != "string_fragment" for part in parts):
        return None
    return "".join(file.of(part) for part in parts)


def arguments_of(node: Node) -> list[Node]:
    """Return the arguments of a call."""
    found = node.child_by_field_name("arguments")
    return [child for child in found.named_children if child.type != "comment"] if found is not None else []


def value_of(call: Node, name: str, file: Source) -> Node | None:
    """Return a property's value, from the object that is the call's first argument."""
    first = next(iter(arguments_of(call)), None)
    return value_of_object(first, name, file) if first is not None and first.type == "object" else None


def pair_of(body: Node, name: str, file: Source) -> Node | None:
    """Return a property of an object: its name and its value."""
    for pair in body.named_children:
        key = pair.child_by_field_name("key")
        if key is not None and file.of(key).strip("'\"") == name:
            return pair
    return None


def value_of_object(body: Node, name: str, file: Source) -> Node | None:
    """Return the value of a property of an object."""
    pair = pair_of(body, name, file)
    return pair.child_by_field_name("value") if pair is not None else None


def strings_in(file: Source, node: Node) -> frozenset[str]:
    """Return the values of all strings below a node."""
    said = (string(file, at) for at in walk(node))
    return frozenset(text for text in said if text is not None)


def statement_of(node: Node) -> Node:
    """Return the file's statement that contains a node."""
    at = node
    while at.parent is not None and at.parent.type != "program":
        at = at.parent
    return at


def braces(node: Node) -> Node | None:
    """Return the names in the braces of an import."""
    clause = next((c for c in node.named_children if c.type == "import_clause"), None)
    return next((c for c in clause.named_children if c.type == "named_imports"), None) if clause is not None else None
