"""Find points of no return: rows of several tenants that share a value, so that a global key can't be restored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.changes import Disown
from planner.catalog.model import Catalog
from planner.catalog.owned import OwnedKind
from planner.catalog.parts import Index
from planner.names import QName
from planner.operations.key_record import replaced_key
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.steps.step import Segment

_SQL = templates("planner.verification", "no_return.sql")


@dataclass(frozen=True, slots=True)
class GlobalKey:
    """A global key that a rollback builds again."""

    relation: QName
    index: Index

    def shared(self, limit: int) -> exp.Select:
        """Return the query for values that several rows have: the number of rows, then the values as text."""
        columns = [
            build.column(c.name, "t") if c.name is not None else exp.Paren(this=build.verbatim(c.definition))
            for c in self.index.columns
        ]
        shown = [build.cast(column.copy(), "text") for column in columns]
        conditions: list[Node] = []
        if self.index.predicate is not None:
            conditions.append(exp.Paren(this=build.verbatim(self.index.predicate)))
        if not self.index.nulls_not_distinct:
            conditions += [build.is_not_null(exp.Paren(this=column.copy())) for column in columns]
        query = _SQL["shared_values"].select(
            shown=shown, relation=self.relation, columns=columns, limit=build.literal(limit)
        )
        return query.where(build.and_(*conditions), copy=False) if conditions else query


def global_keys_again(segments: Sequence[Segment], catalog: Catalog) -> Iterator[GlobalKey]:
    """Yield the global keys that these segments of a rollback build."""
    for segment in segments:
        for step in segment.steps:
            for change in step.changes:
                owned = catalog.owned.get(change.key) if isinstance(change, Disown) else None
                if owned is None or catalog.relation(owned.key.relation) is None:
                    continue
                if owned.key.kind in (OwnedKind.OLD_KEY, OwnedKind.PRIMARY_KEY):
                    yield GlobalKey(owned.key.relation, replaced_key(owned).index)
