"""The run lock: one planner at a time in a database, by an advisory lock of a session."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from planner.errors import Blocked, DatabaseError
from planner.execution.connection import Connection
from planner.execution.watch import lease
from planner.sql.queries import queries

_SQL = queries("planner.execution")

_KEY = 0x706C616E6E6572
"""'planner' in ASCII: the advisory lock's key."""

ENDING = 2.5
"""Seconds that a session which holds the run lock and does nothing gets to end: the server takes a moment to close one."""

AT_WORK = 0.5
"""Seconds after which a holder that is still at work is believed to be."""

_POLL = 0.05


@dataclass(frozen=True, slots=True)
class Holder:
    """The session that has the run lock."""

    pid: int
    user: str
    address: str
    name: str
    since: str
    busy: bool | None
    """It runs a statement or a transaction; None when this role may not see that."""

    def __str__(self) -> str:
        return f"pid {self.pid}, {self.user} from {self.address}, {self.name}, connected for {self.since}"


def take(connection: Connection) -> None:
    """Hold the run lock until `release`, or until the session ends. Waits for a holder that is ending.

    Raises Blocked that names who has it.
    """
    started = time.monotonic()
    while not connection.value(_SQL["lock_try"], {"key": _KEY}):
        holder = held_by(connection)
        waited = time.monotonic() - started
        if waited >= (AT_WORK if holder is not None and _at_work(connection, holder) else ENDING):
            raise Blocked(
                f"another planner is at work in this database{f': {holder}' if holder else ''}",
                hint="wait until it is done (planner status shows how far it is), or stop it with Ctrl-C there",
            )
        time.sleep(_POLL)


def release(connection: Connection) -> None:
    """Let go before the session ends: whoever comes next must not wait until the server has closed it.

    Errors are swallowed: a session that is gone has let go.
    """
    with suppress(DatabaseError):
        connection.row(_SQL["lock_release"], {"key": _KEY})


@contextmanager
def letting_go(connection: Connection) -> Iterator[Connection]:
    """Release the run lock and close the connection at the end, whatever the end is."""
    try:
        yield connection
    finally:
        release(connection)
        connection.close()


def held_by(connection: Connection) -> Holder | None:
    """Return who has the run lock; None when nobody does."""
    row = connection.row(_SQL["lock_holder"], {"key": _KEY})
    return Holder(*row) if row is not None else None


def _at_work(connection: Connection, holder: Holder) -> bool:
    """Whether the holder runs something, or gives signs of life while its workers do."""
    known = lease.read(connection)
    return bool(holder.busy) or (known is not None and known.pid == holder.pid and known.at_work)
