"""Two tenants of the shop, and the three traps, in $DATABASE_URL.

A test database that `planner apply` has converted, with the tenants acme and beta, and no other row.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, delete, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import async_app
import orders
import sync_app
from models import Customer, Job, Order
from tenancy import SETTING, of_tenant

SET = text("SELECT set_config(:setting, 'acme', :local)")


@pytest.fixture
def engine() -> Iterator[Engine]:
    """An engine whose pool has one connection: it goes from one tenant to the other."""
    engine = create_engine(sync_app.url, pool_size=1, max_overflow=0)
    yield engine
    engine.dispose()
    engine = create_engine(sync_app.url)
    for client in ("acme", "beta"):
        with Session(engine, info=of_tenant(client)) as session, session.begin():
            for model in (Job, Order, Customer):
                session.execute(delete(model))
    engine.dispose()


def order(engine: Engine, client: str) -> int:
    with Session(engine, info=of_tenant(client)) as session, session.begin():
        return orders.add(session, "ann@example.org", "Ann", f"{client}: two chairs")


def notes(session: Session) -> list[str]:
    return [row["note"] for row in orders.newest(session)]


def test_tenants_do_not_see_each_other(engine: Engine) -> None:
    kept = {client: order(engine, client) for client in ("acme", "beta")}
    for client, number in kept.items():
        with Session(engine, info=of_tenant(client)) as session, session.begin():
            assert [row["id"] for row in orders.newest(session)] == [number]
            assert not orders.change(session, sum(kept.values()) - number, "stolen")


@pytest.mark.parametrize("app", [sync_app.app, async_app.app], ids=["sync", "async"])
def test_requests_of_two_tenants(app: object, engine: Engine) -> None:
    new = {"email": "ann@example.org", "name": "Ann", "note": "two chairs"}
    with TestClient(app, base_url="http://acme.shop.example") as acme:  # type: ignore[arg-type]
        beta = {"Host": "beta.shop.example"}
        numbers = [acme.post("/orders", json=new).json()["id"], acme.post("/orders", json=new, headers=beta).json()["id"]]
        assert [[row["id"] for row in acme.get("/orders", headers=host).json()] for host in ({}, beta)] == [
            [number] for number in numbers
        ]
        assert acme.put(f"/orders/{numbers[1]}", json={"note": "stolen"}).status_code == 404


def test_without_a_tenant_nothing_is_read_and_nothing_written(engine: Engine) -> None:
    order(engine, "acme")
    with Session(engine) as session:
        assert notes(session) == []
        with pytest.raises(DBAPIError, match="row-level security"):
            orders.add(session, "bob@example.org", "Bob", "a table")


def test_a_setting_outside_a_transaction_is_lost(engine: Engine) -> None:
    order(engine, "acme")
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        connection.execute(SET, {"setting": SETTING, "local": True})
        assert connection.scalar(text("SELECT count(*) FROM orders")) == 0
    with Session(alone, info=of_tenant("acme")) as session, pytest.raises(RuntimeError, match="AUTOCOMMIT"):
        notes(session)


def test_a_setting_of_the_session_goes_to_the_next_request(engine: Engine) -> None:
    """The trap: SET outlives its request. A session that names its tenant is safe even then."""
    for client in ("acme", "beta"):
        order(engine, client)
    with engine.begin() as connection:
        connection.execute(SET, {"setting": SETTING, "local": False})
    with Session(engine) as session:
        assert notes(session) == ["acme: two chairs"]
    with Session(engine, info=of_tenant("beta")) as session:
        assert notes(session) == ["beta: two chairs"]
