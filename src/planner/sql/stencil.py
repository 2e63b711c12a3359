"""The text of a tree with slots, rendered once and cut at the slots, for SQL that thousands of statements contain.

To fill it renders only what fills the slots. The result is constant text, as that of `build.phrase`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlglot import exp

from planner.sql import build
from planner.sql.build import Node

_MARK = re.compile("\0(\\w+)\0")


def slot(name: str) -> exp.Var:
    """Return the node that stands for a slot in the tree of a stencil."""
    return exp.var(f"\0{name}\0")


class Stencil:
    """A text with slots, which nodes fill. A node is put in as it is: the caller adds the parentheses that it needs."""

    __slots__ = ("_fixed", "_names")

    def __init__(self, tree: Node) -> None:
        parts: Sequence[str] = _MARK.split(build.render(tree))
        self._fixed, self._names = parts[::2], parts[1::2]

    def fill(self, slots: Mapping[str, Node]) -> exp.Var:
        """Return the text with a node's text in each slot."""
        texts = [self._fixed[0]]
        for name, fixed in zip(self._names, self._fixed[1:], strict=True):
            texts += (build.render(slots[name]), fixed)
        return exp.var("".join(texts))
