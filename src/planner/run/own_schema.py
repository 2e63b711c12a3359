"""Schema planner is planner's alone: asked before the first statement that reads the schema or writes into it.

A trigger, a rule or a default of a table there runs with the rights of whoever writes, and planner often is a superuser.
"""

from __future__ import annotations

from planner.catalog.queries import queries
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.target.postgres import Capabilities

SHOWN = 5
"""Intruders that the message names."""


def refuse_strangers(connection: Connection) -> None:
    """Raise Blocked when schema planner belongs to a role that is not trusted, or holds what other roles made or may change.

    A database without the schema passes.
    """
    can = Capabilities.of(int(connection.value("SELECT pg_catalog.current_setting('server_version_num')")))
    row = connection.row(queries(can)["planner"])
    if row is None:
        return
    _, _, _, owner, trusted, intruders = row
    _refuse_intruders(tuple(intruders))
    if not trusted:
        raise Blocked(
            f"schema planner is owned by {owner!r}, who could change what planner runs with the rights of your role",
            hint=f"connect as {owner!r}; if that role never ran planner, find out what it did, and drop the schema",
        )


def _refuse_intruders(intruders: tuple[str, ...]) -> None:
    """Raise Blocked that names what other roles made in schema planner, or may change there."""
    if not intruders:
        return
    more = f" and {len(intruders) - SHOWN} more" if len(intruders) > SHOWN else ""
    raise Blocked(
        f"schema `planner` is not planner's alone: {'; '.join(intruders[:SHOWN])}{more}",
        hint="what stands there runs with planner's rights, and the record says what rollback does: find out who made it, "
        "then drop it, or REVOKE the rights (SELECT may stay)",
    )
