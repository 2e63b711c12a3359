"""Make plpgsql bodies from fixed text with slots, which only nodes can fill. sqlglot has no nodes for plpgsql."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache

from planner.sql.blocks import blocks, text_of
from planner.sql.build import Node, literal, render

_FORMATTER = string.Formatter()


def bodies(package: str, file: str) -> Mapping[str, str]:
    """Return the named templates of a file, for `body`."""
    return blocks(text_of(package, file))


def body(template: str, **slots: Node | str) -> str:
    """Return the template with each `{name}` replaced by a node's text, or by a body that this function made.

    The template is source code of planner. A string in a slot must come from `body` too.
    Raises TypeError for a slot that is missing or unknown, and for bare text in a slot.
    """
    names, parts = _cut(template)
    if slots.keys() != names:
        wrong = ", ".join(sorted(slots.keys() ^ names))
        raise TypeError(f"slots that are missing or unknown: {wrong}, in\n{template}")
    texts = {name: node if isinstance(node, Body) else render(_node(node)) for name, node in slots.items()}
    whole = "".join([fixed if name is None else fixed + texts[name] for fixed, name in parts])
    return Body("\n" + whole.strip("\n") + "\n")


@cache
def _cut(template: str) -> tuple[frozenset[str], tuple[tuple[str, str | None], ...]]:
    """Return the names of the slots, and the text before each slot with the slot's name; None after the last one."""
    parts = tuple((fixed, name) for fixed, name, _, _ in _FORMATTER.parse(template))
    return frozenset(name for _, name in parts if name), parts


_UNLESS = """
  IF NOT ({condition}) THEN
    RAISE EXCEPTION USING MESSAGE = {message}, HINT = {hint}, ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
"""


def unless(condition: Node, message: str, hint: str) -> str:
    """Return a plpgsql statement that raises `message` with `hint` unless the condition holds."""
    return body(_UNLESS, condition=condition, message=literal(message), hint=literal(hint))


class Body(str):
    """A text that `body` made."""

    __slots__ = ()


def _node(slot: Node | str) -> Node:
    if isinstance(slot, str):
        raise TypeError("a slot takes a node or a Body, never bare text")
    return slot


def joined(*bodies: str) -> str:
    """Return several bodies as one. Raises TypeError for text that `body` did not make."""
    if not all(isinstance(one, Body) for one in bodies):
        raise TypeError("only bodies can be joined, never bare text")
    return Body("".join(bodies))
