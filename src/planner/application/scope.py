"""Which scoped table stands behind a name of a statement."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.application.blocks import Block, Source, name
from planner.catalog.model import Relation
from planner.names import QName
from planner.tenancy.model import ScopedTable, State


class Scope:
    """The scoped tables; `first` is the schema of names that have none."""

    def __init__(self, state: State, first: str) -> None:
        self.state = state
        self.first = first

    def scoped(self, block: Block) -> Iterator[tuple[Source, ScopedTable]]:
        for source in block.sources.values():
            table = self.scoped_table(source.table)
            if table is not None:
                yield source, table

    def scoped_table(self, table: QName | None) -> ScopedTable | None:
        """The scoped table itself, or the one that a partition is of."""
        if table is None:
            return None
        above = [relation.name for relation in self.state.catalog.above(table)]
        return next((self.state.tenancy.tables[n] for n in above if n in self.state.tenancy.tables), None)

    def is_tenant(self, source: Source, column: str) -> bool:
        table = self.scoped_table(source.table)
        return table is not None and table.column == column

    def relation(self, source: Source) -> Relation | None:
        return self.state.catalog.relation(source.table) if source.table is not None else None

    def table_of(self, node: exp.Expr) -> ScopedTable | None:
        """Of a table, with or without a list of columns."""
        if isinstance(node, exp.Schema):
            node = node.this
        if not isinstance(node, exp.Table):
            return None
        schema = node.args.get("db")
        return self.scoped_table(QName(name(schema) if schema is not None else self.first, name(node.this)))
