"""The shop in a test database: $DATABASE_URL has the schema, and what these tests write is rolled back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

import orders
import worker
from tenancy import tenant


@pytest.fixture
def connection() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row) as connection:
        with connection.transaction(force_rollback=True):
            with tenant(connection, "acme"):
                yield connection


def test_an_order_is_confirmed_by_a_job(connection: psycopg.Connection[Any]) -> None:
    number = orders.add(connection, "ann@example.org", "Ann", "two chairs")
    while worker.work(connection):
        pass
    found = {order["id"]: order["confirmed"] for order in orders.newest(connection)}
    assert found[number]


def test_a_customer_is_made_once(connection: psycopg.Connection[Any]) -> None:
    for note in ("two chairs", "a table"):
        orders.add(connection, "ann@example.org", "Ann", note)
    (ann,) = [customer for customer in orders.customers(connection) if customer["email"] == "ann@example.org"]
    assert ann["orders"] == 2


def test_a_note_changes(connection: psycopg.Connection[Any]) -> None:
    number = orders.add(connection, "ann@example.org", "Ann", "two chairs")
    assert orders.change(connection, number, "three chairs")
    assert not orders.change(connection, -1, "nothing")


def test_customers_without_orders_are_forgotten(connection: psycopg.Connection[Any]) -> None:
    connection.execute("INSERT INTO customers (email, name) VALUES ('bob@example.org', 'Bob')")
    assert worker.nightly(connection, "acme") >= 1
    assert "bob@example.org" not in {customer["email"] for customer in orders.customers(connection)}
