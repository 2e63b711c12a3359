"""Where a move of a tenant stands: a row of planner.tenant_move in each of the two databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from planner.execution.connection import Connection
from planner.sql.queries import queries
from planner.steps.record.tables import create_tenant_move

_SQL = queries("planner.tenants")


class Where(StrEnum):
    """The two databases of a move."""

    SOURCE = "source"
    TARGET = "target"


class State(StrEnum):
    """How far a move is, in one database."""

    COPYING = "copying"
    """Both: the rows go over. The tenant's writes on the target are refused from now on."""
    ARRIVED = "arrived"
    """Target: all rows of the export are there."""
    BLOCKED = "blocked"
    """Source: the tenant's writes are refused, or are about to be."""
    LIVE = "live"
    """Target: the last changes are there, verified. From now on the tenant lives on the target."""
    MOVED = "moved"
    """Source: the tenant lives on the target. Its writes are refused here until its rows are deleted."""


@dataclass(frozen=True, slots=True)
class Move:
    """A move, as one of its databases knows it."""

    tenant: str
    id: str
    side: Where
    state: State
    other: str
    """The identity of the other database."""
    place: str
    """The other database in words."""


def read_move(connection: Connection, tenant: str) -> Move | None:
    """Return the move of a tenant; None when there is none."""
    if not connection.value(_SQL["move_there"]):
        return None
    row = connection.row(_SQL["move_of"], {"tenant": tenant})
    if row is None:
        return None
    return Move(tenant, str(row[0]), Where(row[1]), State(row[2]), str(row[3]), str(row[4]))


def begin_move(connection: Connection, move: Move) -> None:
    """Write that a move begins."""
    with connection.transaction():
        if not connection.value(_SQL["move_there"]):
            for statement in create_tenant_move():
                connection.execute(statement)
        connection.execute(
            _SQL["move_begun"],
            {
                "tenant": move.tenant,
                "move": move.id,
                "side": str(move.side),
                "state": str(move.state),
                "other": move.other,
                "place": move.place,
            },
        )


def step_to(connection: Connection, move: Move, state: State) -> Move:
    """Write how far the move is, in a transaction of its own or within the caller's."""
    connection.execute(_SQL["move_stepped"], {"tenant": move.tenant, "state": str(state)})
    return replace(move, state=state)


def forget_move(connection: Connection, tenant: str) -> None:
    """Remove what planner knows of a move."""
    if connection.value(_SQL["move_there"]):
        connection.execute(_SQL["move_forgotten"], {"tenant": tenant})
