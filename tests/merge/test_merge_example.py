"""The example of three customers: their databases become one, and what stops it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.processes import Process
from harness.runs import in_process
from harness.schemas import must_fit
from harness.templates import Templates
from merge_shops import EXAMPLE, Shops, shops

WANTED = [
    ("user", "acme", "ann@acme.test", "DE", None),
    ("user", "acme", "bob@acme.test", "FR", "ann@acme.test"),
    ("user", "beta", "ann@beta.test", "DE", None),
    ("user", "beta", "carla@beta.test", "IT", "ann@beta.test"),
    ("user", "gamma", "ann@acme.test", "US", "dan@gamma.test"),
    ("user", "gamma", "dan@gamma.test", "DE", "dan@gamma.test"),
    ("order", "acme", "2026-001", "DE", "ann@acme.test"),
    ("order", "acme", "2026-002", "FR", "bob@acme.test"),
    ("order", "beta", "2026-001", "FR", "carla@beta.test"),
    ("order", "beta", "2026-002", "DE", "ann@beta.test"),
    ("order", "gamma", "G-1", "DE", "ann@acme.test"),
    ("line", "acme", "lamp", "1", "2026-001"),
    ("line", "acme", "desk", "2", "2026-001"),
    ("line", "acme", "chair", "1", "2026-002"),
    ("line", "beta", "shelf", "1", "2026-001"),
    ("line", "beta", "lamp", "1", "2026-002"),
    ("line", "gamma", "rug", "1", "G-1"),
    ("note", "acme", "pays late", "bob@acme.test", ""),
    ("note", "acme", "a gift", "2026-001", ""),
    ("note", "beta", "call first", "2026-002", ""),
    ("note", "beta", "founder", "ann@beta.test", ""),
    ("country", "", "DE", "Germany", ""),
    ("country", "", "FR", "France", ""),
    ("country", "", "IT", "Italy", ""),
    ("country", "", "US", "United States", ""),
    ("customer", "acme", "Acme", "", ""),
    ("customer", "beta", "Beta Inc", "", ""),
    ("customer", "gamma", "Gamma", "", ""),
]


@pytest.fixture
def three(templates: Templates, tmp_path: Path) -> Iterator[Shops]:
    with shops(templates, tmp_path) as found:
        yield found


def test_three_customers_and_the_output_of_the_readme(three: Shops) -> None:
    dry = three.merge().must()
    assert three.target.value("SELECT count(*) FROM users") == 0
    done = three.merge("--confirm").must()
    assert three.everything() == sorted(WANTED, key=str)
    three.walk.verify().must()
    again = three.merge("--confirm").must()
    must_fit("merge", json.loads(three.merge("--format", "json").must().out))
    assert "merged by an earlier run" in again.out
    assert three.everything() == sorted(WANTED, key=str)
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    for text in (dry.out, done.out):
        assert text in readme, text


def test_killed_and_run_again(three: Shops) -> None:
    """Each run goes on where the one before it was killed, and never leaves a half customer."""
    for words in (("acme: public.users", "staged"), ("beta: public.users", "inserted")):
        running = Process.start(*three.arguments("--confirm"))
        running.says(*words)
        running.kill()
        whole = {row for row in WANTED if row[0] not in ("customer", "country")}
        here = {row for row in three.everything() if row[0] not in ("customer", "country")}
        customers = {str(row[1]) for row in here}
        assert here == {row for row in whole if row[1] in customers}, words
    three.merge("--confirm").must()
    assert three.everything() == sorted(WANTED, key=str)
    left = three.target.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'import_%'")
    assert left == 0


@pytest.mark.deep
def test_what_stops_a_merge(three: Shops) -> None:
    beta, gamma = three.sources["beta"], three.sources["gamma"]
    gamma.load("UPDATE countries SET name = 'Deutschland' WHERE code = 'DE'")
    three.merge("--confirm").said(
        3, "public.countries: rows are there with other values", "(code): DE", "differ in name"
    )
    document = json.loads(three.merge("--format", "json").out)
    must_fit("merge", document)
    conflicts = document["sources"][2]["conflicts"]
    assert [(one["why"], one["keys"], one["differing"]) for one in conflicts] == [("different", ["DE"], ["name"])]
    assert "DE" not in three.merge("--no-values").said(3, "other values").err
    plan = three.walk.text()
    three.walk.write(plan.replace("match: [code]", "match: [code], on_difference: per_tenant"))
    three.merge().said(3, "a unique key is taken", "(code): DE")
    three.walk.write(plan.replace("match: [code]", "match: [kode]"))
    three.merge().said(3, "no column 'kode'", messages=1)
    three.walk.write(plan)
    gamma.load("UPDATE countries SET name = 'Germany' WHERE code = 'DE'")

    beta.load("ALTER TABLE users ADD nick text; ALTER TABLE notes DROP COLUMN body; CREATE TABLE extra (id int)")
    beta.load("ALTER TABLE orders DROP CONSTRAINT orders_number_key")
    said = three.merge().said(3, "do not have the target's schema")
    for line in ("users.nick is not in the target", "notes.body is missing", "table public.extra is not", "(number)"):
        assert f"beta: {'column public.' if 'users' in line or 'notes' in line else ''}" in said.err
        assert line in said.err
    beta.load("ALTER TABLE users DROP nick; ALTER TABLE notes ADD body text; DROP TABLE extra")
    beta.load("ALTER TABLE orders ADD UNIQUE (number)")

    beta.load("CREATE TABLE customers (id text PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL)")
    beta.load("INSERT INTO customers VALUES ('a', 'A', now()), ('b', 'B', now())")
    three.merge().said(3, "source beta has several tenants in public.customers", "tenant export")
    beta.load("DROP TABLE customers")
    missing = [one for one in three.arguments() if not str(one).startswith("--values")]
    in_process(*missing).said(3, "needs a value of name", "--values beta.name=")


@pytest.mark.deep
def test_passwords_and_wrong_sources(three: Shops) -> None:
    base = ["merge", three.walk.plan, "--dsn", three.target.dsn]
    wrong = in_process(*base, "--source", "acme=postgresql://me:s3cret@127.0.0.1:1/acme")
    wrong.said(1, "source acme: no connection")
    assert "s3cret" not in wrong.err + wrong.out
    for text in ("postgresql://me:s3cret@host/acme?x=y", "acme=", "=postgresql://host"):
        done = in_process(*base, "--source", text)
        assert (done.code, "s3cret" in done.err) == (64, False), done.err
    in_process(*base, "--source", f"acme={three.target.dsn}").said(3, "source acme is the database of the target")
    assert in_process(*base).code == 64
