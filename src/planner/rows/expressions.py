"""Check a user's SQL expression with sqlglot, which never renders it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sqlglot import exp, parse_one
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

ROW = "t"
"""The alias of the row in an expression."""


_NAME = re.compile(r"[^\W\d][\w$]*")


@dataclass(frozen=True, slots=True)
class Call:
    """A function call as the text spells it. Unquoted names are in lower case, as PostgreSQL folds them."""

    schema: str
    """The schema; pg_catalog if the text names none, because sessions of planner have an empty search_path."""
    name: str
    arguments: int | None
    """The number of arguments; None if the text does not tell, as in `count(*)` and with VARIADIC."""

    def __str__(self) -> str:
        return f"{self.name}()" if self.schema == "pg_catalog" else f"{self.schema}.{self.name}()"


def expression_problem(sql: str) -> str | None:
    """Return why the text is not one expression over the columns of `t`, or None when it is.

    Only the server knows whether a function is an aggregate, returns a set or is volatile.
    """
    try:
        node = _parse(sql)
    except SqlglotError:
        return "is not one SQL expression"
    except RecursionError:
        return "is nested too deeply"
    if next(node.find_all(exp.Query, exp.Values), None) is not None:
        return "holds a subquery"
    if next(node.find_all(exp.Window), None) is not None:
        return "holds a window function"
    if next(node.find_all(exp.Command, exp.DML, exp.DDL), None) is not None:
        return "is a statement, not an expression"
    others = sorted({_folded(c.args["table"]) for c in node.find_all(exp.Column) if c.table} - {ROW})
    if others:
        return f"reads {', '.join(others)}; only the columns of the row, {ROW}, can be used"
    return None


def _folded(identifier: exp.Expr) -> str:
    name = identifier.name
    return name if identifier.args.get("quoted") else name.lower()


@cache
def _parse(sql: str) -> exp.Expr:
    return parse_one(sql, into=exp.Condition, dialect="postgres")


def column_names(sql: str) -> list[str]:
    """Return the columns that the expression names; unquoted names are in lower case, as PostgreSQL folds them."""
    names: dict[str, None] = {}
    for node in _parse(sql).find_all(exp.Column):
        identifier = node.this
        if isinstance(identifier, exp.Identifier):
            names[identifier.this if identifier.quoted else identifier.this.lower()] = None
    return list(names)


def referenced_columns(sql: str, columns: Sequence[str]) -> list[str]:
    """Return those of `columns` that the result depends on; all of them if the expression reads the whole row."""
    named = column_names(sql)
    if ROW in named and ROW not in columns:
        return list(columns)
    return [name for name in columns if name in named]


def calls(sql: str) -> list[Call]:
    """Return the function calls in the text, among them keywords before a parenthesis.

    They are read from the tokens: sqlglot's parser would rename some functions.
    """
    tokens = list(Dialect.get_or_raise("postgres").tokenize(sql))
    found: dict[Call, None] = {}
    for at, (token, following) in enumerate(pairwise(tokens)):
        name = _name(token)
        if following.token_type != TokenType.L_PAREN or name is None:
            continue
        schema = None
        if at > 1 and tokens[at - 1].token_type == TokenType.DOT:
            schema = _name(tokens[at - 2])
        found[Call(schema or "pg_catalog", name, _arguments(tokens[at + 2 :]))] = None
    return list(found)


def cast_types(sql: str) -> list[str]:
    """Return the types that the text converts to, without their schemas."""
    tokens = list(Dialect.get_or_raise("postgres").tokenize(sql))
    found: dict[str, None] = {}
    for at, token in enumerate(tokens):
        if token.token_type not in (TokenType.DCOLON, TokenType.ALIAS):
            continue
        name = at + 1
        while name + 2 < len(tokens) and tokens[name + 1].token_type == TokenType.DOT:
            name += 2
        spelled = _name(tokens[name]) if name < len(tokens) else None
        if spelled is not None:
            found[spelled] = None
    return list(found)


def _name(token: Token) -> str | None:
    if token.token_type == TokenType.IDENTIFIER:
        return token.text
    if token.token_type == TokenType.STRING or not _NAME.fullmatch(token.text):
        return None
    return token.text.lower()


def _arguments(inside: list[Token]) -> int | None:
    """Return the number of arguments before the closing parenthesis; None if the text does not tell."""
    depth = commas = 0
    for at, token in enumerate(inside):
        match token.token_type:
            case TokenType.L_PAREN | TokenType.L_BRACKET:
                depth += 1
            case TokenType.R_PAREN if depth == 0:
                return commas + 1 if at else 0
            case TokenType.R_PAREN | TokenType.R_BRACKET:
                depth -= 1
            case TokenType.COMMA if depth == 0:
                commas += 1
            case TokenType.STAR if at == 0:
                return None
        if depth == 0 and token.text.lower() == "variadic":
            return None
    return None
