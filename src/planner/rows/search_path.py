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


def with_triggers_under(path: Node, statement: Node) -> Node:
    """Add to an UPDATE, or to an INSERT of one row, that it switches to the search_path `path`.

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
        case _:
            raise TypeError(f"neither an UPDATE nor an INSERT of one row: {type(statement).__name__}")
    return statement


def switched_to(path: Node) -> Node:
    """Return the condition that switches to the search_path `path`, for the WHERE of a statement."""
    return _SQL["switch"].fill(path=path)
