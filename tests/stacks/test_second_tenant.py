"""Each shop, in its own stack: from one customer to two tenants under load, without a failure and without a leak."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk
from harness.waiting import until
from poolers import pooled
from shoppers import Shopping, shopping
from shops import ROWS, SHOPS, Door, Logged, Shop, add_tenant, load_shop, running, stages

pytestmark = [pytest.mark.deep, pytest.mark.stacks]

REQUESTS = int(os.environ.get("PLANNER_SHOPPING", "10000"))
"""Requests of two tenants under policies, through the shop's pool of four connections."""


@pytest.mark.parametrize("name", SHOPS)
def test_from_one_customer_to_two_tenants(
    name: str, own: Logged, shop_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = SHOPS[name]
    shop.skip_where_missing()
    load_shop(shop, shop_database)
    shop_database.load(ROWS)
    with door(name, shop_database) as way, shopping() as load:
        convert(shop, shop_database, way, load, tmp_path)
    assert load.failures == [], (tmp_path / "log").read_text()[-3000:]
    assert own.errors() == []
    assert load.foreign["policies"] == 0
    assert load.foreign["second tenant"] > 0, "without policies, tenants do see each other: the load can tell"
    with capsys.disabled():
        print(f"\n{name}: requests {dict(load.requests)}, foreign rows {dict(load.foreign)}")


@contextmanager
def door(name: str, database: Database) -> Iterator[Door]:
    """Yield the way to the database: through PgBouncer for the shop of this name."""
    if name == "pgbouncer":
        with pooled(database) as way:
            yield way
    else:
        yield Door.of(database)


def convert(shop: Shop, database: Database, door: Door, load: Shopping, folder: Path) -> None:
    """Convert the shop while people shop, add the second tenant, and turn the policies on."""
    converts, tightens, guards = stages(shop.plan())
    log = folder / "log"
    planner = Walk(folder / "plan.yaml", database)
    with ExitStack() as stack:
        before = stack.enter_context(ExitStack())
        load.port, _ = before.enter_context(running(shop, "before", door, log))
        load.come("acme", 4)
        load.reach(50)
        load.enter("converting")
        planner.write(converts).apply().must()
        load.reach(50)
        load.port, worker = stack.enter_context(running(shop, "after", door, log))
        load.enter("deployed")
        load.reach(50)
        before.close()
        load.enter("tightening")
        planner.write(tightens).apply().must()
        load.reach(50)
        load.enter("second tenant")
        add_tenant(planner, "beta")
        load.come("beta", 4)
        load.reach(200)
        planner.write(guards).apply().must()
        load.guarded, load.pause = True, 0
        load.enter("policies")
        load.reach(REQUESTS)
        load.leave()
        until(lambda: database.value("SELECT count(*) FROM jobs") == 0 or worker.poll() is not None, "the jobs' end")
        assert worker.poll() is None, log.read_text()
    planner.verify().must()
    assert database.fetch("SELECT client_id, note FROM orders WHERE split_part(note, ':', 1) <> client_id") == []
    assert database.fetch("SELECT client_id, name FROM customers WHERE name <> client_id") == []
    assert database.fetch("SELECT client_id, count(*) FROM orders WHERE NOT confirmed GROUP BY 1") == []
    assert {client for (client,) in database.fetch("SELECT DISTINCT client_id FROM orders")} == {"acme", "beta"}
