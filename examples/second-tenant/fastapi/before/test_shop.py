"""The shop in a test database: $DATABASE_URL has the schema, and what these tests write is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

import orders
import worker
from models import Customer


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(worker.engine) as session:
        yield session


def test_an_order_is_confirmed_by_a_job(session: Session) -> None:
    number = orders.add(session, "ann@example.org", "Ann", "two chairs")
    while worker.work(session):
        pass
    found = {order["id"]: order["confirmed"] for order in orders.newest(session)}
    assert found[number]


def test_a_customer_is_made_once(session: Session) -> None:
    for note in ("two chairs", "a table"):
        orders.add(session, "ann@example.org", "Ann", note)
    (ann,) = [customer for customer in orders.customers(session) if customer["email"] == "ann@example.org"]
    assert ann["orders"] == 2


def test_a_note_changes(session: Session) -> None:
    number = orders.add(session, "ann@example.org", "Ann", "two chairs")
    assert orders.change(session, number, "three chairs")
    assert not orders.change(session, -1, "nothing")


def test_customers_without_orders_are_forgotten(session: Session) -> None:
    session.add(Customer(email="bob@example.org", name="Bob"))
    session.flush()
    assert orders.forget(session) >= 1
    assert "bob@example.org" not in {customer["email"] for customer in orders.customers(session)}
