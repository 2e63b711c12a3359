"""Reads a live catalog: one snapshot, a fixed number of round trips, whatever the number of relations."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from planner.catalog.assemble import Row, Rows, assemble, is_ours
from planner.catalog.model import Catalog
from planner.catalog.queries import queries
from planner.target.postgres import Capabilities


class Session(Protocol):
    """planner's own connection, which lives above the catalog."""

    @property
    def driver(self) -> psycopg.Connection[Any]: ...

    def translating(self) -> AbstractContextManager[None]: ...


def read_catalog(connection: psycopg.Connection[Any] | Session, schemas: Sequence[str]) -> Catalog:
    """The managed schemas as one REPEATABLE READ READ ONLY snapshot; schemas that do not exist are absent from it.

    The connection must be idle; its autocommit and settings are left as found. Reading waits, for lock_timeout at most,
    behind ACCESS EXCLUSIVE on a relation that has an expression to be deparsed (a CHECK, a partial or expression index,
    a policy, a generated column, a partition key). A bare connection of the driver's raises the driver's errors.
    """
    if isinstance(connection, psycopg.Connection):
        return _read(connection, schemas)
    with connection.translating():
        return _read(connection.driver, schemas)


def _read(connection: psycopg.Connection[Any], schemas: Sequence[str]) -> Catalog:
    autocommit = connection.autocommit
    connection.autocommit = True
    try:
        with _uncollected():
            return assemble(_snapshot(connection, list(schemas)))
    finally:
        if connection.info.transaction_status is not TransactionStatus.UNKNOWN:
            connection.autocommit = autocommit


def _snapshot(connection: psycopg.Connection[Any], schemas: list[str]) -> Rows:
    """The rows of every block of queries.sql, in one transaction: one round trip, and one for planner's own record."""
    blocks = dict(queries(Capabilities.of(connection.info.server_version)))
    owned = blocks.pop("owned")
    rows: dict[str, list[Row]] = {}
    try:
        with connection.pipeline() as pipeline:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", prepare=False)
            cursors = {name: _send(connection, query, schemas) for name, query in blocks.items()}
            pipeline.sync()
            rows |= {name: cursor.fetchall() for name, cursor in cursors.items()}
            record = _send(connection, owned, schemas) if is_ours(rows) else None
            connection.execute("COMMIT", prepare=False)
            pipeline.sync()
            rows["owned"] = record.fetchall() if record is not None else []
    finally:
        if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            connection.rollback()
    return rows


def _send(connection: psycopg.Connection[Any], query: str, schemas: list[str]) -> psycopg.Cursor[Row]:
    cursor = connection.cursor(row_factory=tuple_row)
    parameters = {"schemas": schemas} if "%(schemas)s" in query else None
    return cursor.execute(query.encode(), parameters, prepare=False)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection: nothing here has cycles, and at 10,000 tables the collector takes longer than the reading."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
