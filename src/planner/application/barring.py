"""Conditions that need an index which row level security bars them from."""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from planner.application.blocks import Block, Reader, Source
from planner.application.found import Found, Weight
from planner.application.scope import Scope
from planner.catalog.parts import Index, IndexColumn
from planner.names import QName
from planner.operations.barred_indexes import Barred, barred_indexes, is_pattern, reason, remedy
from planner.tenancy.model import ScopedTable, State

_ASKING = (exp.Predicate, exp.MatchAgainst, exp.Mod, exp.StartsWith)
"""The operators of conditions. `%` is the operator of pg_trgm too."""
_MATCHING = (exp.Like, exp.RegexpLike, exp.SimilarTo)
"""The operators that an index for LIKE is for."""


class Barring:
    """The judge of conditions. It has nothing to say about a plan without `rls`."""

    def __init__(self, scope: Scope, reader: Reader) -> None:
        self._scope = scope
        self._reader = reader
        self._spelled: dict[str, str | None] = {}

    def findings(self, block: Block, scoped: list[tuple[Source, ScopedTable]]) -> Iterator[Found]:
        """Yield a finding for each index that a condition of the block would use without policies."""
        if self._scope.state.tenancy.rls is None:
            return
        for source, table in scoped:
            relation = self._scope.relation(source)
            wanted = [pair for index in relation.indexes for pair in _deciding(index, table.column)] if relation else []
            for operand in _operands(block) if wanted else ():
                for index, column in wanted:
                    if self._asks(operand, column, source, block):
                        yield Found(
                            table.relation, Weight.BARRED,
                            f"can't use {index.name} under policies: {reason(column)}", remedy(column),
                        )  # fmt: skip

    def _asks(self, operand: exp.Expr, column: IndexColumn, source: Source, block: Block) -> bool:
        """Return whether the operand of a condition is what the index has in this column."""
        kind = _MATCHING if is_pattern(column) and not column.leaks else _ASKING
        if not isinstance(_above(operand), kind):
            return False
        if column.name is not None:
            plain = isinstance(_above(operand), exp.Is)
            return not plain and self._reader.column(operand, block) == (source.alias, column.name)
        if column.definition not in self._spelled:
            self._spelled[column.definition] = _parsed(column.definition)
        if isinstance(operand, exp.Column) or _plain(operand) != self._spelled[column.definition]:
            return False
        found = [self._reader.column(one, block) for one in operand.find_all(exp.Column)]
        return bool(found) and all(one is not None and one[0] == source.alias for one in found)


def barred_of_plan(state: State) -> Iterator[tuple[QName, Barred]]:
    """Yield the indexes of scoped tables that policies bar conditions from; none for a plan without `rls`."""
    for table in state.tenancy.tables.values() if state.tenancy.rls is not None else ():
        for found in barred_indexes(state.relation(table), table.column):
            yield table.relation, found


def _deciding(index: Index, tenant: str) -> Iterator[tuple[Index, IndexColumn]]:
    """Yield the columns of an index, behind the tenant column, that conditions can't use."""
    for column in index.columns if index.valid else ():
        if column.name != tenant and (column.leaks or is_pattern(column)):
            yield index, column


def _operands(block: Block) -> Iterator[exp.Expr]:
    """Yield the operands of the block's own conditions."""
    where = block.node.args.get("where")
    on = [join.args.get("on") for join in block.node.find_all(exp.Join)]
    for condition in (where, *on):
        for node in condition.walk() if isinstance(condition, exp.Expr) else ():
            owner = node.find_ancestor(exp.Query, exp.Update, exp.Delete, exp.Merge)
            if owner is block.node and not isinstance(node, exp.Paren | exp.Cast) and isinstance(_above(node), _ASKING):
                yield node


def _above(node: exp.Expr) -> exp.Expr | None:
    """Return the operator that a node is an operand of, past parentheses and casts."""
    at = node.parent
    while isinstance(at, exp.Paren | exp.Cast):
        at = at.parent
    return at


def _parsed(definition: str) -> str | None:
    try:
        return _plain(sqlglot.parse_one(definition, read="postgres"))
    except (SqlglotError, RecursionError):
        return None


def _plain(tree: exp.Expr) -> str:
    """Return an expression without the differences between two ways of writing it: parentheses, casts, aliases."""
    whole = exp.Paren(this=tree.copy())
    for node in reversed(list(whole.find_all(exp.Paren, exp.Cast, exp.Column))):
        if isinstance(node, exp.Column):
            node.replace(exp.to_identifier(node.name.lower(), quoted=True))
        elif node is not whole:
            node.replace(node.this)
    return whole.sql(dialect="postgres").lower()
