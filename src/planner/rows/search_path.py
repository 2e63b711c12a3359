"""Run an UPDATE or INSERT whose triggers find their tables by the application's search_path.

The server resolves the names, operators and types of a statement before it runs. So the statement starts under planner's
empty search_path, and switches to the application's while it runs: the condition here holds for every row, and the
server evaluates it once, before the first row. BEFORE triggers FOR EACH STATEMENT run earlier still, under the empty
path (`verification.readiness` refuses those that the backfill could fire).
"""

from __future__ import annotations

from sqlglot import exp

from planner.sql.build import Node
from planner.sql.template import templates

_SQL = templates("planner.rows", "search_path.sql")


def application_path() -> Node:
    """Return SQL for the search_path of the application's sessions of this role: what RESET search_path would set."""
    return _SQL["application_path"].fill()


RUN_DEFERRED = "SET CONSTRAINTS ALL IMMEDIATE"
"""The statement that runs deferred triggers now, and not at COMMIT, when the search_path is empty again."""


def empty_path() -> Node:
    """Return the statement that empties the search_path again until the end of the transaction."""
    return _SQL["emptied"].fill()


def with_triggers_under(path: Node, statement: Node) -> Node:
    """Add to an UPDATE, an INSERT of one row or a SELECT, that it switches to the search_path `path`.

    The path stays until the end of the transaction. The statement must start under an empty search_path, and the caller
    empties the path again after the statement.
    """
    switch = switched_to(path)
    match statement:
        case exp.Update():
            where = statement.args["where"]
            where.set("this", exp.And(this=where.this, expression=switch))
        case exp.Insert(expression=exp.Values(expressions=[exp.Tuple(expressions=values)])):
            statement.set("expression", exp.Select(expressions=values, where=exp.Where(this=switch)))
        case exp.Select():
            statement.where(switch, copy=False)
        case _:
            raise TypeError(f"neither an UPDATE nor an INSERT of one row nor a SELECT: {type(statement).__name__}")
    return statement


def switched_to(path: Node) -> Node:
    """Return the condition that switches to the search_path `path`, for the WHERE of a statement."""
    return _SQL["switch"].fill(path=path)
