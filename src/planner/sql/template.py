"""Named templates of SQL: queries that people can read, parsed once and filled with nodes.

A template is a block of a `.sql` file (see `planner.sql.blocks`). A slot is written `:name`, and its place in the
statement says what fills it:

- a relation, `FROM :parent AS p`: a QName, the name of a common table expression as a string, or a node
- a name, `t.:column` or `AS :alias`: a string
- a type, `CAST(:value AS ":type")`: the type's text; the parser knows no slot there, so it is written as a quoted name
- an expression, anywhere else: a node; in a list (columns, arguments, ORDER BY) also a sequence of nodes

Nodes replace slots in the tree, so no text is put into text. An operand that binds less tightly than its operator gets
parentheses. All identifiers are quoted, also those that the template does not quote. Functions must be qualified. So are
operators in the result; a template can't have an operator that no schema can be written with, such as IN or LIKE.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from planner.sql import build
from planner.sql.blocks import blocks, text_of
from planner.sql.build import Node
from planner.sql.compiling import Filling, Grow, Slot, compiled
from planner.sql.parsing import parse, type_slot
from planner.sql.stencil import Stencil, slot

__all__ = ["Slot", "Template", "templates"]


def templates(package: str, file: str) -> Mapping[str, Template]:
    """Return the templates of a file by name. Each is parsed when it is filled for the first time."""
    return {name: Template(f"{file}: {name}", text) for name, text in blocks(text_of(package, file)).items()}


_OPERATIONS = (exp.Binary, exp.Unary, exp.In, exp.Between)
"""The nodes that may need parentheses in the place of a slot. A column with a table is no such node."""


@dataclass(frozen=True)
class Template:
    """One statement or expression with slots."""

    name: str
    text: str

    def fill(self, **slots: Slot) -> Node:
        """Return a new tree with a node in each slot.

        Raises TypeError for a slot that is missing or unknown, and for a value that does not fit the place of its slot.
        Raises ValueError for a text that is not a template.
        """
        names, grow = self._parsed
        if slots.keys() != names:
            wrong = [f"{word} {name}" for word, found in (("no", names - slots.keys()), ("unknown", slots.keys() - names))
                     for name in sorted(found)]  # fmt: skip
            raise TypeError(f"{self.name}: {', '.join(wrong)}")
        return grow(Filling(self.name, slots))

    def phrase(self, **slots: Node) -> exp.Var:
        """Return the same as constant text, which costs less. All slots take expressions."""
        if slots.keys() != self._parsed[0] or any(isinstance(node, _OPERATIONS) for node in slots.values()):
            return build.phrase(self.fill(**slots))
        return self._stencil.fill(slots)

    def select(self, **slots: Slot) -> exp.Select:
        """Return the tree of a template that is a SELECT. Raises TypeError for another statement."""
        node = self.fill(**slots)
        if not isinstance(node, exp.Select):
            raise TypeError(f"{self.name}: not a SELECT")
        return node

    @cached_property
    def slots(self) -> frozenset[str]:
        """The names of the slots."""
        return self._parsed[0]

    @cached_property
    def _stencil(self) -> Stencil:
        return Stencil(self.fill(**{name: slot(name) for name in self.slots}))

    @cached_property
    def _parsed(self) -> tuple[frozenset[str], Grow]:
        tree = parse(self.name, self.text)
        names = {node.name for node in tree.find_all(exp.Placeholder)}
        names |= {name for node in tree.find_all(exp.DataType) if (name := type_slot(node)) is not None}
        return frozenset(names), compiled(tree)
