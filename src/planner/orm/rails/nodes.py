"""Questions about the syntax tree of a Ruby file. planner evaluates no code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from planner.errors import PlannerError

if TYPE_CHECKING:
    from tree_sitter import Node

_APART = frozenset({"class", "module", "method", "singleton_method", "singleton_class", "lambda"})
"""The nodes whose inside is no part of a class body."""

LISTS = frozenset({"array", "symbol_array", "string_array"})


def parser() -> Callable[[bytes], Node]:
    """Return the parser of Ruby. Raises PlannerError when the extra is not installed."""
    try:
        import tree_sitter_ruby
        from tree_sitter import Language, Parser
    except ImportError as missing:
        raise PlannerError(
            "reading Ruby needs tree-sitter-ruby, which is not installed", hint="pip install 'tenancy-planner[orm]'"
        ) from missing
    made = Parser(Language(tree_sitter_ruby.language()))
    return lambda text: made.parse(text).root_node


def of(node: Node | None) -> str:
    """Return the text of a node."""
    return node.text.decode(errors="replace") if node is not None and node.text is not None else ""


def line(node: Node) -> int:
    """Return the line of a node, from 1."""
    return int(node.start_point[0]) + 1


def within(body: Node) -> Iterator[Node]:
    """Yield the nodes of a class body in the order of the file, also those in blocks and conditions."""
    waiting = list(reversed(body.named_children))
    while waiting:
        at = waiting.pop()
        yield at
        if at.type not in _APART:
            waiting.extend(reversed(at.named_children))


def called(node: Node) -> str | None:
    """Return the name of a method that is called without a receiver or on self; None for anything else."""
    if node.type != "call":
        return None
    receiver = node.child_by_field_name("receiver")
    return of(node.child_by_field_name("method")) if receiver is None or receiver.type == "self" else None


def arguments(call: Node) -> list[Node]:
    """Return the arguments that are no options."""
    found = call.child_by_field_name("arguments")
    children = found.named_children if found is not None else []
    return [one for one in children if one.type not in ("pair", "hash", "comment", "block_argument")]


def options(call: Node) -> dict[str, Node]:
    """Return the pairs of a call's options by their key, with or without braces."""
    found = call.child_by_field_name("arguments")
    pairs: dict[str, Node] = {}
    for one in found.named_children if found is not None else []:
        for pair in one.named_children if one.type == "hash" else [one]:
            key = key_of(pair)
            if key is not None:
                pairs[key] = pair
    return pairs


def pairs_of(hash_: Node) -> dict[str, Node]:
    """Return the pairs of a hash by their key."""
    return {key: pair for pair in hash_.named_children if (key := key_of(pair)) is not None}


def key_of(pair: Node) -> str | None:
    """Return the key of a pair: `scope:`, `"scope":` or `:scope =>`."""
    if pair.type != "pair":
        return None
    key = pair.child_by_field_name("key")
    return of(key) if key is not None and key.type == "hash_key_symbol" else word(key)


def rocket(pair: Node) -> bool:
    """Return whether a pair is written with =>."""
    return any(of(child) == "=>" for child in pair.children)


def value(pair: Node) -> Node | None:
    return pair.child_by_field_name("value")


def word(node: Node | None) -> str | None:
    """Return the value of a symbol or string without escapes and substitutions; None for anything else."""
    if node is None:
        return None
    match node.type:
        case "simple_symbol":
            return of(node).removeprefix(":")
        case "string" | "delimited_symbol" | "bare_symbol" | "bare_string":
            parts = node.named_children
            return "".join(map(of, parts)) if all(part.type == "string_content" for part in parts) else None
    return None


def words(node: Node | None) -> list[str] | None:
    """Return the values of one symbol or string, or of a list of them; None for anything else."""
    if node is None or node.type not in LISTS:
        single = word(node)
        return [single] if single is not None else None
    found = [word(child) for child in node.named_children if child.type != "comment"]
    return [one for one in found if one is not None] if None not in found else None


def constant(node: Node | None) -> str | None:
    """Return a constant with its scopes, such as Admin::User; None for anything else."""
    return of(node).replace(" ", "") if node is not None and node.type in ("constant", "scope_resolution") else None
