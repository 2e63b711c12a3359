"""Typed builders of SQL over sqlglot's stock nodes, and the only doors through which text reaches a statement.

Every identifier goes through `ident` (always quoted), every value through `literal`. What sqlglot has no node for is
composed by `phrase` from upper-case keywords and nodes. Text that people or the catalog wrote enters through
`verbatim` and `type_` alone, and is never parsed and rendered again: rendering changes meaning silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from sqlglot import ErrorLevel, exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.generator import Generator

from planner.names import QName

Node = exp.Expression


class Deferred(Protocol):
    """A statement whose tree is built when its text is asked for."""

    def node(self) -> Node: ...


Statement = Node | Deferred

_KEYWORDS = re.compile(r"[A-Z][A-Z0-9_ ,]*|[=(),;]|\(\)")


def ident(name: str) -> exp.Identifier:
    """A quoted identifier: mixed case and reserved words stay what they are."""
    return exp.Identifier(this=name, quoted=True)


def table(name: QName, *, alias: str | None = None, only: bool = False) -> exp.Table:
    """A qualified relation."""
    node = exp.Table(this=ident(name.name), db=ident(name.schema), only=only)
    if alias:
        node.set("alias", exp.TableAlias(this=ident(alias)))
    return node


def column(name: str, of: str | None = None) -> exp.Column:
    return exp.Column(this=ident(name), table=ident(of) if of else None)


def literal(value: str | int | float | bool | None) -> Node:
    """A constant. Strings with a backslash are safe: standard_conforming_strings is on since 9.1."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        return exp.Literal.string(value)
    if value < 0:
        return exp.Neg(this=exp.Literal.number(-value))
    return exp.Literal.number(value)


def type_(text: str) -> exp.DataType:
    """A type as format_type or the plan spells it, verbatim."""
    return exp.DataType(this=exp.DType.USERDEFINED, kind=text)


def cast(node: Node, type_text: str) -> exp.Cast:
    return exp.Cast(this=node, to=type_(type_text))


def verbatim(text: str) -> exp.Var:
    """A user's or the catalog's own text, unchanged; the newline ends a trailing `--` comment."""
    return exp.var(f"{text}\n")


def phrase(*parts: str | Node) -> exp.Var:
    """Keywords and nodes in a row, for what sqlglot has no node for.

    Strings must be upper-case keywords, so that no name or value can come in as text. Raises ValueError otherwise.
    The nodes are rendered at once: the result is a Var of their text, which costs nothing to render again.
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
    """A qualified relation in DDL, rendered once: a plan names each table in dozens of statements."""
    return exp.var(render(table(name)))


def listed(nodes: Iterable[Node]) -> Node:
    """`a, b, c`."""
    parts: list[str | Node] = []
    for node in nodes:
        parts += [",", node] if parts else [node]
    return phrase(*parts)


def parens(nodes: Iterable[Node]) -> exp.Tuple:
    """`(a, b, c)`."""
    return exp.Tuple(expressions=list(nodes))


def call(name: str, *args: Node, schema: str = "pg_catalog") -> Node:
    """A call of a function by its qualified, lower-case name."""
    return exp.Dot(this=ident(schema), expression=exp.Anonymous(this=ident(name), expressions=list(args)))


def and_(*conditions: Node) -> Node:
    """`a AND b AND c`; a disjunction among them is put in parentheses."""
    whole, *rest = (exp.Paren(this=c) if isinstance(c, exp.Or) else c for c in conditions)
    for condition in rest:
        whole = exp.And(this=whole, expression=condition)
    return whole


def or_(*conditions: Node) -> Node:
    """`a OR b OR c`."""
    whole, *rest = conditions
    for condition in rest:
        whole = exp.Or(this=whole, expression=condition)
    return whole


def any_of(query: exp.Select) -> exp.Any:
    """`ANY (ARRAY(SELECT …))`: evaluated once, before the scan."""
    return exp.Any(this=exp.Paren(this=exp.Array(expressions=[query])))


def eq(left: Node, right: Node) -> Node:
    return exp.EQ(this=left, expression=right)


def is_null(node: Node) -> Node:
    return exp.Is(this=node, expression=exp.Null())


def is_not_null(node: Node) -> Node:
    return phrase(node, "IS NOT NULL")


def distinct_from(left: Node, right: Node) -> Node:
    """`left IS DISTINCT FROM right`."""
    return exp.NullSafeNEQ(this=left, expression=right)


# Tables and columns


def alter_table(name: QName, *action: str | Node) -> Node:
    return phrase("ALTER TABLE", relation(name), *action)


def column_def(name: str, type_text: str, *, default: Node | None = None, not_null: bool = False) -> exp.ColumnDef:
    constraints: list[Node] = []
    if default is not None:
        constraints.append(exp.ColumnConstraint(kind=exp.DefaultColumnConstraint(this=default)))
    if not_null:
        constraints.append(exp.ColumnConstraint(kind=exp.NotNullColumnConstraint()))
    return exp.ColumnDef(this=ident(name), kind=type_(type_text), constraints=constraints)


def create_table(name: QName, columns: Sequence[Node], *, if_not_exists: bool = False) -> exp.Create:
    """`columns` are column definitions and table constraints."""
    schema = exp.Schema(this=table(name), expressions=list(columns))
    return exp.Create(this=schema, kind="TABLE", exists=if_not_exists)


def primary_key(columns: Sequence[str], name: str | None = None) -> Node:
    key = exp.PrimaryKey(expressions=[ident(c) for c in columns])
    return exp.Constraint(this=ident(name), expressions=[key]) if name else key


def drop_table(name: QName) -> Node:
    return phrase("DROP TABLE", relation(name))


def add_column(name: QName, definition: exp.ColumnDef) -> Node:
    return alter_table(name, "ADD COLUMN", definition)


def drop_column(name: QName, column_name: str) -> Node:
    return alter_table(name, "DROP COLUMN", ident(column_name))


def set_default(name: QName, column_name: str, value: Node) -> Node:
    return alter_table(name, "ALTER COLUMN", ident(column_name), "SET DEFAULT", value)


def drop_default(name: QName, column_name: str) -> Node:
    return alter_table(name, "ALTER COLUMN", ident(column_name), "DROP DEFAULT")


def set_not_null(name: QName, column_name: str) -> Node:
    return alter_table(name, "ALTER COLUMN", ident(column_name), "SET NOT NULL")


def drop_not_null(name: QName, column_name: str) -> Node:
    return alter_table(name, "ALTER COLUMN", ident(column_name), "DROP NOT NULL")


def lock_table(name: QName, mode: str) -> Node:
    """`mode` is PostgreSQL's, e.g. ACCESS EXCLUSIVE. A partitioned table locks its partitions too."""
    return phrase("LOCK TABLE", relation(name), f"IN {mode} MODE")


# Constraints


def add_foreign_key(
    name: QName,
    constraint: str,
    columns: Sequence[str],
    ref: QName,
    ref_columns: Sequence[str],
    *,
    on_delete: str,
    not_valid: bool,
) -> Node:
    """`on_delete` is SQL's word: NO ACTION, RESTRICT or CASCADE."""
    if not _KEYWORDS.fullmatch(on_delete):
        raise ValueError(f"not a referential action: {on_delete!r}")
    reference = exp.Reference(
        this=exp.Schema(this=relation(ref), expressions=[ident(c) for c in ref_columns]),
        options=[] if on_delete == "NO ACTION" else [f"ON DELETE {on_delete}"],
    )
    key = exp.ForeignKey(expressions=[ident(c) for c in columns], reference=reference)
    named = exp.Constraint(this=ident(constraint), expressions=[key])
    return alter_table(name, "ADD", named, *(["NOT VALID"] if not_valid else []))


def add_check_not_null(name: QName, constraint: str, column_name: str) -> Node:
    """CHECK (column IS NOT NULL) NOT VALID: no scan, and a proof for SET NOT NULL once validated (12 and later)."""
    check = exp.CheckColumnConstraint(this=is_not_null(exp.Column(this=ident(column_name))))
    named = exp.Constraint(this=ident(constraint), expressions=[check])
    return alter_table(name, "ADD", named, "NOT VALID")


def add_not_null_constraint(name: QName, constraint: str, column_name: str) -> Node:
    """A NOT NULL constraint NOT VALID (PostgreSQL 18, ALTER TABLE)."""
    return alter_table(name, "ADD CONSTRAINT", ident(constraint), "NOT NULL", ident(column_name), "NOT VALID")


def validate_constraint(name: QName, constraint: str) -> Node:
    return alter_table(name, "VALIDATE CONSTRAINT", ident(constraint))


def drop_constraint(name: QName, constraint: str, *, if_exists: bool = False) -> Node:
    return alter_table(name, "DROP CONSTRAINT IF EXISTS" if if_exists else "DROP CONSTRAINT", ident(constraint))


# Indexes


def create_index(
    index: str, name: QName, columns: Sequence[str], *, concurrently: bool = False, only: bool = False
) -> exp.Create:
    params = exp.IndexParameters(columns=[ident(c) for c in columns])
    body = exp.Index(this=ident(index), table=table(name, only=only), params=params)
    return exp.Create(this=body, kind="INDEX", concurrently=concurrently)


def drop_index(name: QName, *, concurrently: bool, if_exists: bool = False) -> Node:
    words = "DROP INDEX CONCURRENTLY" if concurrently else "DROP INDEX"
    return phrase(f"{words} IF EXISTS" if if_exists else words, relation(name))


def attach_index(parent: QName, child: QName) -> Node:
    return phrase("ALTER INDEX", relation(parent), "ATTACH PARTITION", relation(child))


# Functions and triggers


def create_trigger_function(name: QName, body: str, *, security_definer: bool) -> Node:
    """A plpgsql trigger function with a fixed search_path. `body` comes from `planner.sql.plpgsql`."""
    return phrase(
        "CREATE FUNCTION",
        relation(name),
        "()",
        "RETURNS TRIGGER LANGUAGE",
        exp.var("plpgsql"),
        "SECURITY DEFINER SET" if security_definer else "SET",
        exp.var("search_path"),
        "=",
        listed([exp.var("pg_catalog"), exp.var("pg_temp")]),
        "AS",
        dollar_quoted(body),
    )


def drop_function(name: QName) -> Node:
    return phrase("DROP FUNCTION", relation(name), "()")


def revoke_execute(name: QName) -> Node:
    """Nobody else may attach the function to a table of their own."""
    return phrase("REVOKE ALL ON FUNCTION", relation(name), "()", "FROM PUBLIC")


def create_trigger(trigger: str, name: QName, event: str, function: QName, *, when: Node | None = None) -> Node:
    """A row trigger BEFORE `event` (SQL's words, e.g. INSERT OR UPDATE)."""
    parts: list[str | Node] = ["CREATE TRIGGER", ident(trigger), f"BEFORE {event} ON", relation(name), "FOR EACH ROW"]
    if when is not None:
        parts += ["WHEN", exp.Paren(this=when)]
    return phrase(*parts, "EXECUTE FUNCTION", relation(function), "()")


def drop_trigger(trigger: str, name: QName) -> Node:
    return phrase("DROP TRIGGER", ident(trigger), "ON", relation(name))


def dollar_quoted(body: str) -> exp.Heredoc:
    """`$planner$ … $planner$`, with a tag that the body does not hold."""
    tag = "planner"
    while f"${tag}$" in body:
        tag += "_"
    return exp.Heredoc(this=body, tag=tag)


def do_block(body: str) -> Node:
    """An anonymous plpgsql block. `body` comes from `planner.sql.plpgsql`."""
    return phrase("DO", dollar_quoted(body))


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
    """The statement's text, without a semicolon. Raises sqlglot's UnsupportedError rather than print something wrong.

    `pretty` is for people and must not be asked of a node that holds verbatim text: it re-indents lines.
    """
    node = statement if isinstance(statement, exp.Expression) else statement.node()
    return node.name if isinstance(node, exp.Var) else _generator(pretty).generate(node, copy=False)
