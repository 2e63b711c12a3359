"""Find out on which machines a query block has its rows: on that of one tenant, on a few, or on all.

Citus sends a block to one machine when the tenant columns of all its distributed tables equal one constant or
parameter. It sends a join to all machines when the tables are joined on their tenant columns. Any other join of two
distributed tables fails. A subquery without columns of the blocks around it is a statement of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from sqlglot import exp

from planner.application.blocks import Block, Reader, Source, name
from planner.application.scope import Scope
from planner.catalog.words import RelationKind
from planner.tenancy.model import ScopedTable

_FOLDED = (exp.Lower, exp.Upper, exp.Trim, exp.Coalesce, exp.Concat, exp.DPipe, exp.Neg)
"""Immutable functions: the planner computes them before Citus looks for the tenant."""

_BLOCKS = (exp.Select, exp.Update, exp.Delete, exp.Merge)


class Pin(IntEnum):
    """What the statement says about the tenant of a table's rows."""

    NONE = 0
    LATE = 1
    """The tenant is the result of a function or of a subquery, which Citus does not know when it chooses the machines."""
    SEVERAL = 2
    """A list of tenants."""
    ONE = 3
    """One constant, or one parameter."""


Spot = tuple[int, str]
"""A source of a block: (number of the block, alias)."""


@dataclass(slots=True)
class Group:
    """Blocks that Citus plans together: a block, and the subqueries that read its columns."""

    blocks: list[Block] = field(default_factory=list)
    scoped: dict[Spot, tuple[Source, ScopedTable]] = field(default_factory=dict)
    parts: list[set[Spot]] = field(default_factory=list)
    """The distributed tables that are joined on the tenant, or that name the same tenant."""
    pins: dict[Spot, Pin] = field(default_factory=dict)
    constants: dict[Spot, str] = field(default_factory=dict)
    """The constants that the statement compares tenant columns with, as SQL."""

    def pin(self) -> Pin:
        """Return what the statement says about the tenant of all tables together."""
        return min((max(self.pins[spot] for spot in part) for part in self.parts), default=Pin.ONE)


class Placing:
    """The groups of a statement."""

    def __init__(self, scope: Scope, reader: Reader) -> None:
        self._scope = scope
        self._reader = reader

    def groups(self, tree: exp.Expr) -> list[Group]:
        """Return the groups of a statement that read or write a distributed table."""
        blocks = list(self._reader.blocks(tree))
        numbers = {id(block.node): number for number, block in enumerate(blocks)}
        outer = [self._outer(block, blocks, numbers) for block in blocks]
        groups: dict[int, Group] = {}
        top = list(range(len(blocks)))
        for number, block in enumerate(blocks):
            around = outer[number]
            top[number] = top[around] if around is not None else number
            groups.setdefault(top[number], Group()).blocks.append(block)
            for source, table in self._scope.scoped(block):
                groups[top[number]].scoped[number, source.alias] = (source, table)
        for group in groups.values():
            self._place(group, blocks, numbers)
        return [group for group in groups.values() if group.scoped]

    def views(self, tree: exp.Expr) -> Iterator[tuple[str, ScopedTable]]:
        """Yield the views over distributed tables that the statement reads without naming a tenant."""
        for block in self._reader.blocks(tree):
            for source in block.sources.values():
                found = self._scope.viewed(source)
                if found is None or found[0].kind is RelationKind.MATERIALIZED:
                    continue
                view, table = found
                pins = [
                    _pin(condition, condition.args.get("expression"))
                    for condition in _conjuncts(block.node)
                    if _named(condition.this) == table.column
                ]
                if not any(pin in (Pin.ONE, Pin.SEVERAL) for pin in pins):
                    yield view.name.name, table

    def _outer(self, block: Block, blocks: list[Block], numbers: dict[int, int]) -> int | None:
        """Return the number of the nearest block around this one whose columns it reads."""
        around = list(_around(block, blocks, numbers))
        if not around:
            return None
        for column in block.node.find_all(exp.Column):
            found = self._resolve(column, block, blocks, numbers)
            if found is not None and any(found[0] == number for number in around):
                return around[0]
        return None

    def _resolve(self, column: exp.Expr, block: Block, blocks: list[Block], numbers: dict[int, int]) -> Spot | None:
        """Return the source that a column belongs to: in its own block, or in a block around it."""
        while isinstance(column, exp.Paren | exp.Cast):
            column = column.this
        if not isinstance(column, exp.Column):
            return None
        at = column.find_ancestor(*_BLOCKS)
        inner = blocks[numbers[id(at)]] if at is not None and id(at) in numbers else block
        for one in (inner, *(blocks[number] for number in _around(inner, blocks, numbers))):
            found = self._reader.column(column, one)
            if found is not None:
                return numbers[id(one.node)], found[0]
        return None

    def _place(self, group: Group, blocks: list[Block], numbers: dict[int, int]) -> None:
        group.pins = dict.fromkeys(group.scoped, Pin.NONE)
        links: list[tuple[Spot, Spot]] = []
        for block in group.blocks:
            number = numbers[id(block.node)]
            for begin, end in block.facts.edges:
                one, other = (number, begin[0]), (number, end[0])
                if self._is_tenant(group, one, begin[1]) and self._is_tenant(group, other, end[1]):
                    links.append((one, other))
            for condition in _conjuncts(block.node):
                self._condition(condition, block, group, blocks, numbers, links)
        _join(group, links)

    def _condition(
        self,
        node: exp.Expr,
        block: Block,
        group: Group,
        blocks: list[Block],
        numbers: dict[int, int],
        links: list[tuple[Spot, Spot]],
    ) -> None:
        sides = [(node.this, node.args.get("expression"))]
        if isinstance(node, exp.EQ):
            sides.append((node.expression, node.this))
            if isinstance(node.this, exp.Tuple) and isinstance(node.expression, exp.Tuple):
                sides = list(zip(node.this.expressions, node.expression.expressions, strict=False))
                sides += [(value, column) for column, value in sides]
        elif isinstance(node, exp.In) and isinstance(node.this, exp.Tuple):
            sides = [(column, None) for column in node.this.expressions]
        for column, value in sides:
            spot = self._resolve(column, block, blocks, numbers)
            if spot is None or not self._is_tenant(group, spot, _named(column)):
                continue
            other = self._resolve(value, block, blocks, numbers) if value is not None else None
            if other is not None and self._is_tenant(group, other, _named(value)):
                links.append((spot, other))
            else:
                group.pins[spot] = max(group.pins[spot], _pin(node, value))
                if isinstance(value, exp.Literal):
                    group.constants[spot] = value.sql()

    def _is_tenant(self, group: Group, spot: Spot, column: str) -> bool:
        found = group.scoped.get(spot)
        return found is not None and found[1].column == column


def _around(block: Block, blocks: list[Block], numbers: dict[int, int]) -> Iterator[int]:
    """Yield the numbers of the blocks around a block, the nearest first."""
    at = block.node.parent
    while at is not None:
        if id(at) in numbers:
            yield numbers[id(at)]
        at = at.parent


def _conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the conditions that hold for every row of a block: those of WHERE, ON and MERGE, cut at AND."""
    waiting: list[object] = [join.args.get("on") for join in node.args.get("joins") or []]
    for clause in ("from_", "this", "using"):
        source = node.args.get(clause)
        source = source.this if isinstance(source, exp.From) else source
        if isinstance(source, exp.Table):
            waiting += [join.args.get("on") for join in source.args.get("joins") or []]
    if isinstance(node, exp.Merge):
        waiting.append(node.args.get("on"))
    where = node.args.get("where")
    waiting.append(where.this if where is not None else None)
    while waiting:
        at = waiting.pop()
        if isinstance(at, exp.And):
            waiting += [at.this, at.expression]
        elif isinstance(at, exp.Paren):
            waiting.append(at.this)
        elif isinstance(at, exp.EQ | exp.In | exp.NullSafeEQ):
            yield at


def _pin(node: exp.Expr, value: exp.Expr | None) -> Pin:
    if isinstance(node, exp.In):
        listed = node.expressions
        if node.args.get("query") is not None or not listed:
            return Pin.LATE
        if isinstance(node.this, exp.Tuple):
            return Pin.ONE if len(listed) == 1 else Pin.SEVERAL
        least = min(_value(one) for one in listed)
        return least if least is not Pin.ONE else Pin.ONE if len(listed) == 1 else Pin.SEVERAL
    if isinstance(value, exp.Any):
        return Pin.LATE if value.find(exp.Query) is not None else Pin.SEVERAL
    return _value(value) if value is not None else Pin.LATE


def _value(node: exp.Expr) -> Pin:
    while isinstance(node, exp.Paren | exp.Cast):
        node = node.this
    if isinstance(node, exp.Literal | exp.Placeholder | exp.Parameter | exp.Boolean | exp.National):
        return Pin.ONE
    if isinstance(node, _FOLDED) and node.find(exp.Column, exp.Query, exp.Anonymous) is None:
        return Pin.ONE
    return Pin.LATE


def _named(column: exp.Expr | None) -> str:
    while isinstance(column, exp.Paren | exp.Cast):
        column = column.this
    return name(column.this) if isinstance(column, exp.Column) else ""


def _join(group: Group, links: list[tuple[Spot, Spot]]) -> None:
    """Work out the parts of a group. Tables that name one tenant each are one part, unless the constants differ."""
    parts: list[set[Spot]] = [{spot} for spot in group.scoped]

    def merged(one: Spot, other: Spot) -> None:
        first = next(part for part in parts if one in part)
        second = next(part for part in parts if other in part)
        if first is not second:
            first |= second
            parts.remove(second)

    for one, other in links:
        merged(one, other)
    pinned = [spot for spot, pin in group.pins.items() if pin is Pin.ONE]
    for at, spot in enumerate(pinned):
        for before in pinned[:at]:
            said = {group.constants.get(before), group.constants.get(spot)} - {None}
            if len(said) < 2:
                merged(before, spot)
    group.parts = parts
