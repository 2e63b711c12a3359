"""SELECT, UPDATE and DELETE: find the scoped tables that a statement reads without a condition on the tenant."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.application.blocks import Block, ColumnOf, Reader, Source
from planner.application.found import Found, Weight
from planner.application.scope import Scope
from planner.catalog.words import RelationKind
from planner.operations.keys import given_up, identifies
from planner.tenancy.model import ScopedTable


class Reading:
    """The judge of blocks that read."""

    def __init__(self, scope: Scope, reader: Reader) -> None:
        self._scope = scope
        self._reader = reader
        self._asked: set[int] = set()
        """The queries that are being looked at, by the id of the node: a recursive query reads itself."""

    def findings(self, block: Block, scoped: list[tuple[Source, ScopedTable]]) -> Iterator[Found]:
        """Yield the problems of a block that reads these scoped tables."""
        known = self._known(block)
        aware = {source.alias for source, table in scoped if (source.alias, table.column) in known}
        keyed = {source.alias for source, table in scoped if self._by_key(source, table, known)}
        reached = self._reached(block, scoped, aware | keyed)
        for source, table in scoped:
            alias = source.alias
            if alias in aware or (alias in reached and alias not in keyed):
                continue
            verb, missing, under = _verb(block, alias), f"{_spoken(alias, table)} = …", self._scope.policed(source)
            if alias in keyed:
                yield Found(
                    table.relation, Weight.BY_KEY, f"{verb} one row by its key, from any tenant",
                    f"add {table.column} to the condition, or rely on row level security", missing, under,
                )  # fmt: skip
            else:
                yield Found(
                    table.relation, Weight.NO_TENANT, f"{verb} rows of every tenant",
                    f"add {missing} to the condition", missing, under,
                )  # fmt: skip

    def _known(self, block: Block) -> frozenset[ColumnOf]:
        """Return the columns whose values come from outside: from parameters, from tenants, and from subqueries that
        have a condition on the tenant themselves."""
        more: set[ColumnOf] = set()
        for source in block.sources.values():
            if isinstance(source.query, exp.Query) and self._holds(source.query):
                more |= {(source.alias, column) for column in source.query.named_selects}
        return block.facts.known(frozenset(more))

    def _holds(self, query: exp.Expr) -> bool:
        """Return whether the query has a condition on the tenant for every scoped table of its outer level, and
        reads at least one.

        A recursive query has one when each part has one, given that the rows before it have one.
        """
        if id(query) in self._asked:
            return True
        self._asked.add(id(query))
        try:
            return self._every_part_holds(query)
        finally:
            self._asked.remove(id(query))

    def _every_part_holds(self, query: exp.Expr) -> bool:
        blocks = [self._reader.block(node) for node in _parts(query) if node.args.get("from_") is not None]
        if not blocks:
            return False
        for block in blocks:
            known = self._known(block)
            scoped = list(self._scope.scoped(block))
            derived = any(source.query is not None for source in block.sources.values())
            if not all((source.alias, table.column) in known for source, table in scoped) or not (scoped or derived):
                return False
        return True

    def through_views(self, block: Block) -> Iterator[Found]:
        """Yield a finding for each view over scoped tables that a block uses without the tenant column."""
        named = {column.name for column in block.node.find_all(exp.Column)}
        for source in block.sources.values():
            found = self._scope.viewed(source)
            if found is None or found[1].column in named:
                continue
            view, table = found
            remedy = (
                f"add {table.column} = … to the condition"
                if view.column(table.column) is not None
                else f"show {table.column} in the view and add it to the condition"
                if view.kind is RelationKind.MATERIALIZED
                else f"show {table.column} in the view and add it to the condition, or use rls and security_invoker"
            )
            what = f"{_verb(block, source.alias)} rows of every tenant, through {view.name}"
            yield Found(table.relation, Weight.NO_TENANT, what, remedy, f"{table.column} = …")

    def _by_key(self, source: Source, table: ScopedTable, known: frozenset[ColumnOf]) -> bool:
        relation = self._scope.state.relation(table)
        columns = [column for alias, column in known if alias == source.alias]
        keys = (*relation.indexes, *given_up(relation.name, self._scope.state.catalog))
        return any(identifies(index, [*columns, table.column]) for index in keys)

    def _reached(self, block: Block, scoped: list[tuple[Source, ScopedTable]], start: set[str]) -> set[str]:
        """Return the sources that a foreign key joins to a source of `start`, directly or through other sources."""
        reached = set(start)
        while True:
            more = {
                source.alias
                for source, _ in scoped
                if source.alias not in reached and any(self._joined(block, source, block.sources[a]) for a in reached)
            }
            if not more:
                return reached - start
            reached |= more

    def _joined(self, block: Block, one: Source, other: Source) -> bool:
        return self._references(block, one, other) or self._references(block, other, one)

    def _references(self, block: Block, child: Source, parent: Source) -> bool:
        relation = self._scope.relation(child)
        if relation is None or parent.table is None:
            return False
        for key in relation.foreign_keys():
            if key.ref == parent.table:
                pairs = zip(key.columns, key.ref_columns, strict=True)
                if all(
                    block.facts.same((child.alias, mine), (parent.alias, theirs))
                    for mine, theirs in pairs
                    if not self._scope.is_tenant(child, mine)
                ):
                    return True
        return False


def _parts(query: exp.Expr) -> list[exp.Expr]:
    """Return the SELECTs of a query on its outer level: one, or all of a UNION."""
    if isinstance(query, exp.Subquery | exp.Paren):
        return _parts(query.this)
    if isinstance(query, exp.SetOperation):
        return [*_parts(query.this), *_parts(query.expression)]
    return [query]


def _verb(block: Block, alias: str) -> str:
    if block.target != alias:
        return "reads"
    if isinstance(block.node, exp.Update):
        return "updates"
    return "deletes" if isinstance(block.node, exp.Delete) else "writes"


def _spoken(alias: str, table: ScopedTable) -> str:
    return table.column if alias == table.relation.name else f"{alias}.{table.column}"
