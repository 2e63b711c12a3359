"""Typed builders of SQL from sqlglot's own nodes, and the only functions that put text into a statement.

Every identifier goes through `ident`, which always quotes it, and every value through `literal`. `phrase` composes SQL
that sqlglot has no node for, from upper-case keywords and nodes. Text from people or from the catalog enters only
through `verbatim` and `type_`. It is never parsed and rendered again, because rendering changes meaning silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from sqlglot import ErrorLevel, exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.generator import Generator

from planner.names import EQUALS, QName

Node = exp.Expression


class Deferred(Protocol):
    """A statement that builds its tree when its text is needed."""

    def node(self) -> Node: ...


Statement = Node | Deferred

_KEYWORDS = re.compile(r"[A-Z][A-Z0-9_ ,]*|[=(),;]|\(\)")


def ident(name: str) -> exp.Identifier:
    """Return a quoted identifier, so that mixed case and reserved words keep their meaning."""
    return exp.Identifier(this=name, quoted=True)


def table(name: QName, *, alias: str | None = None, only: bool = False) -> exp.Table:
    """Return a qualified relation."""
    node = exp.Table(this=ident(name.name), db=ident(name.schema), only=only)
    if alias:
        node.set("alias", exp.TableAlias(this=ident(alias)))
    return node


def column(name: str, of: str | None = None) -> exp.Column:
    return exp.Column(this=ident(name), table=ident(of) if of else None)


def literal(value: str | int | float | bool | None) -> Node:
    """Return a constant. A string with a backslash becomes an escape string, whose meaning no setting changes.

    With standard_conforming_strings = off a backslash in a plain string begins an escape (PostgreSQL documentation,
    4.1.2.2).
    """
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        return exp.Literal.string(value) if "\\" not in value else _escaped(value)
    if value < 0:
        return exp.Neg(this=exp.Literal.number(-value))
    return exp.Literal.number(value)


def _escaped(value: str) -> exp.Var:
    doubled = value.replace("\\", "\\\\").replace("'", "''")
    return exp.var(f"E'{doubled}'")


def type_(text: str) -> exp.DataType:
    """Return a type with the spelling of format_type or of the plan, unchanged."""
    return exp.DataType(this=exp.DType.USERDEFINED, kind=text)


def cast(node: Node, type_text: str) -> exp.Cast:
    return exp.Cast(this=node, to=type_(type_text))


def verbatim(text: str) -> exp.Var:
    """Return text of a user or of the catalog, unchanged. The newline ends a trailing `--` comment."""
    return exp.var(f"{text}\n")


def phrase(*parts: str | Node) -> exp.Var:
    """Return keywords and nodes as one node, for SQL that sqlglot has no node for.

    Strings must be upper-case keywords, so that no name or value can come in as text. Raises ValueError otherwise.
    The nodes are rendered at once. The result is a Var of their text, which costs nothing to render again.
    """
    return exp.var(" ".join([_keywords(part) if isinstance(part, str) else _text(part) for part in parts]))


@cache
def _keywords(text: str) -> str:
    if not _KEYWORDS.fullmatch(text):
        raise ValueError(f"not a keyword: {text!r}")
    return text


def _text(node: Node) -> str:
    if isinstance(node, exp.Var):
        return node.name
    return _quoted(node.name) if isinstance(node, exp.Identifier) else render(node)


@cache
def _quoted(name: str) -> str:
    return render(ident(name))


@cache
def relation(name: QName) -> exp.Var:
    """Return a qualified relation for DDL. It is rendered once, because dozens of statements name each table."""
    return exp.var(render(table(name)))


def listed(nodes: Iterable[Node]) -> Node:
    """Return `a, b, c`."""
    parts: list[str | Node] = []
    for node in nodes:
        parts += [",", node] if parts else [node]
    return phrase(*parts)


def parens(nodes: Iterable[Node]) -> exp.Tuple:
    """Return `(a, b, c)`."""
    return exp.Tuple(expressions=list(nodes))


def call(name: str, *args: Node, schema: str = "pg_catalog") -> Node:
    """Return a call of a function by its qualified, lower-case name."""
    return exp.Dot(this=ident(schema), expression=exp.Anonymous(this=ident(name), expressions=list(args)))


def regclass(name: QName) -> exp.Cast:
    """Return `'"schema"."relation"'::regclass`, which is an error when there is no such relation."""
    return cast(literal(render(table(name))), "regclass")


def and_(*conditions: Node) -> Node:
    """Return `a AND b AND c`, with parentheses around each condition that is an OR."""
    whole, *rest = (exp.Paren(this=c) if isinstance(c, exp.Or) else c for c in conditions)
    for condition in rest:
        whole = exp.And(this=whole, expression=condition)
    return whole


def every(conditions: Iterable[Node]) -> exp.Var:
    """Return `((a) AND (b))` as constant text: each condition is rendered at once."""
    return exp.var(f"({' AND '.join([f'({_text(condition)})' for condition in conditions])})")


def or_(*conditions: Node) -> Node:
    """Return `a OR b OR c`."""
    whole, *rest = conditions
    for condition in rest:
        whole = exp.Or(this=whole, expression=condition)
    return whole


_OPERATOR = re.compile(r"[-+*/<>=~!@#%^&|`?]+")


@cache
def _operator_text(name: QName) -> str:
    """`schema.operator`. Raises ValueError for a name that is no operator's (PostgreSQL documentation, 4.1.3)."""
    if not _OPERATOR.fullmatch(name.name):
        raise ValueError(f"not an operator: {name.name!r}")
    schema = name.schema if name.schema == "pg_catalog" else _quoted(name.schema)
    return f"{schema}.{name.name}"


def operation(left: Node, name: QName, right: Node) -> Node:
    """`left OPERATOR(schema.name) right`: an operator that no schema of search_path can replace.

    Such an operator binds less tightly than arithmetic and more tightly than comparisons, so that operands which are
    operations themselves are put in parentheses.
    """
    return exp.Operator(this=_operand(left), operator=_operator_text(name), expression=_operand(right))


def _operand(node: Node) -> Node:
    bare = isinstance(node, exp.Paren | exp.Dot) or not isinstance(node, exp.Binary | exp.Unary)
    return node if bare else exp.Paren(this=node)


def eq(left: Node, right: Node, equals: QName = EQUALS) -> Node:
    """`left = right`, by the equality of a type that PostgreSQL brings along, or by the operator of another type."""
    return operation(left, equals, right)


def ne(left: Node, right: Node, equals: QName = EQUALS) -> Node:
    """`left` and `right` differ; NULL where one of them is NULL."""
    if equals == EQUALS:
        return operation(left, QName("pg_catalog", "<>"), right)
    return exp.Not(this=exp.Paren(this=operation(left, equals, right)))


def assign(left: Node, right: Node) -> Node:
    """`left = right` in SET: an assignment, no comparison."""
    return exp.EQ(this=left, expression=right)


def is_null(node: Node) -> Node:
    return exp.Is(this=node, expression=exp.Null())


def is_not_null(node: Node) -> Node:
    return exp.Is(this=node, expression=exp.Null(), negate=True)


def is_not(condition: Node) -> Node:
    """Return `condition IS NOT TRUE`, which holds when the condition is false or NULL."""
    return exp.Is(this=exp.Paren(this=condition), expression=exp.Boolean(this=True), negate=True)


def differs(left: Node, right: Node, equals: QName = EQUALS) -> Node:
    """`left IS DISTINCT FROM right`, by an operator that no schema of search_path can replace."""
    both_null = and_(is_null(left.copy()), is_null(right.copy()))
    same = exp.Coalesce(this=eq(left, right, equals), expressions=[both_null])
    return exp.Not(this=same)


def distinct_from(left: Node, right: Node) -> Node:
    """Return `left IS DISTINCT FROM right`."""
    return exp.NullSafeNEQ(this=left, expression=right)


# Rows


def insert(name: QName, columns: Sequence[str], rows: Sequence[Sequence[Node]], conflict: Node | None = None) -> Node:
    return exp.Insert(
        this=exp.Schema(this=table(name), expressions=[ident(c) for c in columns]),
        expression=exp.Values(expressions=[exp.Tuple(expressions=list(row)) for row in rows]),
        conflict=conflict,
    )


def on_conflict_do_nothing(columns: Sequence[str]) -> exp.OnConflict:
    return exp.OnConflict(conflict_keys=[ident(c) for c in columns], action=exp.var("DO NOTHING"))


def delete(name: QName, where: Node) -> exp.Delete:
    return exp.Delete(this=table(name), where=exp.Where(this=where))


def select(*columns: Node) -> exp.Select:
    return exp.Select(expressions=list(columns))


def left_join(select: exp.Select, source: Node, on: Node) -> exp.Select:
    """Add `LEFT JOIN source ON on` to a query, and return the query. sqlglot's own method would parse the word LEFT."""
    select.append("joins", exp.Join(this=source, side="LEFT", on=on))
    return select


def cross_join(select: exp.Select, source: Node) -> exp.Select:
    """Add `CROSS JOIN source` to a query, and return the query."""
    select.append("joins", exp.Join(this=source, kind="CROSS"))
    return select


def exists(query: exp.Select) -> exp.Exists:
    return exp.Exists(this=query)


def aliased(node: Node, name: str) -> exp.Alias:
    return exp.Alias(this=node, alias=ident(name))


# Text


@cache
def _generator(pretty: bool) -> Generator:
    return Dialect.get_or_raise("postgres").generator(
        unsupported_level=ErrorLevel.RAISE, normalize_functions=False, pretty=pretty, comments=False
    )


def render(statement: Statement, *, pretty: bool = False) -> str:
    """Return the statement's text without a semicolon.

    Raises sqlglot's UnsupportedError for a node that PostgreSQL has no SQL for. `pretty` is for people. It
    indents lines anew, so do not use it for a node with verbatim text.
    """
    node = statement if isinstance(statement, exp.Expression) else statement.node()
    return node.name if isinstance(node, exp.Var) else _generator(pretty).generate(node, copy=False)
