"""The sources and conditions of a statement, one query block after the other.

A block is a SELECT, or the outer level of an UPDATE, DELETE or MERGE. It has sources, and conditions that hold for
every row that it sees. Conditions become facts: a column gets its value from outside (`given`), or equals another
column (`edges`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from planner.catalog.model import Catalog
from planner.names import QName

ColumnOf = tuple[str, str]
"""(alias of the source, column)."""

Edge = tuple[ColumnOf, ColumnOf]
"""If the value of the first column comes from outside, so does the value of the second."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that hold for every row of a block."""

    given: frozenset[ColumnOf] = frozenset()
    edges: frozenset[Edge] = frozenset()

    def both(self, other: Facts) -> Facts:
        """Return the facts of two conditions joined by AND."""
        return Facts(self.given | other.given, self.edges | other.edges)

    def either(self, other: Facts) -> Facts:
        """Return the facts of two conditions joined by OR: only what both conditions say."""
        return Facts(self.known() & other.known(), self.edges & other.edges)

    def known(self, more: frozenset[ColumnOf] = frozenset()) -> frozenset[ColumnOf]:
        """Return the columns whose value comes from outside, directly or through other columns."""
        found = set(self.given | more)
        while True:
            reached = {end for begin, end in self.edges if begin in found} - found
            if not reached:
                return frozenset(found)
            found |= reached

    def same(self, one: ColumnOf, other: ColumnOf) -> bool:
        """Return whether the two columns are equal."""
        return (one, other) in self.edges or (other, one) in self.edges


@dataclass(slots=True)
class Source:
    """A table, subquery or function that a block reads."""

    alias: str
    table: QName | None
    query: exp.Expr | None = None
    """The query of a subquery or a common table expression."""


@dataclass(slots=True)
class Block:
    """One query block. `target` is the alias of the table that the block writes."""

    node: exp.Expr
    sources: dict[str, Source] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    target: str | None = None


class Reader:
    """The reader of statements. `first` is the schema of names without a schema."""

    def __init__(self, catalog: Catalog, first: str) -> None:
        self._catalog = catalog
        self._first = first

    def blocks(self, tree: exp.Expr) -> Iterator[Block]:
        """Yield every block of a statement that reads or writes a source."""
        for node in tree.find_all(exp.Select, exp.Update, exp.Delete, exp.Merge):
            if isinstance(node, exp.Update) and isinstance(node.parent, (exp.When, exp.OnConflict)):
                continue
            if isinstance(node, exp.Update | exp.Delete | exp.Merge) or node.args.get("from_") is not None:
                yield self.block(node)

    def block(self, node: exp.Expr) -> Block:
        """Return the block of one SELECT, UPDATE, DELETE or MERGE."""
        block = Block(node)
        conditions: list[tuple[exp.Expr, str, list[str]]] = []
        if not isinstance(node, exp.Select):
            for table in node.args.get("tables") or [node.this]:
                block.target = self._read(table, block, conditions)
        begin = node.args.get("from_")
        if begin is not None:
            self._read(begin.this, block, conditions)
        using = node.args.get("using")
        for table in using if isinstance(using, list) else [using] if isinstance(using, exp.Expr) else []:
            self._read(table, block, conditions)
        self._joins(node, block, conditions)
        if isinstance(node, exp.Merge) and isinstance(node.args.get("on"), exp.Expr):
            conditions.append((node.args["on"], "", []))
        where = node.args.get("where")
        facts = Facts()
        for condition, side, right in conditions:
            facts = facts.both(_outer(self._facts(condition, block), side, right))
        if where is not None:
            facts = facts.both(self._facts(where.this, block))
        block.facts = facts
        return block

    def _read(self, node: exp.Expr, block: Block, conditions: list[tuple[exp.Expr, str, list[str]]]) -> str:
        """Add a source, and everything that is joined to it. Return the alias of the source."""
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            alias = name(node.args["alias"].this) if node.args.get("alias") else name(node.this)
            query = _visible(node) if node.args.get("db") is None else None
            block.sources[alias] = Source(alias, None if query is not None else self._qualified(node), query)
        elif isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table):
            alias = self._read(node.this, block, conditions)
        else:
            given = node.args.get("alias")
            alias = name(given.this) if given is not None and given.this is not None else f"?{len(block.sources)}"
            inner = node.find(exp.Query) if isinstance(node, exp.Subquery | exp.Lateral) else None
            block.sources[alias] = Source(alias, None, inner)
        self._joins(node, block, conditions)
        return alias

    def _joins(self, node: exp.Expr, block: Block, conditions: list[tuple[exp.Expr, str, list[str]]]) -> None:
        for join in node.args.get("joins") or []:
            before = list(block.sources)
            self._read(join.this, block, conditions)
            right = [alias for alias in block.sources if alias not in before]
            if isinstance(join.args.get("on"), exp.Expr):
                conditions.append((join.args["on"], join.side, right))
            for column in join.args.get("using") or []:
                shared = name(column)
                for left in before:
                    if self._has(block.sources[left], shared) and right:
                        pair = exp.EQ(this=_column(left, shared), expression=_column(right[0], shared))
                        conditions.append((pair, join.side, right))

    def _qualified(self, table: exp.Table) -> QName:
        schema = table.args.get("db")
        if schema is not None:
            return QName(name(schema), name(table.this))
        return QName(self._first, name(table.this))

    def _has(self, source: Source, column: str) -> bool:
        if source.table is not None:
            relation = self._catalog.relation(source.table)
            return relation is not None and relation.column(column) is not None
        return isinstance(source.query, exp.Query) and column in source.query.named_selects

    # Conditions

    def _facts(self, node: exp.Expr, block: Block) -> Facts:
        match node:
            case exp.Paren():
                return self._facts(node.this, block)
            case exp.And():
                return self._facts(node.this, block).both(self._facts(node.expression, block))
            case exp.Or():
                return self._facts(node.this, block).either(self._facts(node.expression, block))
            case exp.EQ() | exp.NullSafeEQ():
                return self._equal(node.this, node.expression, block)
            case exp.In():
                values = [*node.expressions, *([node.args["query"]] if node.args.get("query") else [])]
                column = self.column(node.this, block)
                if column is not None and values and not any(self._own(value, block) for value in values):
                    return Facts(given=frozenset({column}))
        return Facts()

    def _equal(self, left: exp.Expr, right: exp.Expr, block: Block) -> Facts:
        if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
            facts = Facts()
            for one, other in zip(left.expressions, right.expressions, strict=False):
                facts = facts.both(self._equal(one, other, block))
            return facts
        one, other = self.column(left, block), self.column(right, block)
        if one is not None and other is not None:
            return Facts(edges=frozenset({(one, other), (other, one)}))
        if one is not None and not self._own(right, block):
            return Facts(given=frozenset({one}))
        if other is not None and not self._own(left, block):
            return Facts(given=frozenset({other}))
        return Facts()

    def column(self, node: exp.Expr, block: Block) -> ColumnOf | None:
        """Return a column of one of the block's own sources; None for any other expression."""
        while isinstance(node, exp.Paren | exp.Cast):
            node = node.this
        if not isinstance(node, exp.Column) or not isinstance(node.this, exp.Identifier):
            return None
        of = node.args.get("table")
        if of is not None:
            alias = name(of)
            return (alias, name(node.this)) if alias in block.sources else None
        having = [alias for alias, source in block.sources.items() if self._has(source, name(node.this))]
        return (having[0], name(node.this)) if having else None

    def _own(self, node: exp.Expr, block: Block) -> bool:
        """Return whether the expression depends on a row of the block. Columns that a subquery reads from its own
        sources do not count."""
        if isinstance(node, exp.Subquery | exp.Query):
            return False
        return any(
            self.column(column, block) is not None
            for column in node.find_all(exp.Column)
            if column.find_ancestor(exp.Query) is node.find_ancestor(exp.Query)
        )


def name(identifier: exp.Expr) -> str:
    """Return the name as the database stores it: unquoted names are folded (PostgreSQL documentation, 4.1.1)."""
    text = str(identifier.this) if isinstance(identifier, exp.Identifier) else identifier.name
    return text if isinstance(identifier, exp.Identifier) and identifier.quoted else text.lower()


def _column(alias: str, column: str) -> exp.Column:
    return exp.Column(this=exp.to_identifier(column, quoted=True), table=exp.to_identifier(alias, quoted=True))


def _visible(table: exp.Expr) -> exp.Expr | None:
    """Return the query of the common table expression that the name refers to, if any."""
    at: exp.Expr | None = table
    while at is not None:
        clause = at.args.get("with_")
        if isinstance(clause, exp.With):
            recursive = bool(clause.args.get("recursive"))
            for cte in clause.expressions:
                if name(cte.args["alias"].this) == name(table.this) and not _inside(table, cte, recursive=recursive):
                    found: exp.Expr = cte.this
                    return found
        at = at.parent
    return None


def _inside(node: exp.Expr, cte: exp.Expr, *, recursive: bool) -> bool:
    """Return whether the node is inside this query. In a WITH that is not RECURSIVE, a query does not see itself."""
    at: exp.Expr | None = node
    while at is not None and not recursive:
        if at is cte:
            return True
        at = at.parent
    return False


def _outer(facts: Facts, side: str, right: list[str]) -> Facts:
    """Return the facts that a join's ON states for every row. In an outer join, the ON says nothing about rows
    without a partner."""
    if side not in ("LEFT", "RIGHT", "FULL"):
        return facts

    def partner(column: ColumnOf) -> bool:
        return (column[0] in right) is (side == "LEFT") and side != "FULL"

    return Facts(
        frozenset(column for column in facts.given if partner(column)),
        frozenset((begin, end) for begin, end in facts.edges if partner(end)),
    )
