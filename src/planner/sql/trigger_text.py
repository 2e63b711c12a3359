"""Split a trigger's definition, as pg_get_triggerdef spells it, at its tokens. No part is rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from planner.sql import build
from planner.sql.build import Node


@dataclass(frozen=True, slots=True)
class TriggerText:
    """The parts of a definition: `CREATE` head [`WHEN (` condition `)`] tail."""

    head: str
    condition: str | None
    tail: str
    constraint: bool
    """The definition is a CREATE CONSTRAINT TRIGGER, which CREATE OR REPLACE does not allow."""

    @classmethod
    def of(cls, definition: str) -> TriggerText:
        """Return the parts of a definition. Raises ValueError for text that is not a trigger's definition."""
        tokens = _tokens(definition)
        if not tokens or tokens[0].token_type != TokenType.CREATE:
            raise ValueError(f"not a trigger's definition: {definition!r}")
        outside = list(_outside_parentheses(tokens))
        tail = next(
            (
                first.start
                for first, second in reversed(list(pairwise(outside)))
                if first.token_type == TokenType.EXECUTE and second.token_type == TokenType.FUNCTION
            ),
            None,
        )
        if tail is None:
            raise ValueError(f"not a trigger's definition: {definition!r}")
        # WHEN is a reserved word: a name `when` is quoted, so it is no WHEN token.
        when = next((t for t in outside if t.token_type == TokenType.WHEN and t.start < tail), None)
        start = tokens[0].end + 1
        head = definition[start : when.start if when else tail].strip()
        condition = None
        if when is not None:
            inside = definition[when.end + 1 : tail].strip()
            if not (inside.startswith("(") and inside.endswith(")")):
                raise ValueError(f"not a trigger's definition: {definition!r}")
            condition = inside[1:-1]
        return cls(head, condition, definition[tail:], tokens[1].token_type == TokenType.CONSTRAINT)

    def create(self, when: Node | None, *, replace: bool) -> Node:
        """Return the statement, with `when` in place of the condition."""
        parts: list[str | Node] = ["CREATE OR REPLACE" if replace else "CREATE", build.verbatim(self.head)]
        if when is not None:
            parts += ["WHEN", build.parens([when])]
        return build.phrase(*parts, build.verbatim(self.tail))

    def own_condition(self) -> Node | None:
        """Return the trigger's own condition unchanged; None if it has no condition."""
        return build.verbatim(self.condition) if self.condition is not None else None


def is_definition(text: str) -> bool:
    """Return whether the text is a trigger's definition."""
    try:
        TriggerText.of(text)
    except (ValueError, SqlglotError):
        return False
    return True


def mentions(definition: str, setting: str) -> bool:
    """Return whether the definition contains the string `setting` as a constant."""
    return any(t.token_type == TokenType.STRING and t.text == setting for t in _tokens(definition))


def _tokens(definition: str) -> list[Token]:
    return list(Dialect.get_or_raise("postgres").tokenize(definition))


def _outside_parentheses(tokens: list[Token]) -> list[Token]:
    found, depth = [], 0
    for token in tokens:
        depth -= token.token_type == TokenType.R_PAREN
        if depth == 0 and token.token_type != TokenType.R_PAREN:
            found.append(token)
        depth += token.token_type == TokenType.L_PAREN
    return found
