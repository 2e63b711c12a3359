"""Compile the tree of a template into a function that makes a new, filled tree for each use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlglot import exp

from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.parsing import type_slot

Slot = Node | QName | str | Sequence[Node]

Grow = Callable[["Filling"], Node]
"""A function that makes a new node with everything below it."""


class _Place(Enum):
    RELATION = "a relation: a QName, the name of a common table expression, or a node"
    NAME = "a name: a string"
    EXPRESSION = "an expression: a node"


@dataclass(slots=True)
class Filling:
    """The values for one use of a template."""

    template: str
    slots: Mapping[str, Slot]

    def node(self, name: str) -> Node:
        """Return a node for one tree: a copy if the node is part of another tree."""
        value = self.slots[name]
        if not isinstance(value, exp.Expression):
            raise self.misfit(name, _Place.EXPRESSION.value)
        return _own(value)

    def identifier(self, name: str) -> exp.Identifier:
        value = self.slots[name]
        if not isinstance(value, str):
            raise self.misfit(name, _Place.NAME.value)
        return build.ident(value)

    def misfit(self, name: str, wanted: str) -> TypeError:
        return TypeError(f"{self.template}: :{name} takes {wanted}, not {type(self.slots[name]).__name__}")


def _own(node: Node) -> Node:
    """Return the node itself, or a copy if the node is part of another tree. Constant text is shared."""
    return node if node.parent is None or isinstance(node, exp.Var) else node.copy()


def compiled(tree: exp.Expression) -> Grow:
    """Return the function that fills the tree of a template. The whole tree is never constant text: callers change it."""
    return _special(tree) or _branch(tree)


def _compiled(node: exp.Expression) -> Grow:
    special = _special(node)
    if special is not None:
        return special
    if isinstance(node, exp.Condition | exp.Table | exp.Alias) and _whole(node):
        return _constant(node)
    return _branch(node)


def _special(node: exp.Expression) -> Grow | None:
    """Return the function for a node whose slot needs its place, or None."""
    if isinstance(node, exp.DataType):
        return _type(node)
    if isinstance(node, exp.Placeholder):
        return _slot(node)
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Placeholder):
        return _relation(node)
    if isinstance(node, exp.Dot) and isinstance(node.this, exp.Placeholder):
        return _branch(exp.Column(this=node.expression.copy(), table=node.this.copy()))
    return None


def _whole(node: exp.Expression) -> bool:
    return not any(
        isinstance(below, exp.Placeholder | exp.Query)
        or (isinstance(below, exp.DataType) and type_slot(below) is not None)
        for below in node.walk()
    )


def _constant(node: exp.Expression) -> Grow:
    """Render a part without slots once. All trees share the text, as they share the text of `build.phrase`."""
    shared = exp.var(build.render(node))
    return lambda filling: shared


def _type(node: exp.DataType) -> Grow:
    name = type_slot(node)
    if name is None:
        text = build.render(node).lower()
        return lambda filling: build.type_(text)

    def grow(filling: Filling) -> Node:
        text = filling.slots[name]
        if not isinstance(text, str):
            raise filling.misfit(name, "a type: its text")
        return build.type_(text)

    return grow


def _slot(node: exp.Placeholder) -> Grow:
    name, parent = node.name, node.parent
    is_name = (isinstance(parent, exp.Column | exp.TableAlias)) or (
        isinstance(parent, exp.Alias) and node.arg_key == "alias"
    )
    if is_name:
        return lambda filling: filling.identifier(name)
    looser = _looser(node)
    if not looser:
        return lambda filling: filling.node(name)

    def grow(filling: Filling) -> Node:
        value = filling.node(name)
        bare = isinstance(value, exp.Paren | exp.Dot) or not isinstance(value, looser)
        return value if bare else exp.Paren(this=value)

    return grow


_COMPARISONS: tuple[type[exp.Expr], ...] = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ, exp.In, exp.RegexpLike,
    exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Operator,
)  # fmt: skip


def _looser(slot: exp.Placeholder) -> tuple[type[exp.Expr], ...]:
    """Return the kinds of operands that need parentheses in the place of this slot."""
    match slot.parent:
        case exp.And():
            return (exp.Or,)
        case exp.Not():
            return (exp.And, exp.Or)
        case exp.Operator():
            return (exp.Binary, exp.Unary)
        case exp.Or() | exp.Paren() | None:
            return ()
        case exp.Binary():
            return _COMPARISONS
        case _:
            return ()


def _relation(node: exp.Table) -> Grow:
    name = node.this.name
    more = _branches({key: value for key, value in node.args.items() if key != "this"})

    def grow(filling: Filling) -> Node:
        value, others = filling.slots[name], more(filling)
        match value:
            case QName():
                return exp.Table(this=build.ident(value.name), db=build.ident(value.schema), **others)
            case str():
                return exp.Table(this=build.ident(value), **others)
            case exp.Query():
                return exp.Subquery(this=filling.node(name), **others)
            case exp.Expression():
                return exp.Table(this=filling.node(name), **others) if others else filling.node(name)
            case _:
                raise filling.misfit(name, _Place.RELATION.value)

    return grow


def _branch(node: exp.Expression) -> Grow:
    cls, below = type(node), _branches(node.args)
    return lambda filling: cls(**below(filling))


def _branches(args: Mapping[str, object]) -> Callable[[Filling], dict[str, object]]:
    """Return the function that makes the arguments of a node."""
    fixed: dict[str, object] = {}
    single: list[tuple[str, Grow]] = []
    several: list[tuple[str, list[Grow | str]]] = []
    for key, value in args.items():
        if key.startswith("_"):
            continue
        if isinstance(value, exp.Expression):
            single.append((key, _compiled(value)))
        elif isinstance(value, list):
            several.append((key, [_item(one) for one in value]))
        elif value is not None:
            fixed[key] = value

    def grow(filling: Filling) -> dict[str, object]:
        made = dict(fixed)
        for key, one in single:
            made[key] = one(filling)
        for key, many in several:
            nodes: list[Node] = []
            for item in many:
                nodes += _spread(filling, item) if isinstance(item, str) else (item(filling),)
            made[key] = nodes
        return made

    return grow


def _item(node: exp.Expression) -> Grow | str:
    """Return the function for an item of a list, or the name of a slot, which may take several nodes there."""
    return node.name if isinstance(node, exp.Placeholder) else _compiled(node)


def _spread(filling: Filling, name: str) -> Sequence[Node]:
    value = filling.slots[name]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_own(node) for node in value]
    return (filling.node(name),)
