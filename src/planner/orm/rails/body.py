"""Where a new line of a class body can stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planner.orm.rails.nodes import called, within
from planner.orm.rails.parse import Class
from planner.orm.rails.project import Project
from planner.orm.rails.words import ACTS_AS_TENANT, BELONGS_TO

if TYPE_CHECKING:
    from tree_sitter import Node

_HEAD = frozenset({"include", "extend", "prepend", "primary_abstract_class", "attr_readonly"})


def insert(project: Project, one: Class, text: str) -> str | None:
    """Put a declaration into a class. Return why there is no place for it; None if there is one.

    An association stands below the last belongs_to, or else below `include` and `self.table_name`. Other text stands
    at the start.
    """
    source = one.file.source.text
    head = one.superclass if one.superclass is not None else one.node.child_by_field_name("name")
    assert head is not None
    end = head.end_byte
    last = one.node.children[-1]  # `end`
    if source.find(b"\n", end, last.start_byte) < 0:
        semicolon = source[end : last.start_byte].lstrip().startswith(b";")
        project.put(one.file, end, end, f"; {text}" if semicolon else f"; {text};")
        return None
    anchor = _anchor(one, _is_association(text))
    at = _line_end(source, anchor.end_byte if anchor is not None else end)
    indent = _indent(source, anchor, one)
    first = one.body.named_children[0] if one.body is not None and one.body.named_children else None
    if anchor is None and first is not None and first.start_byte < at < first.end_byte:
        return "its first statement begins in the line of the class"
    above = "" if anchor is None or called(anchor) in _ASSOCIATIONS or not _is_association(text) else "\n"
    following = source[at:].removeprefix(b"\r").removeprefix(b"\n").partition(b"\n")[0].strip()
    below = "\n" if _is_association(text) and following and not following.startswith(_NEIGHBOURS) else ""
    project.put(one.file, at, at, f"\n{above}{indent}{text}{below}")
    return None


_ASSOCIATIONS = (BELONGS_TO, ACTS_AS_TENANT)
_NEIGHBOURS = (b"belongs_to", b"has_", b"end", b"#")
"""What may follow an association without an empty line."""


def _is_association(text: str) -> bool:
    return text.startswith(_ASSOCIATIONS)


def _anchor(one: Class, association: bool) -> Node | None:
    """Return the statement of the class body below which a line can stand; None for the line of the class itself."""
    found: Node | None = None
    head = True
    for statement in one.body.named_children if one.body is not None else []:
        if statement.type in ("comment", "heredoc_body"):
            continue
        name = called(statement)
        if name is None and statement.type == "assignment":
            name = "include" if _is_setting(statement) else None
        head = head and name in _HEAD
        if (head or (association and name == BELONGS_TO)) and _whole(statement):
            found = statement
    return found


def _is_setting(statement: Node) -> bool:
    left = statement.child_by_field_name("left")
    return left is not None and left.text is not None and left.text.startswith(b"self.")


def _whole(statement: Node) -> bool:
    """Return whether the line that ends a statement holds nothing else, so that a line can follow it."""
    if any(inner.type == "heredoc_beginning" for inner in within(statement)):
        return False
    after = statement.next_named_sibling
    return after is None or after.type == "comment" or after.start_point[0] > statement.end_point[0]


def _line_end(source: bytes, at: int) -> int:
    end = source.find(b"\n", at)
    end = len(source) if end < 0 else end
    return end - 1 if source[end - 1 : end] == b"\r" else end


def _indent(source: bytes, anchor: Node | None, one: Class) -> str:
    statements = [child for child in one.body.named_children if child.type != "comment"] if one.body is not None else []
    like = anchor if anchor is not None else statements[0] if statements else None
    if like is not None:
        start = source.rfind(b"\n", 0, like.start_byte) + 1
        found = re.match(rb"[ \t]*", source[start : like.start_byte])
        if found is not None and found[0] == source[start : like.start_byte]:
            return found[0].decode()
    start = source.rfind(b"\n", 0, one.node.start_byte) + 1
    own = re.match(rb"[ \t]*", source[start:])
    return f"{own[0].decode() if own is not None else ''}  "
