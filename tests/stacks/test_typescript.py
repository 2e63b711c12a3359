"""Each TypeScript shop: its types, its own tests, and the load from one customer to two tenants, on real servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.databases import fresh_database
from harness.runs import Walk
from harness.waiting import until
from npm import SHOPS, NodeShop
from shoppers import Shopping, shopping
from shops import ROWS, Logged, add_tenant, stages

pytestmark = [pytest.mark.deep, pytest.mark.stacks]

STRICT = {"prisma"}
"""An order whose customer is null is an error there. The policies come to one table after the other, so that this would
happen to orders of a second tenant: its people come after the policies."""

REQUESTS = 10_000
"""Requests of two tenants under policies, through the shop's pool of four connections."""


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest, own: Logged, tmp_path: Path) -> Iterator[NodeShop]:
    """The example as it is before the conversion, with orders of acme."""
    with fresh_database(own.server) as database:
        shop = NodeShop.copy(request.param, tmp_path / "shop", database)
        database.load((shop.folder / "schema.sql").read_text(encoding="utf-8"))
        database.load(ROWS)
        yield shop


def converted(shop: NodeShop) -> Walk:
    """Convert the shop, and add its second tenant."""
    walk = Walk(shop.folder / "plan.yaml", shop.database)
    walk.apply().must()
    add_tenant(walk, "beta")
    return walk


def test_the_types_and_its_own_tests(shop: NodeShop) -> None:
    """The traps are tests of the application: after/tenants.test.ts."""
    assert shop.run("tsc", "--project", ".") == ""
    shop.test("before/shop.test.ts")
    converted(shop)
    shop.database.load("TRUNCATE orders, customers, jobs")
    done = shop.test("after/shop.test.ts", "after/tenancy.test.ts", "after/tenants.test.ts")
    assert int(re.findall(r"# pass (\d+)", done)[0]) >= 17, done


def test_from_one_customer_to_two_tenants(
    shop: NodeShop, own: Logged, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, earlier = tmp_path / "log", len(own.errors())  # the traps of the test above fail on purpose
    with shopping() as load:
        walk(shop, load, log)
    errors = own.errors()[earlier:]
    assert load.failures == [], log.read_text()[-3000:]
    assert errors == []
    assert load.foreign["policies"] == 0
    if shop.name not in STRICT:
        assert load.foreign["second tenant"] > 0, "without policies, tenants do see each other: the load can tell"
    with capsys.disabled():
        print(
            f"\n{shop.name}: {dict(load.requests)}, foreign rows {dict(load.foreign)}, failed statements {len(errors)}"
        )


def walk(shop: NodeShop, load: Shopping, log: Path) -> None:
    """Convert the shop while people shop, add the second tenant, and turn the policies on."""
    converts, tightens, guards = stages(shop.plan())
    planner = Walk(shop.folder / "plan.yaml", shop.database)
    with ExitStack() as stack:
        before = stack.enter_context(ExitStack())
        load.port, _ = before.enter_context(shop.running("before", log))
        load.come("acme", 4)
        load.reach(50)
        load.enter("converting")
        planner.write(converts).apply().must()
        load.reach(50)
        load.port, worker = stack.enter_context(shop.running("after", log))
        load.enter("deployed")
        load.reach(50)
        before.close()
        load.enter("tightening")
        planner.write(tightens).apply().must()
        load.reach(50)
        load.enter("second tenant")
        add_tenant(planner, "beta")
        if shop.name not in STRICT:
            load.come("beta", 4)
        load.reach(200)
        planner.write(guards).apply().must()
        if shop.name in STRICT:
            load.come("beta", 4)
        load.guarded, load.pause = True, 0
        load.enter("policies")
        load.reach(REQUESTS, timeout=900)
        load.leave()
        jobs = "SELECT count(*) FROM jobs"
        until(lambda: shop.database.value(jobs) == 0 or worker.poll() is not None, "the jobs' end")
        assert worker.poll() is None, log.read_text()
    planner.verify().must()
    ask = shop.database.fetch
    assert ask("SELECT client_id, note FROM orders WHERE split_part(note, ':', 1) <> client_id") == []
    assert ask("SELECT client_id, name FROM customers WHERE name <> client_id") == []
    assert ask("SELECT client_id, count(*) FROM orders WHERE NOT confirmed GROUP BY 1") == []
    assert {client for (client,) in ask("SELECT DISTINCT client_id FROM orders")} == {"acme", "beta"}
