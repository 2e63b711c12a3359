"""Wrap a session of planner with the server: the one place that sends statements and receives their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import psycopg
from psycopg import RawCursor
from psycopg.rows import tuple_row

from planner.errors import Blocked, DatabaseError
from planner.execution import dsn, unknown_encoding
from planner.execution.failures import (
    ConnectionLost,
    ServerError,
    answered,
    connection_lost,
    lost,
    no_connection,
    reason,
)
from planner.sql import build
from planner.sql.build import Statement

Row = tuple[Any, ...]
Parameters = Sequence[Any] | Mapping[str, Any]

CONNECT_TIMEOUT = 10
"""Seconds until an attempt to connect fails."""

ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds, seconds, number. Client (libpq) and server each notice a silently lost peer within a minute."""


_BLOCK = 1 << 18
"""Bytes of a block of rows, about."""

_SEEING_SESSIONS = (
    "SELECT pg_catalog.set_config('role', CASE WHEN pg_catalog.pg_has_role(session_user, 'pg_read_all_stats', 'USAGE') "
    "THEN 'none' ELSE current_user END, true)"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a statement that may or may not return rows."""

    row: Row | None
    """The first row; None when there is none."""
    changed: int
    """The number of rows that the statement has changed or returned."""


class Connection:
    """A session. Statements go in as nodes or as fixed text; rows come out. Every error is one of failures.py.

    Each statement is its own transaction unless `transaction` or `undone` is open.
    """

    __slots__ = ("_driver",)

    def __init__(self, driver: psycopg.Connection[Row]) -> None:
        self._driver = driver
        unknown_encoding.adapt(driver)

    @classmethod
    def open(cls, given: str | None, application_name: str) -> Self:
        """Connect to the server itself. Raise DatabaseError with the remedy.

        Raise Blocked behind a pooler before any setting is made, because settings would stay for the application.
        """
        info = dsn.conninfo(given)
        try:
            driver = psycopg.connect(
                dsn.joined(info, **_options(info, application_name)),
                autocommit=True,
                prepare_threshold=None,
                row_factory=tuple_row,
            )
        except (psycopg.Error, ValueError) as error:  # ValueError: a host's name that Python can't look up
            said = reason(error) if isinstance(error, psycopg.Error) else dsn.unusable(error)
            why = dsn.without_secrets(said, info)
            hint = "write @ in a password as %40" if dsn.misplaced_at(info) else no_connection(error)
            raise DatabaseError(f"no connection to {dsn.target(info)}: {why}", hint=hint) from None
        connection = cls(driver)
        try:
            connection._refuse_pooler()
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # State

    @property
    def driver(self) -> psycopg.Connection[Row]:
        """Return psycopg's connection, for catalog/read.py, which sends all its queries in one pipeline."""
        return self._driver

    @property
    def pid(self) -> int:
        """Return the process id of the server's backend for this session."""
        return self._driver.info.backend_pid

    @property
    def database(self) -> str:
        """Return the name of the database."""
        return self._driver.info.dbname

    @property
    def lost(self) -> bool:
        """Return whether the session has ended, closed by either side."""
        return self._driver.closed or self._driver.broken

    # Statements

    def execute(self, statement: Statement | str, parameters: Parameters | None = None) -> int | None:
        """Return the number of changed rows; None for a statement that changes no rows."""
        with self.translating():
            changed = self._driver.execute(_text(statement), parameters).rowcount
        return changed if changed >= 0 else None

    def fetch(self, query: Statement | str, parameters: Parameters | None = None) -> list[Row]:
        """Return all rows."""
        with self.translating():
            return self._driver.execute(_text(query), parameters).fetchall()

    def row(self, query: Statement | str, parameters: Parameters | None = None) -> Row | None:
        """Return the first row; None when there is none."""
        with self.translating():
            return self._driver.execute(_text(query), parameters).fetchone()

    def value(self, query: Statement | str, parameters: Parameters | None = None) -> Any:
        """Return the first column of the first row; None when there is no row."""
        row = self.row(query, parameters)
        return row[0] if row is not None else None

    def named(self, query: Statement | str, parameters: Parameters | None = None) -> list[dict[str, Any]]:
        """Return all rows, each as a dict by column name."""
        with self.translating():
            cursor = self._driver.execute(_text(query), parameters)
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def answer(self, statement: Statement | str) -> Answer:
        """Return the result of a statement of any kind."""
        with self.translating():
            cursor = self._driver.execute(_text(statement))
            row = cursor.fetchone() if cursor.description is not None else None
            return Answer(row, cursor.rowcount)

    def answers(self, statements: Sequence[Statement | str]) -> list[Answer]:
        """Run statements in one round trip, without parameters. Return the result of each, with its first row.

        The first error ends the script, and the transaction is broken until the caller rolls back to a savepoint.
        """
        with self.translating():
            cursor = self._driver.execute(b"; ".join(map(_text, statements)))
            found = []
            while True:
                row = cursor.fetchone() if cursor.description is not None else None
                found.append(Answer(row, cursor.rowcount))
                if not cursor.nextset():
                    return found

    def execute_many(self, statement: str, rows: Sequence[Parameters]) -> None:
        """Run a statement once for each of `rows`."""
        with self.translating(), self._driver.cursor() as cursor:
            cursor.executemany(unknown_encoding.encoded(statement), rows)

    def execute_numbered(self, text: bytes, parameters: Sequence[Any]) -> int:
        """Run a statement with the server's own parameters (`$1`), and return the number of changed rows."""
        with self.translating(), RawCursor(self._driver) as cursor:
            return cursor.execute(text, parameters).rowcount

    def row_numbered(self, text: str, parameters: Sequence[Any]) -> Row | None:
        """Return the first row of a query with the server's own parameters. The server takes one statement alone."""
        with self.translating(), RawCursor(self._driver, row_factory=tuple_row) as cursor:
            # Results in the binary format need the extended protocol, which refuses several statements.
            return cursor.execute(unknown_encoding.encoded(text), parameters, binary=True).fetchone()

    # COPY

    def copy_out(self, statement: Statement) -> Iterator[memoryview]:
        """Yield what COPY … TO STDOUT sends: in the text format, one row with its line feed at a time."""
        with self.translating(), self._driver.cursor() as cursor, cursor.copy(_text(statement)) as copy:
            for row in copy:
                yield memoryview(row)

    def copy_blocks(self, statement: Statement) -> Iterator[bytes]:
        """Yield what COPY … TO STDOUT sends, in blocks of many rows."""
        block: list[bytes | bytearray | memoryview] = []
        size = 0
        with self.translating(), self._driver.cursor() as cursor, cursor.copy(_text(statement)) as copy:
            for row in copy:
                block.append(row)
                size += len(row)
                if size >= _BLOCK:
                    yield b"".join(block)
                    block, size = [], 0
        yield b"".join(block)

    def copy_in(self, statement: Statement, blocks: Iterable[bytes]) -> int:
        """Send the blocks to COPY … FROM STDIN, and return the number of rows."""
        with self.translating(), self._driver.cursor() as cursor:
            with cursor.copy(_text(statement)) as copy:
                for block in blocks:
                    copy.write(block)
            return cursor.rowcount

    # Settings

    def set(self, name: str, value: str) -> None:
        """Change a setting for the session (SET)."""
        self.row("SELECT pg_catalog.set_config(%s, %s, false)", (name, value))

    def set_local(self, name: str, value: str) -> None:
        """Change a setting until the end of the transaction or savepoint (SET LOCAL)."""
        self.row("SELECT pg_catalog.set_config(%s, %s, true)", (name, value))

    @contextmanager
    def lock_timeout(self, seconds: float, *, then: float) -> Iterator[None]:
        """Set another lock_timeout, in seconds, during the block; set `then` at its end."""
        self.set("lock_timeout", f"{round(seconds * 1000)}ms")
        try:
            yield
        finally:
            if not self.lost:
                self.set("lock_timeout", f"{round(then * 1000)}ms")

    # Transactions

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open a transaction, or a savepoint within one. Commit at the end; roll back on an exception."""
        with self.translating(), self._driver.transaction():
            yield

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Open a transaction, or a savepoint within one, and roll it back at the end."""
        with self.translating(), self._driver.transaction(force_rollback=True):
            yield

    @contextmanager
    def seeing_sessions(self) -> Iterator[None]:
        """Look at other sessions as the role that connected, if that role sees all of them. `execution.role` may not.

        The block only reads the system catalog. The right is that of pg_read_all_stats (PostgreSQL documentation, table
        22.1); superusers have it.
        """
        with self.undone():
            self.row(_SEEING_SESSIONS)
            yield

    @contextmanager
    def as_connected(self) -> Iterator[None]:
        """Read the system catalog as the role that connected, not as `execution.role`."""
        with self.undone():
            self.set_local("role", "none")
            yield

    def cancel(self) -> None:
        """Cancel the statement that another thread has sent, or that this thread was sending when a signal came."""
        with self.translating():
            self._driver.cancel_safe(timeout=5)

    @contextmanager
    def translating(self) -> Iterator[None]:
        """Translate errors of the driver into ServerError or ConnectionLost."""
        try:
            yield
        except psycopg.Error as error:
            raise self._failure(error) from error

    def _failure(self, error: psycopg.Error) -> ServerError | ConnectionLost:
        if lost(error) or self.lost:
            return connection_lost(error)
        return answered(error)

    def _refuse_pooler(self) -> None:
        """Raise Blocked behind a connection pooler.

        A pooler answers with a process id that is not the server's. Session settings and advisory locks would leak into
        the application.
        """
        with self.transaction():
            self.execute("SET LOCAL statement_timeout = 0")  # The role's own may be short; LOCAL leaks nothing.
            pid = self.value("SELECT pg_catalog.pg_backend_pid()")
        if pid != self.pid:
            raise Blocked(
                "there is a connection pooler between planner and the server",
                hint="connect to the server itself: the settings and locks of a session do not survive a transaction pooler",
            )


def _options(info: str, application_name: str) -> dict[str, Any]:
    """Return the connection options that the user has not set."""
    said = dsn.parts(info)
    defaults = {**ALIVE, "tcp_user_timeout": 60_000, "connect_timeout": CONNECT_TIMEOUT}
    return {key: value for key, value in defaults.items() if key not in said} | {"application_name": application_name}


def _text(statement: Statement | str) -> bytes:
    return unknown_encoding.encoded(statement if isinstance(statement, str) else build.render(statement))
