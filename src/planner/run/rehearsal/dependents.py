"""Refuse a rollback that would stop half-way: objects that others have made since depend on what it drops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.catalog.changes import (
    DropColumn,
    DropConstraint,
    DropPolicy,
    DropRelation,
    DropTrigger,
)
from planner.catalog.model import Catalog
from planner.catalog.projection import Change
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName
from planner.sql.queries import queries
from planner.steps.step import Segment

_SQL = queries("planner.run.rehearsal")

_TABLE = ""
"""The part of a relation that stands for the whole relation."""


def refuse_dependents(connection: Connection, segments: Sequence[Segment], catalog: Catalog) -> None:
    """Raise Blocked, which names everything that uses a column, a table or a key that the segments drop."""
    changes = [change for segment in segments for step in segment.steps for change in step.changes]
    wanted = list(dict.fromkeys(_dropped(changes)))
    lines = list(dict.fromkeys(_keys(changes, catalog)))
    gone = set(_gone(changes, catalog))
    if wanted:
        parameters = {
            "schemas": [relation.schema for relation, _ in wanted],
            "names": [relation.name for relation, _ in wanted],
            "parts": [part for _, part in wanted],
        }
        for schema, name, part, kind, what, own, of_schema, of in connection.fetch(_SQL["dependents"], parameters):
            if own is not None and (kind, QName(of_schema, of), own) in gone:
                continue
            used = f"{part} of {schema}.{name}" if part else f"{schema}.{name}"
            lines.append(f"{what} uses {used}")
    if lines:
        raise Blocked(
            "this rollback would drop what other objects use; nothing was changed",
            details=list(dict.fromkeys(lines)),
            hint="drop these objects, or define them without it, and run the same command again; planner drops nothing that it "
            "did not make. After the rollback you can make them again",
        )


def _dropped(changes: Sequence[Change]) -> Iterator[tuple[QName, str]]:
    tables = {change.relation for change in changes if isinstance(change, DropRelation)}
    for change in changes:
        match change:
            case DropColumn(relation, column) if relation not in tables:
                yield relation, column
            case DropRelation(relation):
                yield relation, _TABLE


def _keys(changes: Sequence[Change], catalog: Catalog) -> Iterator[str]:
    """Yield what depends on a constraint that is dropped: a view that groups by the key, a function that names it."""
    for change in changes:
        if isinstance(change, DropConstraint):
            for one in catalog.key_dependents:
                if (one.relation, one.constraint) == (change.relation, change.name):
                    yield f"{one.kind} {one.name} uses {change.name} of {change.relation}"


def _gone(changes: Sequence[Change], catalog: Catalog) -> Iterator[tuple[str, QName, str]]:
    """Yield the triggers, policies and constraints that the segments drop themselves, also those of partitions."""
    for change in changes:
        match change:
            case DropTrigger(relation, name):
                kind = "pg_trigger"
            case DropPolicy(relation, name):
                kind = "pg_policy"
            case DropConstraint(relation, name):
                kind = "pg_constraint"
            case _:
                continue
        below = catalog.family(relation) if relation in catalog.relations else ()
        yield kind, relation, name
        yield from ((kind, member.name, name) for member in below)
