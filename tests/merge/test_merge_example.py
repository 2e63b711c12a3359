"""The example of three customers: its databases become one, with the output that its README shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.databases import Database, fresh_database
from harness.runs import Done, Walk, in_process
from harness.servers import Server

EXAMPLE = Path(__file__).parents[2] / "examples" / "merge"
CUSTOMERS = ("acme", "beta", "gamma")


@pytest.fixture
def shops(server: Server) -> Iterator[dict[str, Database]]:
    """The three customers' databases, and the target, which is empty and converted."""
    with ExitStack() as stack:
        databases = {name: stack.enter_context(fresh_database(server)) for name in (*CUSTOMERS, "shop")}
        schema = (EXAMPLE / "schema.sql").read_text(encoding="utf-8")
        for name, database in databases.items():
            database.load(schema)
            if name in CUSTOMERS:
                database.load((EXAMPLE / f"{name}.sql").read_text(encoding="utf-8"))
        yield databases


def merge(shops: dict[str, Database], *more: object) -> Done:
    sources = [f"--source={name}={shops[name].dsn}" for name in CUSTOMERS]
    values = ["--values=beta.name=Beta Inc", "--values=gamma.name=Gamma"]
    return in_process("merge", EXAMPLE / "plan.yaml", "--dsn", shops["shop"].dsn, *sources, *values, *more)


def test_three_customers(shops: dict[str, Database], tmp_path: Path) -> None:
    walk = Walk(EXAMPLE / "plan.yaml", shops["shop"])
    walk.apply().must()
    dry = merge(shops).must()
    print(dry.out, dry.err)
    looked = json.loads(merge(shops, "--format", "json").must().out)
    assert shops["shop"].value("SELECT count(*) FROM users") == 0
    done = merge(shops, "--confirm").must()
    print(done.out, done.err)
    print(json.dumps(looked))
    for t in ("customers", "countries", "users", "orders", "order_lines", "notes"):
        print(t, shops["shop"].fetch(f"SELECT * FROM {t} ORDER BY 1,2"))
    walk.verify().must()
    assert 0
