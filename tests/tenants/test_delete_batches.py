"""The batches of a delete: chains, rows that come at the moment of a batch, Ctrl-C, and what still names a tenant."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.databases import Database
from harness.dumps import rows
from harness.processes import Process
from harness.runs import Done, Walk, in_process
from harness.templates import Templates

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE posts (
  id bigint PRIMARY KEY, org text REFERENCES orgs, before bigint REFERENCES posts, root bigint REFERENCES posts ON DELETE CASCADE);
CREATE INDEX ON posts (before);
CREATE INDEX ON posts (root);
CREATE TABLE likes (id bigint PRIMARY KEY, org text REFERENCES orgs, post bigint REFERENCES posts ON DELETE CASCADE);
CREATE INDEX ON likes (post);
CREATE TABLE odd (id bigint PRIMARY KEY, org text REFERENCES orgs, even bigint);
CREATE TABLE even (id bigint PRIMARY KEY, org text REFERENCES orgs, odd bigint REFERENCES odd);
ALTER TABLE odd ADD FOREIGN KEY (even) REFERENCES even;
CREATE INDEX ON odd (even);
CREATE INDEX ON even (odd);
INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO posts SELECT n, 'acme', nullif(n - 1, 0), 1 FROM generate_series(1, 6000) AS n;
INSERT INTO posts VALUES (10001, 'acme', 10002, NULL), (10002, 'acme', NULL, NULL), (20000, 'zeta', NULL, NULL);
UPDATE posts SET before = 10001 WHERE id = 10002;
INSERT INTO odd SELECT n, 'acme' FROM generate_series(1, 2000) AS n;
INSERT INTO even SELECT n, 'acme', n FROM generate_series(1, 2000) AS n;
UPDATE odd SET even = id + 1 WHERE id < 2000;
ANALYZE;
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org }
tables:
  posts: { column: org }
  likes: { column: org }
  odd: { column: org }
  even: { column: org }
execution: { batch_rows: 1000, batch_seconds: 2 }
"""


@pytest.fixture
def walk(templates: Templates, tmp_path: Path) -> Iterator[Walk]:
    def make(original: Database) -> None:
        Walk.of(original, tmp_path, PLAN, SCHEMA).apply().must()

    with templates.copy("posts in chains, applied", make) as database:
        yield Walk.of(database, tmp_path, PLAN)


def arguments(walk: Walk, *more: object) -> tuple[object, ...]:
    report = walk.plan.parent / "report.json"
    return ("tenant", "delete", "acme", walk.plan, "--dsn", walk.database.dsn, "--confirm", "--report", report, *more)


def delete(walk: Walk, *more: object) -> Done:
    return in_process(*arguments(walk, *more))


def test_a_chain_goes_in_few_batches_and_proves_it(walk: Walk) -> None:
    delete(walk).must()
    batches = dict(
        walk.database.fetch("SELECT step, count(*) FROM planner.step WHERE step LIKE 'tenant.delete.%' GROUP BY 1")
    )
    assert batches["tenant.delete.public.posts"] <= 12
    assert batches["tenant.delete.public.even"] <= 12
    said = json.loads((walk.plan.parent / "report.json").read_text(encoding="utf-8"))
    assert (said["deleted"]["public.posts"], said["deleted"]["public.odd"]) == (6002, 2000)
    assert set(said["left"].values()) == {0}
    assert walk.database.fetch("SELECT id FROM posts") == [(20000,)]


def test_a_row_of_another_tenant_that_comes_at_the_moment_of_a_batch_stays(walk: Walk) -> None:
    with walk.database.connect() as other, other.transaction():
        other.execute("INSERT INTO likes VALUES (1, 'zeta', 3000)")
        running = Process.start(*arguments(walk))
        running.until(
            lambda: walk.database.value(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'planner tenant delete' "
                "AND wait_event_type = 'Lock'"
            ),
            "waiting for the row",
        )
    running.must(3, 4)
    assert "public.likes: 1 rows point to public.posts" in running.err
    assert walk.database.fetch("SELECT id, org, post FROM likes") == [(1, "zeta", 3000)]
    walk.database.load("DELETE FROM likes")
    delete(walk).must()


def test_ctrl_c_ends_a_long_batch(walk: Walk) -> None:
    before = rows(walk.database)
    walk.database.load(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN OLD; END $$; "
        "CREATE TRIGGER slow BEFORE DELETE ON even FOR EACH ROW EXECUTE FUNCTION slow()"
    )
    running = Process.start(*arguments(walk))
    running.until(
        lambda: walk.database.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"), "sleeping"
    )
    asked = time.monotonic()
    running.signal(signal.SIGINT)
    running.must(1, 4)
    assert time.monotonic() - asked < 20
    assert "stopped on request" in running.err
    walk.database.load("DROP TRIGGER slow ON even")
    assert rows(walk.database)["public.even"] == before["public.even"]


def test_rows_that_the_export_lacks_are_told(walk: Walk, tmp_path: Path) -> None:
    walk.database.load(
        "CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO public.likes VALUES (7, 'acme', NULL); RETURN NULL; END $$; "
        "INSERT INTO likes VALUES (5, 'acme', 1); "
        "CREATE TRIGGER more AFTER DELETE ON likes FOR EACH ROW WHEN (OLD.id = 5) EXECUTE FUNCTION more()"
    )
    stopped = delete(walk, "--export-first", tmp_path / "out")
    stopped.said(4, "rows were deleted that the export does not hold", "public.likes: 1 rows")
    said = json.loads((walk.plan.parent / "report.json").read_text(encoding="utf-8"))
    assert said["beyond_export"] == {"public.likes": 1}
    assert walk.database.value("SELECT count(*) FROM likes") == 0


def test_what_gives_new_rows_a_tenant_names_it(walk: Walk) -> None:
    walk.database.load("CREATE TABLE logs (id int); INSERT INTO logs VALUES (1)")
    plan = PLAN.replace("column: org }\ntables", "column: org, default: { id: acme } }\ntables")
    walk.write(plan.replace("tables:", "tables:\n  logs: {}")).apply().must()
    before = rows(walk.database)
    stopped = delete(walk)
    assert stopped.code == 3, stopped
    for what in ("tenant.default of the plan", "the write guard of public.logs", "the default of public.logs.org"):
        assert what in stopped.err
    assert rows(walk.database) == before
