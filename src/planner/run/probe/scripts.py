"""Run several statements of the probe in one round trip, in a savepoint: hundreds of tables take seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planner.execution.connection import Answer, Connection
from planner.execution.failures import ServerError
from planner.sql.build import Node

Script = Callable[[Connection, Sequence[Node | str]], list[Answer]]
"""`kept` or `undone`."""

_BEGIN = "SAVEPOINT planner_probe"
_UNDO = "ROLLBACK TO SAVEPOINT planner_probe; RELEASE SAVEPOINT planner_probe"
_KEEP = "RELEASE SAVEPOINT planner_probe"


def undone(connection: Connection, statements: Sequence[Node | str]) -> list[Answer]:
    """Return the results of the statements, whose changes are rolled back. Raise ServerError for the first error."""
    return _script(connection, statements, _UNDO)


def kept(connection: Connection, statements: Sequence[Node | str]) -> list[Answer]:
    """Return the results of the statements, whose changes stay. Raise ServerError, with all of them undone."""
    return _script(connection, statements, _KEEP)


def _script(connection: Connection, statements: Sequence[Node | str], end: str) -> list[Answer]:
    try:
        return connection.answers([_BEGIN, *statements, end])[1 : len(statements) + 1]
    except ServerError:
        connection.execute(_UNDO)
        raise
