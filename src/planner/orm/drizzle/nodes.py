"""Questions about the syntax tree of a TypeScript file. planner evaluates no code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.orm.drizzle.model import File

if TYPE_CHECKING:
    from tree_sitter import Node


def parameter_of(file: File, arrow: Node) -> str | None:
    """Return the only parameter of an arrow function, if it is a plain name."""
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
    """Return what an arrow function returns: its expression, or the value of its only statement."""
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
    """Return the calls of `a(…).b(…).c(…)` by name, and the innermost call; None for any other expression."""
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
    """Return the values of an object, or the elements of an array."""
    for child in body.named_children:
        value = child.child_by_field_name("value") if child.type == "pair" else child
        if value is not None and value.type == "call_expression":
            yield value
