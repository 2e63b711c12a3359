"""Two tenants of the shop, and the three traps, in $DATABASE_URL.

A test database that `planner apply` has converted, with the tenants acme and beta, and no other row.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

import orders
from tenancy import SETTING, tenant

Pool = ConnectionPool[psycopg.Connection[Any]]


@pytest.fixture
def pool() -> Iterator[Pool]:
    """A pool of one connection: it goes from one tenant to the other."""
    with ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=1, kwargs={"row_factory": dict_row}) as pool:
        yield pool
        for client in ("acme", "beta"):
            with pool.connection() as connection, tenant(connection, client):
                connection.execute("DELETE FROM jobs")
                connection.execute("DELETE FROM orders")
                connection.execute("DELETE FROM customers")


def order(pool: Pool, client: str) -> int:
    with pool.connection() as connection, tenant(connection, client):
        return orders.add(connection, "ann@example.org", "Ann", f"{client}: two chairs")


def test_tenants_do_not_see_each_other(pool: Pool) -> None:
    kept = {client: order(pool, client) for client in ("acme", "beta")}
    for client, number in kept.items():
        with pool.connection() as connection, tenant(connection, client):
            assert [row["id"] for row in orders.newest(connection)] == [number]
            assert not orders.change(connection, sum(kept.values()) - number, "stolen")


def test_without_a_tenant_nothing_is_read_and_nothing_written(pool: Pool) -> None:
    order(pool, "acme")
    with pool.connection() as connection:
        assert orders.newest(connection) == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege), pool.connection() as connection:
        orders.add(connection, "bob@example.org", "Bob", "a table")


def test_a_setting_outside_a_transaction_is_lost(pool: Pool) -> None:
    order(pool, "acme")
    with pool.connection() as connection:
        connection.autocommit = True
        connection.execute("SELECT set_config(%s, 'acme', true)", [SETTING])
        assert orders.newest(connection) == []
        connection.autocommit = False


def test_a_setting_of_the_session_goes_to_the_next_request(pool: Pool) -> None:
    """The trap: SET outlives its request. A request that names its tenant is safe even then."""
    for client in ("acme", "beta"):
        order(pool, client)
    with pool.connection() as connection:
        connection.execute("SELECT set_config(%s, 'acme', false)", [SETTING])
    with pool.connection() as connection:
        assert [row["note"] for row in orders.newest(connection)] == ["acme: two chairs"]
    with pool.connection() as connection, tenant(connection, "beta"):
        assert [row["note"] for row in orders.newest(connection)] == ["beta: two chairs"]
    with pool.connection() as connection:
        connection.execute("SELECT set_config(%s, '', false)", [SETTING])
