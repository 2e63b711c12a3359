"""Each TypeScript shop: its types, its own tests, and the load from one customer to two tenants, on real servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from psycopg import sql

from harness.clusters import Cluster
from harness.databases import fresh_database
from harness.runs import Walk, in_process
from harness.servers import Server, majors, own_cluster
from harness.waiting import until
from npm import APP, SHOPS, NodeShop
from shoppers import Shopping, shopping

pytestmark = [pytest.mark.deep, pytest.mark.stacks]

STRICT = {"prisma"}
"""An order whose customer is null is an error there. The policies come to one table after the other, so that this would
happen to orders of a second tenant: its people come after the policies."""

REQUESTS = 10_000
"""Requests of two tenants under policies, through the shop's pool of four connections."""


@pytest.fixture(scope="module")
def own() -> Iterator[tuple[Cluster, Server]]:
    with own_cluster(majors()[0], {"log_line_prefix": "%u "}) as (cluster, server):
        with server.session() as session:
            session.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP)))
        yield cluster, server


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest, own: tuple[Cluster, Server], tmp_path: Path) -> Iterator[NodeShop]:
    """The example as it is before the conversion, with orders of acme."""
    with fresh_database(own[1]) as database:
        shop = NodeShop.copy(request.param, tmp_path / "shop", database)
        database.load((shop.folder / "schema.sql").read_text(encoding="utf-8"))
        database.load(ROWS)
        yield shop


ROWS = """
INSERT INTO customers (email, name) SELECT 'person-' || n || '@example.org', 'acme' FROM generate_series(0, 39) AS n;
INSERT INTO orders (customer_id, note, confirmed)
  SELECT 1 + n % 40, 'acme: old', true FROM generate_series(1, 2000) AS n;
ANALYZE;
"""


def converted(shop: NodeShop) -> Walk:
    """Convert the shop, and add its second tenant."""
    walk = Walk(shop.folder / "plan.yaml", shop.database)
    walk.apply().must()
    add_beta(walk)
    return walk


def add_beta(walk: Walk) -> None:
    arguments = ("beta", walk.plan, "--dsn", walk.database.dsn, "--values", "name=Beta", "--confirm")
    in_process("tenant", "add", *arguments).must()


def test_the_types_and_its_own_tests(shop: NodeShop) -> None:
    """The traps are tests of the application: after/tenants.test.ts."""
    assert shop.run("tsc", "--project", ".") == ""
    shop.test("before/shop.test.ts")
    converted(shop)
    shop.database.load("TRUNCATE orders, customers, jobs")
    done = shop.test("after/shop.test.ts", "after/tenancy.test.ts", "after/tenants.test.ts")
    assert int(re.findall(r"# pass (\d+)", done)[0]) >= 17, done


def test_from_one_customer_to_two_tenants(
    shop: NodeShop, own: tuple[Cluster, Server], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, earlier = tmp_path / "log", len(server_errors(own[0]))  # the traps of the test above fail on purpose
    with shopping() as load:
        walk(shop, load, log)
    errors = server_errors(own[0])[earlier:]
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
    whole = shop.plan()
    tightens = "".join(line for line in whole.splitlines(keepends=True) if not line.startswith("rls:"))
    planner = Walk(shop.folder / "plan.yaml", shop.database)
    with ExitStack() as stack:
        before = stack.enter_context(ExitStack())
        load.port, _ = before.enter_context(shop.running("before", log))
        load.come("acme", 4)
        load.reach(50)
        load.enter("converting")
        planner.write(tightens.replace("drop: tighten", "drop: never")).apply().must()
        load.reach(50)
        load.port, worker = stack.enter_context(shop.running("after", log))
        load.enter("deployed")
        load.reach(50)
        before.close()
        load.enter("tightening")
        planner.write(tightens).apply().must()
        load.reach(50)
        load.enter("second tenant")
        add_beta(planner)
        if shop.name not in STRICT:
            load.come("beta", 4)
        load.reach(200)
        planner.write(whole).apply().must()
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


def server_errors(cluster: Cluster) -> list[str]:
    """Return the failed statements of the shop, as the server has logged them."""
    lines = (cluster.home / "log").read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if re.match(rf"{APP} (ERROR|FATAL|PANIC):", line)]
