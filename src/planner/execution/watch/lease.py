"""Keep the lease: one row in planner.lease that says who is at work and since when. A heartbeat renews it.

The run lock keeps two planners apart. The lease shows other terminals who runs what, and carries a request to pause. It
also reveals a session that has lost its lock behind a transaction pooler.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from planner.errors import Blocked, DatabaseError
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlState
from planner.sql.queries import queries

_SQL = queries("planner.execution.watch")

STALE = 15.0
"""Seconds without a heartbeat after which the holder no longer counts as being at work."""


class Doing(StrEnum):
    """What a run is doing. People see these words."""

    RUNNING = "running"
    WAITING = "waiting for a lock"
    THROTTLED = "slowed down"
    HELD = "held back"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Holder:
    """The row of the lease, and whether the holder's session still exists."""

    run: int | None
    command: str
    client: str
    pid: int
    started_at: datetime
    silent: float
    """Seconds since the last heartbeat."""
    state: str
    step: str | None
    reason: str | None
    paused_by: str | None
    alive: bool
    """Whether the holder's session exists."""

    @property
    def at_work(self) -> bool:
        """Return whether the session exists and its last heartbeat is recent."""
        return self.alive and self.silent < STALE

    def __str__(self) -> str:
        number = f"run {self.run}, " if self.run is not None else ""
        return f"{number}{self.command} by {self.client}, pid {self.pid}, since {self.started_at.astimezone():%Y-%m-%d %H:%M:%S}"


class Lost(Exception):
    """Somebody else has taken the lease."""


def read(connection: Connection) -> Holder | None:
    """Return who is at work or was at work last; None when there is no lease."""
    if not _there(connection):
        return None
    try:
        row = connection.row(_SQL["lease_read"])
    except ServerError as error:
        if error.state == SqlState.UNDEFINED_TABLE:  # A rollback has just dropped the table.
            return None
        raise
    return Holder(*row) if row else None


def _there(connection: Connection) -> bool:
    return bool(connection.value(_SQL["lease_there"]))


@dataclass(slots=True)
class Lease:
    """The lease, held by the session that has the run lock."""

    command: str
    client: str
    pid: int
    start: datetime
    run: int | None = None

    @classmethod
    def take(cls, connection: Connection, command: str, client: str) -> tuple[Lease, Holder | None]:
        """Return the lease, and its last holder if that holder never released it. The caller holds the run lock.

        Raise Blocked when the holder's session is alive with a recent heartbeat. Such a holder has lost its run lock.
        """
        before = read(connection)
        if before is not None and before.at_work:
            raise Blocked(
                f"another planner is at work in this database: {before}",
                hint="that planner has lost its run lock: is there a connection pooler in between? Stop that planner, then try again",
            )
        if before is not None:
            connection.execute(_SQL["lease_take_over"])
        with connection.as_connected():
            row = connection.row(_SQL["ourselves"])
        assert row is not None
        return cls(command, client, *row), before

    def beat(self, connection: Connection, state: Doing, step: str | None, reason: str | None) -> str | None:
        """Send a heartbeat. Return who asked for a pause, or None. Do nothing before schema planner exists.

        Raise Lost when somebody else has taken the lease.
        """
        if not _there(connection):
            return None
        values: dict[str, Any] = {
            "run": self.run, "command": self.command, "client": self.client, "pid": self.pid, "start": self.start,
            "state": state.value, "step": step, "reason": reason,
        }  # fmt: skip
        try:
            row = connection.row(_SQL["lease_beat"], values)
        except ServerError as error:
            if error.state == SqlState.UNDEFINED_TABLE:  # A rollback has just dropped the table.
                return None
            raise
        if row is None:
            raise Lost
        return str(row[0]) if row[0] is not None else None

    def release(self, connection: Connection) -> None:
        """Release the lease. Errors are ignored: the next run sees that the session has ended."""
        try:
            if _there(connection):
                connection.execute(_SQL["lease_release"], {"pid": self.pid, "start": self.start})
        except DatabaseError:
            return


def pause(connection: Connection, by: str | None) -> Holder:
    """Ask the run at work to pause. With `by` None, ask it to continue. Return the holder of the lease.

    Raise Blocked when no run is at work, or when the run to continue is not paused.
    """
    holder = read(connection)
    if holder is None or not holder.at_work:
        raise Blocked("no planner is at work in this database", hint="planner status shows what was run")
    if by is None and holder.paused_by is None:
        raise Blocked(f"the run is not paused: {holder}", hint="planner status --watch shows what it is doing")
    connection.execute(_SQL["lease_pause"], (by,))
    return holder
