"""A user's SQL expression: checked with sqlglot, never rendered by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from sqlglot import exp, parse_one
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

ROW = "t"
"""The alias under which an expression sees its row."""


def expression_problem(sql: str) -> str | None:
    """Why the text is not one expression over the columns of `t`; None when it is."""
    try:
        node = _parse(sql)
    except SqlglotError as error:
        return f"is not one SQL expression: {str(error).splitlines()[0]}"
    if next(node.find_all(exp.Query, exp.Subquery), None) is not None:
        return "holds a subquery"
    if next(node.find_all(exp.AggFunc, exp.Window), None) is not None:
        return "holds an aggregate or window function"
    if next(node.find_all(exp.Command, exp.DML, exp.DDL), None) is not None:
        return "is a statement, not an expression"
    qualifiers = {c.table for c in node.find_all(exp.Column) if c.table}
    if qualifiers - {ROW}:
        return f"reads {', '.join(sorted(qualifiers - {ROW}))}; only the columns of the row, {ROW}, can be used"
    return None


@cache
def _parse(sql: str) -> exp.Expr:
    return parse_one(sql, into=exp.Condition, dialect="postgres")


def column_names(sql: str) -> list[str]:
    """The columns that the expression names, unquoted ones folded to lower case as PostgreSQL does."""
    names: dict[str, None] = {}
    for node in _parse(sql).find_all(exp.Column):
        identifier = node.this
        if isinstance(identifier, exp.Identifier):
            names[identifier.this if identifier.quoted else identifier.this.lower()] = None
    return list(names)


def referenced_columns(sql: str, columns: Sequence[str]) -> list[str]:
    """Those of `columns` that the result depends on; all of them when the whole row is read."""
    named = column_names(sql)
    if ROW in named and ROW not in columns:
        return list(columns)
    return [name for name in columns if name in named]


def called_functions(sql: str) -> list[str]:
    """Names that are followed by a parenthesis, from the text itself: parsing would rename some."""
    tokens = Dialect.get_or_raise("postgres").tokenize(sql)
    return [
        first.text if first.token_type == TokenType.IDENTIFIER else first.text.lower()
        for first, second in pairwise(tokens)
        if second.token_type == TokenType.L_PAREN
        and (first.text.replace("_", "a").isalnum() or first.token_type == TokenType.IDENTIFIER)
    ]
