"""Parse the text of a template into a tree that names everything with its schema, or refuse the text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp, parse_one
from sqlglot.dialects.dialect import Dialect
from sqlglot.tokenizer_core import TokenType

from planner.names import QName
from planner.sql import build

_KEYWORD_FUNCTIONS = (
    exp.And, exp.Or, exp.Any, exp.Array, exp.Case, exp.Cast, exp.Coalesce, exp.Count, exp.Exists, exp.If, exp.Least,
)  # fmt: skip
"""Words that sqlglot counts as functions: PostgreSQL's grammar has them, so they need no schema. The exception is
`count`, which our templates do not qualify."""


def parse(name: str, text: str) -> exp.Expression:
    """Return the tree with every identifier quoted and every operator qualified. `name` is the template's, for messages.

    Raises ValueError when sqlglot would render another statement, and for a name that search_path resolves.
    """
    tree = parse_one(text, dialect="postgres")
    for node in list(tree.walk()):
        match node:
            case exp.Command() | exp.Block():
                raise ValueError(f"{name}: not one statement that the parser knows")
            case exp.Identifier() if node.find_ancestor(exp.DataType) is None:
                node.set("quoted", True)
            case exp.Anonymous(this="ROW"):
                continue  # a word of the grammar, too
            case exp.Anonymous() if not isinstance(node.parent, exp.Dot):
                raise ValueError(f"{name}: {node.name} is called without its schema")
            case exp.Anonymous():
                node.set("this", build.ident(node.name))
            case exp.GenerateSeries() | exp.ExplodingGenerateSeries():
                _spell_generate_series(name, node)
            case exp.Func() if not isinstance(node, _KEYWORD_FUNCTIONS):
                raise ValueError(f"{name}: {node.key} is spelled in sqlglot's own way; make it a slot")
            case _ if _finds_an_operator(node):
                raise ValueError(f"{name}: search_path finds the operator of {node.key}; write OPERATOR(pg_catalog.…)")
    if not isinstance(tree, exp.Expression):
        raise ValueError(f"{name}: not a statement")
    said, meant = _words(text), _words(build.render(tree))
    if said != meant:
        raise ValueError(f"{name}: the parser reads\n{text}\nas\n{build.render(tree)}")
    return _closed(tree)


_OPERATORS: Mapping[type[exp.Expression], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%",
}  # fmt: skip


_NO_OPERATORS = (exp.And, exp.Or, exp.Not, exp.Is, exp.Dot, exp.Paren, exp.Operator)


def _finds_an_operator(node: exp.Expr) -> bool:
    """Return whether PostgreSQL looks for an operator that `_closed` can't qualify: LIKE, ||, IN, a simple CASE, …"""
    match node:
        case exp.Neg(this=exp.Literal()):
            return False
        case exp.Binary() | exp.Unary():
            return not isinstance(node, (*_OPERATORS, *_NO_OPERATORS))
        case exp.Case():
            return node.this is not None
        case exp.Join():
            return bool(node.args.get("using")) or node.method == "NATURAL"
        case _:
            return isinstance(node, exp.In | exp.Between)


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


def _spell_generate_series(name: str, node: exp.Expression) -> None:
    """Put an ordinary call in place of sqlglot's own node, which loses the schema's quotes and the lower case."""
    table = node.parent
    if not isinstance(table, exp.Table) or table.args.get("db") is None:
        raise ValueError(f"{name}: generate_series is called without its schema, or outside FROM")
    arguments = [node.args[key].copy() for key in ("start", "end", "step") if node.args.get(key) is not None]
    table.set("this", build.call("generate_series", *arguments, schema=table.db))
    table.set("db", None)


def _words(text: str) -> list[str]:
    """Return the tokens for a comparison, without quotes around names and in lower case outside constants and names."""
    slots = re.sub(r"%\((\w+)\)s", r":\1", text)
    tokens = Dialect.get_or_raise("postgres").tokenize(slots)
    return [t.text if t.token_type in (TokenType.STRING, TokenType.IDENTIFIER) else t.text.lower() for t in tokens]


def type_slot(node: exp.DataType) -> str | None:
    kind = node.args.get("kind")
    name = kind.name if isinstance(kind, exp.Expression) else str(kind or "")
    return name[1:] if name.startswith(":") else None
