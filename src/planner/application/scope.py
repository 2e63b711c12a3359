"""The scoped tables behind the names of a statement."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.application.blocks import Block, Source, name
from planner.catalog.model import Relation
from planner.catalog.words import RelationKind
from planner.names import QName
from planner.operations.isolation import Isolation
from planner.operations.policies import secured
from planner.tenancy.model import PolicyForm, ScopedTable, State


class Scope:
    """The scoped tables. `first` is the schema of names without a schema."""

    def __init__(self, state: State, first: str) -> None:
        self.state = state
        self.first = first

    def scoped(self, block: Block) -> Iterator[tuple[Source, ScopedTable]]:
        """Yield the block's sources that are scoped tables."""
        for source in block.sources.values():
            table = self.scoped_table(source.table)
            if table is not None:
                yield source, table

    def scoped_table(self, table: QName | None) -> ScopedTable | None:
        """Return the scoped table itself, or the scoped table that the partition belongs to."""
        if table is None:
            return None
        above = [relation.name for relation in self.state.catalog.above(table)]
        return next((self.state.tenancy.tables[n] for n in above if n in self.state.tenancy.tables), None)

    def viewed(self, source: Source) -> tuple[Relation, ScopedTable] | None:
        """Return the view that a source is, and the first scoped table behind it; None if policies bind the reader."""
        view = self.relation(source)
        if view is None or view.kind not in (RelationKind.VIEW, RelationKind.MATERIALIZED):
            return None
        if view.security_invoker and self.state.tenancy.rls is not None:
            return None
        waiting, seen = [*view.reads], {view.name}
        while waiting:
            read = waiting.pop(0)
            table = self.scoped_table(read)
            if table is not None:
                return view, table
            behind = self.state.catalog.relation(read)
            if behind is not None and read not in seen:
                seen.add(read)
                waiting += behind.reads
        return None

    def policed(self, source: Source) -> QName | None:
        """Return the relation that a source is, if it has the policies of the plan's `rls`."""
        relation, rls = self.relation(source), self.state.tenancy.rls
        if relation is None or rls is None or not relation.rls:
            return None
        match rls.form:
            case PolicyForm.RESTRICTIVE:
                held = any(not policy.permissive for policy in relation.policies)
            case PolicyForm.PERMISSIVE:
                held = bool(relation.policies) and self._keeps_apart(relation)
        return relation.name if held else None

    def _keeps_apart(self, relation: Relation) -> bool:
        """Return whether each policy of a scoped table holds the session to its tenant."""
        table, rls = self.scoped_table(relation.name), self.state.tenancy.rls
        if table is None or rls is None:
            return False
        return Isolation(relation, secured(table, self.state), self.state.catalog, rls).keeps_apart()

    def is_reference(self, source: Source) -> bool:
        """Return whether the source is an ordinary table that all tenants share, and that is not exempt."""
        relation = self.relation(source)
        if relation is None or not relation.is_table() or self.scoped_table(source.table) is not None:
            return False
        return all(exemption.relation != relation.name for exemption in self.state.tenancy.exemptions)

    def is_tenant(self, source: Source, column: str) -> bool:
        """Return whether the column is the tenant column of the source's table."""
        table = self.scoped_table(source.table)
        return table is not None and table.column == column

    def relation(self, source: Source) -> Relation | None:
        """Return the source's table as the catalog has it."""
        return self.state.catalog.relation(source.table) if source.table is not None else None

    def table_of(self, node: exp.Expr) -> ScopedTable | None:
        """Return the table of a node that may have a list of columns."""
        if isinstance(node, exp.Schema):
            node = node.this
        if not isinstance(node, exp.Table):
            return None
        schema = node.args.get("db")
        return self.scoped_table(QName(name(schema) if schema is not None else self.first, name(node.this)))
