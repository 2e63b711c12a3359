"""Measure the limits of `execution.limits` about once a second. A limit asks the run to wait or to slow down."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from planner.errors import Blocked, PlanError
from planner.execution.connection import Connection
from planner.execution.failures import Cancelled, LockNotGot, ServerError
from planner.names import QName
from planner.plan.load import LoadedPlan
from planner.plan.units import duration, rate
from planner.sql.queries import queries
from planner.sql.spelling import sql_name

_SQL = queries("planner.execution.watch")


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit that is exceeded."""

    why: str
    hold: bool
    """True: wait until the limit holds again. False: do less."""


class Limit(Protocol):
    """One limit, which the watch measures about once a second."""

    def measure(self, connection: Connection, filling: Sequence[QName]) -> Exceeded | None:
        """Return the exceeded limit, or None. `filling` holds the tables whose rows the run updates now."""
        ...


@dataclass(slots=True)
class ReplicaLag:
    """Limit in seconds between a commit here and its replay on the slowest standby (pg_stat_replication.replay_lag)."""

    limit: float

    def measure(self, connection: Connection, filling: Sequence[QName]) -> Exceeded | None:
        row = connection.row(_SQL["replica_lag"])
        if row is None or row[1] <= self.limit:
            return None
        return Exceeded(f"standby {row[0]} lags {row[1]:.1f} s behind (replica_lag: {duration(self.limit)})", hold=True)


@dataclass(slots=True)
class WalRate:
    """Limit in bytes of WAL per second. The number is the whole server's and includes the application's WAL."""

    limit: float
    _position: int | None = None
    _at: float = 0.0

    def measure(self, connection: Connection, filling: Sequence[QName]) -> Exceeded | None:
        position, now = int(connection.value(_SQL["wal_bytes"])), time.monotonic()
        before, since = self._position, now - self._at
        self._position, self._at = position, now
        if before is None or since <= 0 or (position - before) / since <= self.limit:
            return None
        seen = rate((position - before) / since)
        return Exceeded(f"{seen} of WAL (wal_rate: {rate(self.limit)})", hold=False)


@dataclass(slots=True)
class DeadTuples:
    """Limit of the share of dead rows, 0 to 1, in a table that the run fills (pg_stat_user_tables)."""

    limit: float

    def measure(self, connection: Connection, filling: Sequence[QName]) -> Exceeded | None:
        row = connection.row(_SQL["dead_tuples"], _names(filling))
        if row is None or row[2] <= self.limit:
            return None
        why = f"{row[2]:.0%} of the rows of {row[0]}.{row[1]} are dead (dead_tuples: {self.limit:.0%}); VACUUM it, or wait for autovacuum"
        return Exceeded(why, hold=True)


@dataclass(slots=True)
class Autovacuum:
    """Seconds during which the run waits for a VACUUM of a table that it fills.

    After that, both work at the same time.
    """

    limit: float

    def measure(self, connection: Connection, filling: Sequence[QName]) -> Exceeded | None:
        row = connection.row(_SQL["vacuum"], _names(filling))
        if row is None or (row[3] or 0.0) > self.limit:
            return None
        return Exceeded(f"VACUUM of {row[0]}.{row[1]} by pid {row[2]} (autovacuum: {duration(self.limit)})", hold=True)


@dataclass(slots=True)
class Latency:
    """Limit in seconds for a query of the application.

    A query that takes longer than the limit slows planner down. A query that takes four times as long makes planner
    wait.
    """

    sql: str
    limit: float

    def measure(self, connection: Connection, filling: Sequence[QName]) -> Exceeded | None:
        started = time.monotonic()
        try:
            _probe(connection, self.sql)
        except (Cancelled, LockNotGot):
            return Exceeded(f"the probe query did not answer in {time.monotonic() - started:.1f} s", hold=True)
        took = time.monotonic() - started
        if took <= self.limit:
            return None
        why = f"the probe query took {took * 1000:.0f} ms (probe.latency: {duration(self.limit)})"
        return Exceeded(why, hold=took > 4 * self.limit)


def limits(loaded: LoadedPlan) -> tuple[Limit, ...]:
    """Return the limits that the plan names."""
    wanted = loaded.plan.execution.limits
    if wanted is None:
        return ()
    found: list[Limit | None] = [
        ReplicaLag(wanted.replica_lag) if wanted.replica_lag is not None else None,
        WalRate(wanted.wal_rate) if wanted.wal_rate is not None else None,
        DeadTuples(wanted.dead_tuples) if wanted.dead_tuples is not None else None,
        Autovacuum(wanted.autovacuum) if wanted.autovacuum is not None else None,
        Latency(wanted.probe.sql, wanted.probe.latency) if wanted.probe is not None else None,
    ]
    return tuple(limit for limit in found if limit is not None)


def check_limits(connection: Connection, loaded: LoadedPlan) -> None:
    """Raise Blocked or PlanError, before any change, for a limit that planner can't measure."""
    wanted = loaded.plan.execution.limits
    if wanted is None:
        return
    if wanted.replica_lag is not None:
        row = connection.row(_SQL["may_see_statistics"])
        if row is not None and not row[0]:
            raise Blocked(
                f"role {row[1]!r} may not see how far standbys lag behind",
                place=loaded.place("execution", "limits", "replica_lag"),
                hint=f"GRANT pg_read_all_stats TO {sql_name(row[1])}, or leave the limit out",
            )
    if wanted.probe is not None:
        try:
            _probe(connection, wanted.probe.sql)
        except ServerError as error:
            raise PlanError(
                f"the probe query does not work: {error.said}",
                place=loaded.place("execution", "limits", "probe", "sql"),
                hint="write one query that only reads, with the schema before each name",
            ) from None


def _probe(connection: Connection, sql: str) -> None:
    """Send the user's own query unchanged, in a read-only transaction."""
    with connection.transaction():
        connection.execute("SET TRANSACTION READ ONLY")
        connection.execute(sql)


def _names(relations: Iterable[QName]) -> tuple[list[str], list[str]]:
    found = list(relations)
    return [name.schema for name in found], [name.name for name in found]
