"""Take the run lock: the advisory lock that allows only one planner at a time to change a database."""

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
"""The key of the advisory lock: 'planner' in ASCII."""

ENDING = 2.5
"""Seconds that an idle holder of the run lock gets to end. The server takes a moment to close a session."""

AT_WORK = 0.5
"""Seconds after which a holder that is still at work counts as being at work."""

FALLEN_SILENT = 4.0
"""Seconds without a heartbeat after which the client of a concurrent call counts as dead: a heartbeat comes every second."""

_POLL = 0.05


@dataclass(frozen=True, slots=True)
class Holder:
    """The session that holds the run lock."""

    pid: int
    user: str
    address: str
    name: str
    since: str
    busy: bool | None
    """Whether the session runs a statement or a transaction; None when this role may not see it."""
    copies: bool = False
    """The session distributes a table concurrently. Such a call goes on to its end when the client has died."""

    def __str__(self) -> str:
        return f"pid {self.pid}, {self.user} from {self.address}, {self.name}, connected for {self.since}"


class StillCopying(Blocked):
    """A planner that has ended left a concurrent call of Citus behind, which still runs and holds the run lock."""


def take(connection: Connection) -> None:
    """Hold the run lock until `release` or until the session ends. Wait for a holder that is ending.

    Raise Blocked, with the name of the holder, when another planner is at work; StillCopying when that planner has died.
    """
    started = time.monotonic()
    while not connection.value(_SQL["lock_try"], {"key": _KEY}):
        holder = held_by(connection)
        waited = time.monotonic() - started
        if holder is not None and holder.copies and waited < FALLEN_SILENT + 1:
            if _silent(connection, holder):
                raise StillCopying(
                    f"a planner that has ended left a call of Citus behind, which still copies a table: {holder}",
                    hint="wait until it is done, or end it with SELECT pg_terminate_backend(pid)",
                )
            time.sleep(_POLL)
            continue
        if waited >= (AT_WORK if holder is not None and _at_work(connection, holder) else ENDING):
            raise Blocked(
                f"another planner is at work in this database{f': {holder}' if holder else ''}",
                hint="wait until it is done (planner status shows how far it is), or stop it with Ctrl-C there",
            )
        time.sleep(_POLL)


def release(connection: Connection) -> None:
    """Release the run lock before the session ends. The next run need not wait until the server has closed the session.

    Errors are ignored: a session that has ended has released the lock.
    """
    with suppress(DatabaseError):
        connection.row(_SQL["lock_release"], {"key": _KEY})


@contextmanager
def letting_go(connection: Connection) -> Iterator[Connection]:
    """Release the run lock and close the connection at the end of the block, also after an exception."""
    try:
        yield connection
    finally:
        release(connection)
        connection.close()


def held_by(connection: Connection) -> Holder | None:
    """Return who holds the run lock; None when nobody holds it."""
    row = connection.row(_SQL["lock_holder"], {"key": _KEY})
    return Holder(*row) if row is not None else None


def _silent(connection: Connection, holder: Holder) -> bool:
    known = lease.read(connection)
    return known is None or known.pid != holder.pid or known.silent >= FALLEN_SILENT


def _at_work(connection: Connection, holder: Holder) -> bool:
    """Return whether the holder runs something, or sends heartbeats while its workers run."""
    known = lease.read(connection)
    return bool(holder.busy) or (known is not None and known.pid == holder.pid and known.at_work)
