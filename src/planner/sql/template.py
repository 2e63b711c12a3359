"""Named templates of SQL: queries that people can read, parsed once and filled with nodes.

A template is a block of a `.sql` file (see `planner.sql.blocks`). A slot is written `:name`, and its place in the
statement says what fills it:

- a relation, `FROM :parent AS p`: a QName, the name of a common table expression as a string, or a node
- a name, `t.:column` or `AS :alias`: a string
- a type, `CAST(:value AS ":type")`: the type's text; the parser knows no slot there, so it is written as a quoted name
- an expression, anywhere else: a node; in a list (columns, arguments, ORDER BY) also a sequence of nodes

Nodes replace slots in the tree, so no text is put into text. An operand that binds less tightly than its operator gets
parentheses. All identifiers are quoted, also those that the template does not quote. Functions must be qualified.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from sqlglot import exp, parse_one
from sqlglot.dialects.dialect import Dialect
from sqlglot.tokenizer_core import TokenType

from planner.names import QName
from planner.sql import build
from planner.sql.blocks import blocks, text_of
from planner.sql.build import Node

Slot = Node | QName | str | Sequence[Node]

_Grow = Callable[["_Filling"], Node]
"""A function that makes a new node with everything below it."""


def templates(package: str, file: str) -> Mapping[str, Template]:
    """Return the templates of a file by name. Each is parsed when it is filled for the first time."""
    return {name: Template(f"{file}: {name}", text) for name, text in blocks(text_of(package, file)).items()}


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
        return grow(_Filling(self.name, slots))

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
    def _parsed(self) -> tuple[frozenset[str], _Grow]:
        tree = _parse(self)
        names = {node.name for node in tree.find_all(exp.Placeholder)}
        names |= {name for node in tree.find_all(exp.DataType) if (name := _type_slot(node)) is not None}
        return frozenset(names), _compiled(tree, top=True)


# What fills a slot


class _Place(Enum):
    RELATION = "a relation: a QName, the name of a common table expression, or a node"
    NAME = "a name: a string"
    EXPRESSION = "an expression: a node"


@dataclass(slots=True)
class _Filling:
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


# Parsing

_KEYWORD_FUNCTIONS = (
    exp.And, exp.Or, exp.Any, exp.Array, exp.Case, exp.Cast, exp.Coalesce, exp.Count, exp.Exists, exp.If,
)  # fmt: skip
"""Words that sqlglot counts as functions: PostgreSQL's grammar has them, so they need no schema. The exception is
`count`, which our templates do not qualify."""


def _parse(template: Template) -> exp.Expression:
    """Return the tree with every identifier quoted. Raises ValueError when sqlglot would render another statement."""
    tree = parse_one(template.text, dialect="postgres")
    for node in list(tree.walk()):
        match node:
            case exp.Command() | exp.Block():
                raise ValueError(f"{template.name}: not one statement that the parser knows")
            case exp.Identifier() if node.find_ancestor(exp.DataType) is None:
                node.set("quoted", True)
            case exp.Anonymous() if not isinstance(node.parent, exp.Dot):
                raise ValueError(f"{template.name}: {node.name} is called without its schema")
            case exp.Anonymous():
                node.set("this", build.ident(node.name))
            case exp.GenerateSeries() | exp.ExplodingGenerateSeries():
                _spell_generate_series(template, node)
            case exp.Func() if not isinstance(node, _KEYWORD_FUNCTIONS):
                raise ValueError(f"{template.name}: {node.key} is spelled in sqlglot's own way; make it a slot")
    if not isinstance(tree, exp.Expression):
        raise ValueError(f"{template.name}: not a statement")
    said, meant = _words(template.text), _words(build.render(tree))
    if said != meant:
        raise ValueError(f"{template.name}: the parser reads\n{template.text}\nas\n{build.render(tree)}")
    return _closed(tree)


_OPERATORS: Mapping[type[exp.Expression], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%",
}  # fmt: skip


def _closed(node: exp.Expression) -> exp.Expression:
    """The same tree with every operator qualified, so that no schema of search_path can replace one.

    `=` in SET is no operator.
    """
    sign = _OPERATORS.get(type(node))
    assigns = isinstance(node.parent, exp.Update) and node.arg_key == "expressions"
    for key, value in list(node.args.items()):
        if isinstance(value, exp.Expression):
            node.set(key, _closed(value))
        elif isinstance(value, list):
            node.set(key, [_closed(one) if isinstance(one, exp.Expression) else one for one in value])
    if sign is None or assigns:
        return node
    left, right = node.this, node.expression
    return build.operation(left.pop(), QName("pg_catalog", sign), right.pop())


def _spell_generate_series(template: Template, node: exp.Expression) -> None:
    """Put an ordinary call in place of sqlglot's own node, which loses the schema's quotes and the lower case."""
    table = node.parent
    if not isinstance(table, exp.Table) or table.args.get("db") is None:
        raise ValueError(f"{template.name}: generate_series is called without its schema, or outside FROM")
    arguments = [node.args[key].copy() for key in ("start", "end", "step") if node.args.get(key) is not None]
    table.set("this", build.call("generate_series", *arguments, schema=table.db))
    table.set("db", None)


def _words(text: str) -> list[str]:
    """Return the tokens for a comparison, without quotes around names and in lower case outside constants and names."""
    slots = re.sub(r"%\((\w+)\)s", r":\1", text)
    tokens = Dialect.get_or_raise("postgres").tokenize(slots)
    return [t.text if t.token_type in (TokenType.STRING, TokenType.IDENTIFIER) else t.text.lower() for t in tokens]


def _type_slot(node: exp.DataType) -> str | None:
    kind = node.args.get("kind")
    name = kind.name if isinstance(kind, exp.Expression) else str(kind or "")
    return name[1:] if name.startswith(":") else None


# From a tree to the function that makes a new one


def _compiled(node: exp.Expression, *, top: bool = False) -> _Grow:
    if isinstance(node, exp.DataType):
        return _type(node)
    if isinstance(node, exp.Placeholder):
        return _slot(node)
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Placeholder):
        return _relation(node)
    if isinstance(node, exp.Dot) and isinstance(node.this, exp.Placeholder):
        return _branch(exp.Column(this=node.expression.copy(), table=node.this.copy()))
    if not top and isinstance(node, exp.Condition | exp.Table | exp.Alias) and _whole(node):
        return _constant(node)
    return _branch(node)


def _whole(node: exp.Expression) -> bool:
    return not any(
        isinstance(below, exp.Placeholder | exp.Query)
        or (isinstance(below, exp.DataType) and _type_slot(below) is not None)
        for below in node.walk()
    )


def _constant(node: exp.Expression) -> _Grow:
    """Render a part without slots once. All trees share the text, as they share the text of `build.phrase`."""
    shared = exp.var(build.render(node))
    return lambda filling: shared


def _type(node: exp.DataType) -> _Grow:
    name = _type_slot(node)
    if name is None:
        text = build.render(node).lower()
        return lambda filling: build.type_(text)

    def grow(filling: _Filling) -> Node:
        text = filling.slots[name]
        if not isinstance(text, str):
            raise filling.misfit(name, "a type: its text")
        return build.type_(text)

    return grow


def _slot(node: exp.Placeholder) -> _Grow:
    name, parent = node.name, node.parent
    is_name = (isinstance(parent, exp.Column | exp.TableAlias)) or (
        isinstance(parent, exp.Alias) and node.arg_key == "alias"
    )
    if is_name:
        return lambda filling: filling.identifier(name)
    looser = _looser(node)
    if not looser:
        return lambda filling: filling.node(name)

    def grow(filling: _Filling) -> Node:
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


def _relation(node: exp.Table) -> _Grow:
    name = node.this.name
    more = _branches({key: value for key, value in node.args.items() if key != "this"})

    def grow(filling: _Filling) -> Node:
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


def _branch(node: exp.Expression) -> _Grow:
    cls, below = type(node), _branches(node.args)
    return lambda filling: cls(**below(filling))


def _branches(args: Mapping[str, object]) -> Callable[[_Filling], dict[str, object]]:
    """Return the function that makes the arguments of a node."""
    fixed: dict[str, object] = {}
    single: list[tuple[str, _Grow]] = []
    several: list[tuple[str, list[_Grow | str]]] = []
    for key, value in args.items():
        if key.startswith("_"):
            continue
        if isinstance(value, exp.Expression):
            single.append((key, _compiled(value)))
        elif isinstance(value, list):
            several.append((key, [_item(one) for one in value]))
        elif value is not None:
            fixed[key] = value

    def grow(filling: _Filling) -> dict[str, object]:
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


def _item(node: exp.Expression) -> _Grow | str:
    """Return the function for an item of a list, or the name of a slot, which may take several nodes there."""
    return node.name if isinstance(node, exp.Placeholder) else _compiled(node)


def _spread(filling: _Filling, name: str) -> Sequence[Node]:
    value = filling.slots[name]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_own(node) for node in value]
    return (filling.node(name),)
