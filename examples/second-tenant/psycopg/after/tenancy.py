"""The tenant of a transaction. planner 0.2.0.dev0 wrote it; it is yours from now on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from psycopg import AsyncConnection, Connection
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

SETTING = "app.client_id"
"""The setting of a session that names its tenant."""

READ = "SELECT coalesce(pg_catalog.current_setting(%s, true), '')"
SET = "SELECT pg_catalog.set_config(%s, %s, true)"


@contextmanager
def tenant(connection: Connection[Any], tenant_id: str) -> Iterator[Connection[Any]]:
    """Open a transaction of one tenant. The setting ends with it, so the connection can go back into a pool.

    Inside a transaction without a tenant, such as that of a worker which has taken a job, it is a savepoint, and at
    its end the transaction has no tenant again. Raise RuntimeError inside a transaction of another tenant.
    """
    named = _named(tenant_id)
    inside = connection.info.transaction_status is not TransactionStatus.IDLE
    with connection.transaction(), connection.cursor(row_factory=tuple_row) as cursor:
        before = _before(cursor.execute(READ, (SETTING,)).fetchone(), named) if inside else ""
        cursor.execute(SET, (SETTING, named))
        yield connection
        if inside:
            cursor.execute(SET, (SETTING, before))


@asynccontextmanager
async def async_tenant(connection: AsyncConnection[Any], tenant_id: str) -> AsyncIterator[AsyncConnection[Any]]:
    """Do the same as `tenant`, on an AsyncConnection."""
    named = _named(tenant_id)
    inside = connection.info.transaction_status is not TransactionStatus.IDLE
    async with connection.transaction(), connection.cursor(row_factory=tuple_row) as cursor:
        before = _before(await (await cursor.execute(READ, (SETTING,))).fetchone(), named) if inside else ""
        await cursor.execute(SET, (SETTING, named))
        yield connection
        if inside:
            await cursor.execute(SET, (SETTING, before))


def _named(tenant_id: str) -> str:
    if tenant_id is None or str(tenant_id) == "":
        raise ValueError("None and an empty text name no tenant")
    return str(tenant_id)


def _before(row: tuple[Any, ...] | None, named: str) -> str:
    """Return the tenant that the open transaction has already, or an empty text."""
    before: str = row[0] if row else ""
    if before not in ("", named):
        raise RuntimeError("a transaction of another tenant is open")
    return before
