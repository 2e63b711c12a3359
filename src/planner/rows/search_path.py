"""Run an UPDATE whose triggers find their tables by the application's search_path.

The server resolves the names, operators and types of a statement before it runs. So the UPDATE starts under planner's
empty search_path, and switches to the application's while it runs: the condition here holds for every row, and the
server evaluates it once, before the first row. BEFORE triggers FOR EACH STATEMENT run earlier still, under the empty
path (`verification.readiness` refuses those that could need another).
"""

from __future__ import annotations

from sqlglot import exp

from planner.sql.build import Node
from planner.sql.template import templates

_SQL = templates("planner.rows", "search_path.sql")


def with_triggers_under(path: Node, update: Node) -> Node:
    """Add to an UPDATE that it switches to the search_path `path` until the end of the transaction.

    The UPDATE must start under an empty search_path, and the caller empties the path again after the UPDATE.
    """
    if not isinstance(update, exp.Update):
        raise TypeError(f"not an UPDATE: {type(update).__name__}")
    condition = exp.And(this=update.args["where"].this, expression=_SQL["switch"].fill(path=path))
    update.args["where"].set("this", condition)
    return update
