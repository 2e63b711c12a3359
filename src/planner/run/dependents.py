"""Ask, before the first statement of a rollback, what needs the objects that it drops, or schema planner itself."""

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


def refuse_moves(connection: Connection, catalog: Catalog) -> None:
    """Raise Blocked while schema planner, which the last step drops, holds moves of tenants that are not finished.

    The triggers that refuse a tenant's writes call a function in it, and the other database asks it where the tenant is.
    """
    if not catalog.planner_schema or not connection.value(_SQL["moves_there"]):
        return
    moves = [_said(*row) for row in connection.fetch(_SQL["moves_standing"])]
    if moves:
        raise Blocked(
            "moves of tenants still need schema planner, which this rollback drops; nothing was changed",
            details=moves,
            hint="run each `planner tenant move` again to finish it, or with --abort to end it; when the tenant has moved "
            "away, `planner tenant delete ID --confirm` removes its rows here and the triggers that refuse its writes",
        )


def _said(tenant: str, side: str, state: str, place: str) -> str:
    """Return a move as a line."""
    if (side, state) == ("source", "moved"):
        return f"tenant {tenant!r} has moved to {place}, and its writes are refused here"
    if state == "live":
        return f"tenant {tenant!r} has come from {place}, and triggers of its move are still here"
    return f"tenant {tenant!r} is moving {'to' if side == 'source' else 'here from'} {place}"
