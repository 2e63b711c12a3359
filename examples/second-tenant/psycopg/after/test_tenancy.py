"""The tenant of a transaction, tried in $DATABASE_URL. planner 0.2.0.dev0 wrote it; it is yours from now on."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tenancy import SETTING, async_tenant, tenant

ONE, OTHER = "one", "other"
CURRENT = "SELECT nullif(current_setting(%s, true), '')"
"""The session's tenant as the default of the tenant column sees it."""


@pytest.fixture
def connection() -> Iterator[psycopg.Connection]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection


def current(connection: psycopg.Connection) -> str | None:
    row = connection.execute(CURRENT, (SETTING,)).fetchone()
    assert row is not None
    return row[0]


def test_the_tenant_lasts_as_long_as_the_transaction(connection: psycopg.Connection) -> None:
    for tenant_id in (ONE, OTHER):
        with tenant(connection, tenant_id):
            assert current(connection) == str(tenant_id)
        assert current(connection) is None, "the next request of the pool would work for this tenant"


def test_the_tenant_ends_with_an_error(connection: psycopg.Connection) -> None:
    with pytest.raises(ZeroDivisionError), tenant(connection, ONE):
        1 / 0
    assert current(connection) is None


@pytest.mark.parametrize("nobody", [None, ""])
def test_nobody_is_no_tenant(connection: psycopg.Connection, nobody: Any) -> None:
    with pytest.raises(ValueError), tenant(connection, nobody):
        pass


def test_a_transaction_has_one_tenant(connection: psycopg.Connection) -> None:
    with tenant(connection, ONE):
        with pytest.raises(RuntimeError), tenant(connection, OTHER):
            pass
        assert current(connection) == str(ONE)
        with tenant(connection, ONE):
            assert current(connection) == str(ONE)
        assert current(connection) == str(ONE)


def test_a_worker_has_a_tenant_for_a_part_of_its_transaction(connection: psycopg.Connection) -> None:
    with connection.transaction():
        for tenant_id in (ONE, OTHER):
            with tenant(connection, tenant_id):
                assert current(connection) == str(tenant_id)
            assert current(connection) is None
        with pytest.raises(ZeroDivisionError), tenant(connection, ONE):
            1 / 0
        assert current(connection) is None


def test_a_setting_outside_a_transaction_is_lost(connection: psycopg.Connection) -> None:
    connection.execute("SELECT set_config(%s, %s, true)", (SETTING, str(ONE)))
    assert current(connection) is None


def test_an_async_connection() -> None:
    async def use() -> None:
        async with await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:

            async def current() -> str | None:
                row = await (await connection.execute(CURRENT, (SETTING,))).fetchone()
                assert row is not None
                return row[0]

            for tenant_id in (ONE, OTHER):
                async with async_tenant(connection, tenant_id):
                    assert await current() == str(tenant_id)
                    with pytest.raises(RuntimeError):
                        async with async_tenant(connection, f"{tenant_id}0"):
                            pass
                    assert await current() == str(tenant_id)
                assert await current() is None

    asyncio.run(use())
