"""Read a live catalog in one snapshot. The number of round trips does not depend on the number of relations."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from planner.catalog.assemble import Row, Rows, assemble, is_ours, refuse_unreadable_record
from planner.catalog.distribution import ON_CLUSTER
from planner.catalog.model import Catalog
from planner.catalog.queries import queries
from planner.target.postgres import Capabilities


class Session(Protocol):
    """planner's own connection, as far as this module needs it; its class is in a layer above the catalog."""

    @property
    def driver(self) -> psycopg.Connection[Any]: ...

    def translating(self) -> AbstractContextManager[None]: ...


def read_catalog(connection: psycopg.Connection[Any] | Session, schemas: Sequence[str]) -> Catalog:
    """Return the managed schemas as one REPEATABLE READ READ ONLY snapshot, without schemas that do not exist.

    The connection must be idle. Its autocommit and its settings stay as they are. Reading waits, for at most
    lock_timeout, behind ACCESS EXCLUSIVE on a relation with an expression that the server must deparse. Such
    expressions are in CHECKs, partial and expression indexes, policies, generated columns and partition keys.
    Raises Blocked when the role may not read planner's record. Raises the errors of the session's `translating`, or the
    driver's own errors for a connection of the driver.
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
    """Return the rows of every block of queries.sql, read in one transaction.

    This takes one round trip, and another one for planner's record and the catalog of Citus.
    """
    blocks = dict(queries(Capabilities.of(connection.info.server_version)))
    owned = blocks.pop("owned")
    on_cluster = {name: blocks.pop(name) for name in ON_CLUSTER}
    rows: dict[str, list[Row]] = {}
    try:
        with connection.pipeline() as pipeline:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", prepare=False)
            cursors = {name: _send(connection, query, schemas) for name, query in blocks.items()}
            pipeline.sync()
            rows |= {name: cursor.fetchall() for name, cursor in cursors.items()}
            record = None
            if is_ours(rows):
                refuse_unreadable_record(rows)
                record = _send(connection, owned, schemas)
            more = {name: _send(connection, query, schemas) for name, query in on_cluster.items() if rows["citus"]}
            connection.execute("COMMIT", prepare=False)
            pipeline.sync()
            rows |= {name: cursor.fetchall() for name, cursor in more.items()}
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
    """Stop the garbage collector. Nothing here has cycles, and at 10,000 tables it takes longer than reading."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
