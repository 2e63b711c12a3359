"""A sample of three merged customers is a database of its own, which psql alone loads and planner verifies."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.databases import Database, fresh_database
from harness.runs import Walk
from harness.schemas import must_fit
from harness.servers import Server
from harness.templates import Templates
from merge_shops import shops

RLS = "\nrls: { setting: app.customer, roles: [planner_sample_app] }\n"


@pytest.fixture
def merged(templates: Templates, tmp_path: Path, plan: str) -> Iterator[Walk]:
    """The shop with three customers; with `plan`, also with policies."""
    with shops(templates, tmp_path) as three:
        three.merge("--confirm").must()
        if plan:
            three.target.role("planner_sample_app")
            three.walk.write(three.walk.text() + plan)
            three.walk.apply().must()
        yield three.walk


@pytest.mark.sample(2)
@pytest.mark.parametrize(("name", "plan"), [("sample", ""), ("sample.sql", RLS)], ids=["folder", "script"])
def test_psql_alone_loads_it(merged: Walk, server: Server, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    looked = json.loads(merged.run("sample", "--tenant", "acme", "--tenant", "gamma", "--format", "json").must().out)
    done = json.loads(
        merged.run("sample", "--tenant", "gamma", "--tenant", "acme", "--out", out, "--format", "json").must().out
    )
    must_fit("sample", looked)
    must_fit("sample", done)
    assert sorted(map(str, looked["tables"])) == sorted(map(str, done["tables"]))
    merged.run("sample", "--tenants", 1, "--out", out).said(3, "is there already")
    script = out if out.suffix else out / "load.sql"
    assert stat.S_IMODE(out.stat().st_mode) in (0o700, 0o600)
    merged.run("sample", "--tenant", "nobody").said(3, "no tenant 'nobody'")
    assert merged.run("sample").code == 64
    assert json.loads(merged.run("sample", "--tenants", 1, "--format", "json").must().out)["tenants"] == ["beta"]
    with fresh_database(server) as developer:
        loaded = developer.psql(script)
        assert (loaded.returncode, loaded.stderr) == (0, "")
        held(developer, merged.database)
        again = Walk(merged.plan, developer)
        again.diff().must()
        again.verify().must()


def held(developer: Database, original: Database) -> None:
    for table in ("users", "orders", "order_lines", "notes"):
        query = f"SELECT t.*::text FROM {table} AS t WHERE customer_id IN ('acme', 'gamma') ORDER BY 1"
        query = query.replace("t.*::text", "CAST(t AS text)")
        assert developer.fetch(query) == original.fetch(query)
        assert developer.value(f"SELECT count(*) FROM {table} WHERE customer_id = 'beta'") == 0
    assert developer.fetch("SELECT code FROM countries ORDER BY 1") == [("DE",), ("FR",), ("US",)]
    assert developer.value("SELECT count(*) FROM job_locks") == 0
    developer.load("INSERT INTO users (email, customer_id) VALUES ('new@acme.test', 'acme')")
    assert developer.value("SELECT max(id) FROM users") > original.value("SELECT max(id) FROM users")
