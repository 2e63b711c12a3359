"""Let the server itself try something on rows of a temporary table, in a transaction that is taken back."""

from __future__ import annotations

from planner.execution.connection import Connection
from planner.execution.failures import Cancelled, LockNotGot, ServerError
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node

TRIAL = QName("pg_temp", "planner_trial")
"""The temporary table."""


def trial(connection: Connection, rows: Node, statement: Node) -> ServerError | None:
    """Return the error with which the server refuses a statement about `TRIAL`, which holds these rows; None for no error.

    The caller looks at the state of the error: without TEMPORARY on the database, nobody can try. Raise LockNotGot and
    Cancelled.
    """
    try:
        with connection.undone():
            connection.execute("SET TRANSACTION READ WRITE")
            connection.execute(build.phrase("CREATE TEMPORARY TABLE", build.ident(TRIAL.name), "AS", rows))
            connection.execute(statement)
    except (LockNotGot, Cancelled):
        raise
    except ServerError as error:
        return error
    return None
