"""One connection of the simulated application, and the tally that all of them share."""

from __future__ import annotations

import math
import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg.sql import Composed

APPLICATION_NAME = "chat app"
STATEMENT_TIMEOUT = "30s"
CONNECT_TIMEOUT = 10
"""Seconds that a connection may take to open."""


@dataclass(frozen=True, slots=True)
class WorkloadReport:
    """The application's view of the server, from its start until now."""

    statements: int
    """Round trips to the server, COMMIT included, whether they failed or not."""
    failed: int
    """Statements that ended in an error, and connections that could not be opened."""
    errors: tuple[str, ...]
    """The distinct messages of the failures, sorted."""
    longest_seconds: float
    """The slowest round trip, in seconds."""
    p99_seconds: float
    """The time in seconds that 99 of 100 round trips did not exceed."""
    inserted: Mapping[str, int]
    """The committed rows of every table, tables without such rows included."""


@dataclass(slots=True)
class Tally:
    """The counts of many threads. Each statement takes 8 bytes."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seconds: array[float] = field(default_factory=lambda: array("d"))
    _failed: int = 0
    _errors: set[str] = field(default_factory=set)
    _inserted: Counter[str] = field(default_factory=Counter)

    def statement(self, seconds: float) -> None:
        """Count a round trip and its seconds."""
        with self._lock:
            self._seconds.append(seconds)

    def failure(self, message: str) -> None:
        """Count a failure by its message."""
        with self._lock:
            self._failed += 1
            self._errors.add(message)

    def committed(self, rows: Counter[str]) -> None:
        """Count the rows that a transaction has committed."""
        with self._lock:
            self._inserted.update(rows)

    def report(self, tables: Sequence[str]) -> WorkloadReport:
        """Return the counts until now."""
        with self._lock:
            seconds = sorted(self._seconds)
            return WorkloadReport(
                statements=len(seconds),
                failed=self._failed,
                errors=tuple(sorted(self._errors)),
                longest_seconds=seconds[-1] if seconds else 0.0,
                p99_seconds=seconds[math.ceil(len(seconds) * 0.99) - 1] if seconds else 0.0,
                inserted={table: self._inserted[table] for table in tables},
            )


class Session:
    """A connection that times every round trip, and counts failures instead of raising them.

    One thread uses it at a time. psycopg's default prepares a statement after five executions, as drivers do.
    """

    def __init__(self, dsn: str, tally: Tally) -> None:
        """Raises psycopg.OperationalError when the database does not answer."""
        self._dsn = dsn
        self._tally = tally
        self._rows: Counter[str] = Counter()
        self._connection = self._connect()

    def attempt(self, work: Callable[[], None]) -> bool:
        """Do `work` in a transaction, and return whether it was committed. An error of the server rolls the
        transaction back, and is counted."""
        self._rows.clear()
        try:
            if self._connection.closed:
                self._reopen()
            work()
            with self._timed():
                self._connection.commit()
        except psycopg.Error as error:
            self._tally.failure(_message(error))
            with suppress(psycopg.Error):
                self._connection.rollback()
            return False
        self._tally.committed(self._rows)
        return True

    def execute(self, query: LiteralString | Composed, *values: Any) -> psycopg.Cursor[tuple[Any, ...]]:
        """Execute a statement of the transaction that `attempt` has begun. Raises psycopg.Error, which `attempt`
        counts."""
        with self._timed():
            return self._connection.execute(query, values)

    def insert(self, table: str, query: LiteralString | Composed, *values: Any) -> psycopg.Cursor[tuple[Any, ...]]:
        """Execute an INSERT, and count one row of `table` if the transaction commits."""
        cursor = self.execute(query, *values)
        self._rows[table] += 1
        return cursor

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def _timed(self) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self._tally.statement(time.perf_counter() - start)

    def _reopen(self) -> None:
        with suppress(psycopg.Error):
            self._connection.close()
        self._connection = self._connect()

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        connection = psycopg.connect(self._dsn, application_name=APPLICATION_NAME, connect_timeout=CONNECT_TIMEOUT)
        try:
            connection.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
            connection.commit()
        except BaseException:
            connection.close()
            raise
        return connection


def _message(error: psycopg.Error) -> str:
    """Return the message without DETAIL, which names the row's key. So equal errors have equal messages."""
    return error.diag.message_primary or str(error).strip() or type(error).__name__
