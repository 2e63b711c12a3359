"""Find what a rollback drops, and which of its dependents are planner's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.catalog.changes import DropColumn, DropConstraint, DropFunction, DropPolicy, DropRelation, DropTrigger
from planner.catalog.index_changes import DropIndex
from planner.catalog.model import Catalog
from planner.names import QName
from planner.operations.guard_sql import is_guard
from planner.steps.step import Segment


@dataclass(slots=True)
class Dropped:
    """What the segments of a rollback drop. A part is a constraint or an index of a relation."""

    columns: list[tuple[QName, str]] = field(default_factory=list)
    parts: list[tuple[QName, str]] = field(default_factory=list)
    relations: list[QName] = field(default_factory=list)
    functions: list[QName] = field(default_factory=list)
    others: list[tuple[QName, str]] = field(default_factory=list)
    """Triggers and policies."""

    @classmethod
    def by(cls, segments: Sequence[Segment]) -> Dropped:
        """Return what the segments drop."""
        found = cls()
        for segment in segments:
            for step in segment.steps:
                for change in step.changes:
                    match change:
                        case DropColumn(relation, name):
                            found.columns.append((relation, name))
                        case DropConstraint(relation, name) | DropIndex(relation, name):
                            found.parts.append((relation, name))
                        case DropRelation(relation):
                            found.relations.append(relation)
                        case DropFunction(_, name):
                            found.functions.append(name)
                        case DropTrigger(relation, name) | DropPolicy(relation, name):
                            found.others.append((relation, name))
                        case _:
                            pass
        return found

    def parameters(self) -> dict[str, list[str]]:
        """Return the parameters of the query for dependents."""
        return {
            "column_schemas": [relation.schema for relation, _ in self.columns],
            "column_relations": [relation.name for relation, _ in self.columns],
            "columns": [name for _, name in self.columns],
            "part_schemas": [relation.schema for relation, _ in self.parts],
            "part_relations": [relation.name for relation, _ in self.parts],
            "parts": [name for _, name in self.parts],
            "relation_schemas": [relation.schema for relation in self.relations],
            "relations": [relation.name for relation in self.relations],
            "function_schemas": [function.schema for function in self.functions],
            "functions": [function.name for function in self.functions],
        }

    def planners(self, relation: QName | None, name: str, kind: str, catalog: Catalog) -> bool:
        """Return whether an object that depends on something dropped is planner's own, or goes as well."""
        if relation is None or not name:
            return False
        if kind == "trigger" and is_guard(name):
            return True
        recorded = any(owned.key.name == name for owned in catalog.owned.of(relation))
        return kind != "view" and (recorded or (relation, name) in (*self.parts, *self.others))
