"""Questions to the syntax tree of a TypeScript file. Nothing is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.orm.drizzle.model import File

if TYPE_CHECKING:
    from tree_sitter import Node


def walk(node: Node) -> Iterator[Node]:
    """Every node, outermost first, in the order of the file."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        yield at
        waiting.extend(reversed(at.named_children))


def string(file: File, node: Node | None) -> str | None:
    """The value of a string without escapes and substitutions."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    parts = node.named_children
    if any(part.type != "string_fragment" for part in parts):
        return None
    return "".join(file.of(part) for part in parts)


def arguments_of(node: Node) -> list[Node]:
    found = node.child_by_field_name("arguments")
    return [child for child in found.named_children if child.type != "comment"] if found is not None else []


def parameter_of(file: File, arrow: Node) -> str | None:
    """The only parameter of an arrow function, where it is a plain name."""
    single = arrow.child_by_field_name("parameter")
    if single is not None:
        return file.of(single)
    found = arrow.child_by_field_name("parameters")
    names = [child for child in found.named_children if child.type == "required_parameter"] if found is not None else []
    if len(names) != 1:
        return None
    pattern = names[0].child_by_field_name("pattern")
    return file.of(pattern) if pattern is not None and pattern.type == "identifier" else None


def returned(arrow: Node) -> Node | None:
    """What an arrow function returns: its expression, or that of its only statement."""
    body = arrow.child_by_field_name("body")
    if body is not None and body.type == "parenthesized_expression":
        body = body.named_children[0]
    if body is not None and body.type == "statement_block":
        statements = [child for child in body.named_children if child.type != "comment"]
        if len(statements) != 1 or statements[0].type != "return_statement" or not statements[0].named_children:
            return None
        body = statements[0].named_children[0]
        if body.type == "parenthesized_expression":
            body = body.named_children[0]
    return body


def chain(file: File, value: Node) -> tuple[dict[str, Node], Node | None]:
    """The calls of `a(…).b(…).c(…)` by name, and the innermost one; None where it is no such chain."""
    calls: dict[str, Node] = {}
    at: Node | None = value
    while at is not None and at.type == "call_expression":
        function = at.child_by_field_name("function")
        if function is None:
            return calls, None
        if function.type == "identifier":
            return calls, at
        if function.type != "member_expression":
            return calls, None
        inner, named = function.child_by_field_name("object"), function.child_by_field_name("property")
        if inner is None or named is None:
            return calls, None
        if inner.type == "identifier":
            return calls, at  # p.text('x')
        calls.setdefault(file.of(named), at)
        at = inner
    return calls, None


def entries_of(body: Node) -> Iterator[Node]:
    """The values of an object, or the elements of an array."""
    for child in body.named_children:
        value = child.child_by_field_name("value") if child.type == "pair" else child
        if value is not None and value.type == "call_expression":
            yield value


def value_of(call: Node, name: str, file: File) -> Node | None:
    """A property of the object that is a call's first argument."""
    first = next(iter(arguments_of(call)), None)
    for pair in first.named_children if first is not None and first.type == "object" else []:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and file.of(key) == name:
            return value
    return None


def strings_in(file: File, node: Node) -> frozenset[str]:
    """The values of all strings below a node."""
    said = (string(file, at) for at in walk(node))
    return frozenset(text for text in said if text is not None)


def statement_of(node: Node) -> Node:
    """The statement of the file that a node is part of."""
    at = node
    while at.parent is not None and at.parent.type != "program":
        at = at.parent
    return at


def braces(node: Node) -> Node | None:
    """The names in braces of an import."""
    clause = next((c for c in node.named_children if c.type == "import_clause"), None)
    return next((c for c in clause.named_children if c.type == "named_imports"), None) if clause is not None else None
