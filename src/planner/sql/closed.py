"""Decide whether stored SQL text stays in its place, when planner writes it unchanged into a statement.

The text comes from the server (pg_get_expr, pg_get_indexdef, pg_get_triggerdef), by way of a table that others may have
changed since. Text from the server has no comment, no semicolon and no parenthesis without its pair.
"""

from __future__ import annotations

from functools import lru_cache

from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

_OPENS = {TokenType.L_PAREN: TokenType.R_PAREN, TokenType.L_BRACKET: TokenType.R_BRACKET}
_CLOSES = frozenset(_OPENS.values())


def is_one_statement(text: str) -> bool:
    """Return whether the text can't end a statement and begin another."""
    return _outside(text) is not None


@lru_cache(maxsize=1024)
def is_one_expression(text: str) -> bool:
    """Return whether the text can't end an expression: it is closed, and has no comma outside parentheses."""
    outside = _outside(text)
    return bool(outside) and all(token.token_type != TokenType.COMMA for token in outside or ())


def _outside(text: str) -> list[Token] | None:
    """Return the tokens outside parentheses; None for text that is not closed."""
    try:
        tokens = Dialect.get_or_raise("postgres").tokenize(text)
    except SqlglotError:
        return None
    found: list[Token] = []
    open_: list[TokenType] = []
    for token in tokens:
        if token.comments or token.token_type in (TokenType.SEMICOLON, TokenType.COMMENT):
            return None
        if token.token_type in _CLOSES and (not open_ or open_.pop() is not token.token_type):
            return None
        if not open_:
            found.append(token)
        if token.token_type in _OPENS:
            open_.append(_OPENS[token.token_type])
    return None if open_ else found
