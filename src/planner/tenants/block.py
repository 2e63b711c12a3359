"""Block the writes of one tenant: triggers that refuse its rows, in SQLSTATE PM001, while all other tenants go on.

A trigger and not a lock: other tenants write the same tables, a lock would end with planner's session, and the
application gets an error that it can tell from all others. The triggers last until planner drops them.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator

from sqlglot import exp

from planner.execution.connection import Connection
from planner.execution.failures import LockNotGot
from planner.execution.interrupt import Interrupt
from planner.names import PLANNER_SCHEMA, QName
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.tenants.closed import ClosedSet
from planner.tenants.mover import MOVING, is_block, named_block

__all__ = ["MOVING", "block", "is_block", "lift", "unblock", "unblock_soon"]

_PLPGSQL = plpgsql.bodies("planner.tenants", "block.sql")
_SQL = queries("planner.tenants")

_FUNCTION = QName(PLANNER_SCHEMA, "tenant_moving")

_EVENTS = {"i": ("INSERT", ("NEW",)), "u": ("UPDATE", ("OLD", "NEW")), "d": ("DELETE", ("OLD",))}


def block(
    connection: Connection, closed: ClosedSet, tenant: str, where: str, deadline: float, asked: Interrupt
) -> None:
    """Refuse writes of the tenant in all of its tables. `where` tells the application where the tenant goes.

    CREATE TRIGGER waits for transactions that write the table, so that none of them is under way at the end. Each table
    is a transaction of its own, tried again while its lock is not got, for `deadline` seconds. Raise LockNotGot.
    """
    if not connection.value(_SQL["block_function_there"]):
        with connection.transaction():
            connection.execute(
                ddl.create_trigger_function(_FUNCTION, plpgsql.body(_PLPGSQL["moving"]), security_definer=True)
            )
            connection.execute(ddl.revoke_execute(_FUNCTION))
    standing = connection.value(_SQL["block_standing"], {"tenant": tenant})
    number = str(standing) if standing is not None else uuid.uuid4().hex
    if standing is None:
        connection.execute(_SQL["block_begun"], {"tenant": tenant, "block": number})
    done, older = _blocked(connection, closed, tenant, number), _blocked(connection, closed, tenant, None)
    until = time.monotonic() + deadline
    for name in closed.own:
        if name not in done:
            drops = _drops(name, tenant) if name in older else []
            _tried(connection, [*drops, *_triggers(closed, name, tenant, where, number)], until, asked)


def lift(connection: Connection, tenant: str) -> None:
    """Let the tenant write again, at once in all tables. The triggers stay, and refuse nothing."""
    if connection.value(_SQL["move_there"]):
        connection.execute(_SQL["block_lifted"], {"tenant": tenant})


def unblock(connection: Connection, closed: ClosedSet, tenant: str, deadline: float, asked: Interrupt) -> None:
    """Let the tenant write again, then drop the triggers, and the function if no trigger uses it any longer.

    DROP TRIGGER waits for readers and writers of a table. Raise LockNotGot when they go on for `deadline` seconds.
    """
    lift(connection, tenant)
    until = time.monotonic() + deadline
    for name in _blocked(connection, closed, tenant, None):
        _tried(connection, _drops(name, tenant), until, asked)
    if connection.value(_SQL["block_function_there"]) and not connection.value(_SQL["block_function_used"]):
        connection.execute(ddl.drop_function(_FUNCTION))


def unblock_soon(connection: Connection, closed: ClosedSet, tenant: str, tell: Callable[[str], None]) -> None:
    """Let the tenant write again, and drop the triggers if their locks are soon got. They refuse nothing any longer."""
    try:
        unblock(connection, closed, tenant, SOON, Interrupt())
    except LockNotGot:
        tell("the tenant writes again; triggers that refuse nothing stay, since their tables are in use")


SOON = 3.0
"""Seconds of attempts to drop triggers that are in nobody's way."""


def _blocked(connection: Connection, closed: ClosedSet, tenant: str, number: str | None) -> list[QName]:
    """Return the tables of the set that have the triggers of a block; of any block when `number` is None."""
    rows = connection.fetch(_SQL["blocked_tables"], {"trigger": named_block(tenant, "i"), "block": number})
    return [name for schema, table in rows if (name := QName(schema, table)) in closed.own]


def _drops(name: QName, tenant: str) -> list[Node]:
    return [ddl.drop_trigger(named_block(tenant, event), name) for event in _EVENTS]


def _tried(connection: Connection, statements: list[Node], until: float, asked: Interrupt) -> None:
    while True:
        try:
            with connection.transaction():
                for statement in statements:
                    connection.execute(statement)
        except LockNotGot:
            if time.monotonic() >= until:
                raise
            asked.sleep(0.05)
        else:
            return


def _triggers(closed: ClosedSet, name: QName, tenant: str, where: str, number: str) -> Iterator[Node]:
    """Yield the statements that make the triggers of a table, which fire in every session, replicas' too."""
    part = closed.own[name]
    equals = closed.state.tenancy.tenants.equals
    for event, (word, rows) in _EVENTS.items():
        trigger = named_block(tenant, event)
        mine = build.or_(*(build.eq(_of(row, str(part.column)), closed.value(tenant), equals) for row in rows))
        yield build.phrase(
            "CREATE TRIGGER", build.ident(trigger), f"BEFORE {word} ON", build.relation(name), "FOR EACH ROW WHEN",
            build.parens([mine]), "EXECUTE FUNCTION", build.relation(_FUNCTION),
            build.parens([build.literal(tenant), build.literal(where), build.literal(number)]),
        )  # fmt: skip
        for relation in closed.state.catalog.family(name):
            yield ddl.alter_table(relation.name, "ENABLE ALWAYS TRIGGER", build.ident(trigger))


def _of(row: str, column: str) -> Node:
    """Return a column of the row NEW or OLD."""
    return exp.Dot(this=exp.var(row), expression=build.ident(column))
