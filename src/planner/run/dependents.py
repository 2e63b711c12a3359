"""Ask, before the first statement of a rollback, what has come to depend on the objects that it drops."""

from __future__ import annotations

from collections.abc import Sequence

from planner.catalog.model import Catalog
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName
from planner.sql.queries import queries
from planner.steps.step import Segment
from planner.verification.dependents import Dropped

_SQL = queries("planner.run")


def refuse_dependents(connection: Connection, segments: Sequence[Segment], catalog: Catalog) -> None:
    """Raise Blocked with every object that depends on what the segments drop, and that is not planner's."""
    dropped = Dropped.by(segments)
    lines = []
    for kind, schema, relation, name, words, what in connection.fetch(_SQL["dependents"], dropped.parameters()):
        of = QName(schema, relation) if relation is not None else None
        if not dropped.planners(of, name, kind, catalog):
            lines.append(f"{words} depends on {what}")
    if lines:
        many = len(lines) > 1
        raise Blocked(
            f"{'objects have' if many else 'an object has'} come to depend on what this rollback drops; nothing was changed",
            details=lines,
            hint=f"drop {'them' if many else 'it'}, or change {'them' if many else 'it'} so that the name is not in "
            f"{'them' if many else 'it'} any more; then run the same command again",
        )
