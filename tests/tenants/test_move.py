"""A tenant moves to another database while it writes: every row arrives, and nothing is written on both sides."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.dumps import rows
from harness.processes import Process
from harness.runs import Done, Walk, in_process
from harness.schemas import must_fit
from harness.templates import Templates

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY, name text, owner bigint);
CREATE TABLE countries (code text PRIMARY KEY, name text);
CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, org text REFERENCES orgs, email text UNIQUE,
  boss bigint REFERENCES users, country text REFERENCES countries, shout text GENERATED ALWAYS AS (upper(email)) STORED);
ALTER TABLE orgs ADD FOREIGN KEY (owner) REFERENCES users;
CREATE TABLE notes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), org text REFERENCES orgs, author bigint REFERENCES users, body jsonb);
CREATE TABLE events (org text REFERENCES orgs, at timestamptz, what text) PARTITION BY RANGE (at);
CREATE TABLE events_all PARTITION OF events DEFAULT;
CREATE INDEX ON users (boss);
CREATE INDEX ON notes (author);
INSERT INTO countries VALUES ('de', 'Germany'), ('it', 'Italy');
INSERT INTO orgs VALUES ('acme', 'Acme'), ('zeta', 'Zeta');
INSERT INTO users (org, email, boss, country)
  SELECT CASE n % 2 WHEN 0 THEN 'acme' ELSE 'zeta' END, 'u' || n, CASE WHEN n > 2 THEN n - 2 END, 'de' FROM generate_series(1, 60) AS n;
UPDATE orgs SET owner = (SELECT min(id) FROM users WHERE org = orgs.id);
INSERT INTO notes (org, author, body)
  SELECT CASE n % 2 WHEN 0 THEN 'zeta' ELSE 'acme' END, 1 + n % 60, '{"ä": 1.50}' FROM generate_series(1, 300) AS n;
INSERT INTO events SELECT 'acme', '2026-01-01', 'twice' FROM generate_series(1, 2);
ANALYZE;
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org }
tables:
  users: { column: org }
  notes: { column: org }
  events: { column: org }
  countries: { kind: reference }
execution: { batch_rows: 50 }
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """The source with both tenants, and the target with one of them."""

    source: Walk
    target: Walk
    folder: Path

    def arguments(self, *more: object) -> tuple[object, ...]:
        to = ("--to", self.target.database.dsn, "--folder", self.folder)
        return ("tenant", "move", "acme", self.source.plan, "--dsn", self.source.database.dsn, *to, *more)

    def move(self, *more: object) -> Done:
        return in_process(*self.arguments(*more))

    def content(self, database: Database) -> list[list[str]]:
        """Every row of the tenant, with names in place of ids."""
        queries = (
            "SELECT o.name, u.email FROM orgs AS o LEFT JOIN users AS u ON u.id = o.owner WHERE o.id = 'acme'",
            "SELECT u.email, b.email, u.country, u.shout FROM users AS u LEFT JOIN users AS b ON b.id = u.boss AND "
            "b.org = u.org WHERE u.org = 'acme'",
            "SELECT u.email, n.body FROM notes AS n LEFT JOIN users AS u ON u.id = n.author AND n.org = 'acme' "
            "WHERE n.org = 'acme'",
            "SELECT at, what FROM events WHERE org = 'acme'",
        )
        return [sorted(str(row) for row in database.fetch(query)) for query in queries]

    def others(self, database: Database) -> list[str]:
        return [row for all_rows in rows(database).values() for row in all_rows if "acme" not in row]


@pytest.fixture
def pair(templates: Templates, tmp_path: Path) -> Iterator[Pair]:
    def make(original: Database) -> None:
        Walk.of(original, tmp_path, PLAN, SCHEMA).apply().must()

    def make_target(original: Database) -> None:
        """The same schema. Another tenant has the ids of acme."""
        walk = Walk.of(original, tmp_path, PLAN, SCHEMA)
        walk.apply().must()
        export, report = tmp_path / "occupant", tmp_path / "report.json"
        to = (walk.plan, "--dsn", original.dsn, "--confirm")
        in_process("tenant", "delete", "acme", *to, "--export-first", export, "--report", report).must()
        in_process("tenant", "import", export, *to, "--as", "occupant").must()
        original.load("UPDATE users SET email = 'x' || email WHERE org = 'occupant'")

    with ExitStack() as stack:
        source = stack.enter_context(templates.copy("move: source", make))
        target = stack.enter_context(templates.copy("move: target", make_target))
        yield Pair(Walk.of(source, tmp_path, PLAN), Walk.of(target, tmp_path, PLAN), tmp_path / "way")


def test_there_while_the_tenant_writes(pair: Pair, tmp_path: Path) -> None:
    source, target = pair.source.database, pair.target.database
    before, beside = pair.content(source), (pair.others(source), pair.others(target))
    dry = json.loads(pair.move("--format", "json").must().out)
    assert (dry["state"], dry["confirmed"], sum(one["rows"] for one in dry["tables"])) == ("none", False, 183)
    assert pair.content(source) == before

    stop, errors, written = threading.Event(), [], []

    def write() -> None:
        with psycopg.connect(source.dsn, autocommit=True) as application:
            for number in range(100_000):
                if stop.is_set():
                    return
                try:
                    application.execute(
                        "INSERT INTO notes (org, author, body) VALUES ('acme', (SELECT min(id) FROM users WHERE org = "
                        "'acme'), %s)",
                        (json.dumps({"n": number}),),
                    )
                    application.execute(
                        "DELETE FROM notes WHERE org = 'acme' AND body = %s", (json.dumps({"n": number - 7}),)
                    )
                    application.execute(
                        "UPDATE users SET country = 'it' WHERE org = 'acme' AND email = %s", (f"u{number % 60}",)
                    )
                    application.execute("INSERT INTO events VALUES ('acme', '2026-01-01', 'once more')")
                    written.append(number)
                except psycopg.Error as error:
                    errors.append((error.sqlstate, str(error)))
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = json.loads(pair.move("--confirm", "--format", "json").must().out)
    finally:
        stop.set()
        writer.join()
    assert done["state"] == "moved"
    assert done["passes"][-1]["blocked"] is True
    assert [one["table"] for one in done["renewed"]] == ["users"]
    assert written
    assert errors, "the application's last write was refused"
    assert errors[0][0] == "PM001"
    assert f"tenant acme is moving to {target.name}" in errors[0][1]
    assert pair.content(target) == pair.content(source) != before
    assert pair.others(target) == beside[1]
    pair.target.verify().must()

    with psycopg.connect(source.dsn, autocommit=True) as application:
        application.execute("INSERT INTO notes (org, body) VALUES ('zeta', '{}')")
        application.execute("DELETE FROM notes WHERE org = 'zeta' AND body = '{}'")
        for statement in (
            "UPDATE users SET email = 'y' WHERE org = 'acme'",
            "DELETE FROM events WHERE org = 'acme'",
            "UPDATE orgs SET name = 'z' WHERE id = 'acme'",
        ):
            with pytest.raises(psycopg.Error, match="is moving to"):
                application.execute(statement)
    target.load(
        "UPDATE users SET boss = NULL WHERE org = 'acme'; INSERT INTO users (org, email) VALUES ('acme', 'new')"
    )
    assert not pair.folder.exists()
    pair.source.verify().must()
    kept = in_process("rollback", pair.source.plan, "--dsn", source.dsn, "--to", "none").must(3)
    assert f"tenant 'acme' has moved to {target.name}" in kept.err
    assert "planner tenant delete ID --confirm" in kept.err

    must_fit("tenant-move", dry)
    must_fit("tenant-move", done)
    deleted = json.loads(pair.move("--confirm", "--then", "delete", "--format", "json").must().out)
    must_fit("tenant-move", deleted)
    assert set(deleted["left"].values()) == {0}
    assert pair.others(source) == beside[0]
    assert source.value("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'zzzz_planner%'") == 0
    assert source.value("SELECT count(*) FROM planner.tenant_move") == 0
    in_process("rollback", pair.source.plan, "--dsn", source.dsn, "--to", "none").must()
    assert [line for line in rows(source)["public.orgs"] if "acme" in line] == []
    pair.source.verify().must()

    there = pair.content(target)
    back = ("tenant", "move", "acme", pair.source.plan, "--dsn", target.dsn, "--to", source.dsn)
    in_process(*back, "--folder", pair.folder, "--then", "delete", "--confirm").must()
    assert pair.content(source) == there
    assert (pair.others(target), refused(source)) == (beside[1], None)


def refused(database: Database) -> str | None:
    """Return the SQLSTATE of a write of the tenant."""
    with psycopg.connect(database.dsn, autocommit=True) as application:
        try:
            application.execute("UPDATE users SET country = 'de' WHERE org = 'acme'")
        except psycopg.Error as error:
            return error.sqlstate
    return None


def killed_while_blocked(pair: Pair) -> None:
    """Kill planner while the tenant's writes are refused in some tables, and a writer holds up the last ones."""
    with pair.source.database.connect() as other, other.transaction():
        other.execute("INSERT INTO events VALUES ('zeta', now(), 'at work')")
        running = Process.start(*pair.arguments("--confirm"))
        state = "SELECT count(*) FROM planner.tenant_move WHERE state = 'blocked'"
        there = "SELECT to_regclass('planner.tenant_move') IS NOT NULL"
        blocked = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'zzzz_planner%'"
        source = pair.source.database
        running.until(
            lambda: source.value(there) and source.value(state) and source.value(blocked), "blocking the tenant"
        )
        running.kill()


def test_killed_while_blocked(pair: Pair) -> None:
    source, target = pair.source.database, pair.target.database
    before, beside = pair.content(source), (rows(source), rows(target))
    killed_while_blocked(pair)
    assert refused(source) == "PM001"
    in_process("tenant", "delete", "acme", pair.source.plan, "--dsn", source.dsn, "--confirm").said(
        3, "is not finished"
    )
    ended = json.loads(pair.move("--abort", "--confirm", "--format", "json").must().out)
    assert (ended["aborted"], ended["state"]) == (True, "none")
    assert refused(source) is None
    source.load("DELETE FROM events WHERE what = 'at work'")
    assert (pair.content(source), rows(target)) == (before, beside[1])
    assert source.value("SELECT count(*) FROM planner.tenant_move") == 0
    assert target.value("SELECT count(*) FROM planner.tenant_move") == 0

    killed_while_blocked(pair)
    done = json.loads(pair.move("--confirm", "--format", "json").must().out)
    assert (done["state"], refused(source), refused(target)) == ("moved", "PM001", None)
    assert pair.content(target) == before
    pair.move("--abort", "--confirm").said(3, "lives on", "by now")
    again = json.loads(pair.move("--confirm", "--format", "json").must().out)
    assert (again["state"], again["passes"]) == ("moved", [])


@pytest.mark.deep
def test_killed_again_and_again(pair: Pair) -> None:
    source, target = pair.source.database, pair.target.database
    beside = pair.others(target)
    for number, words in enumerate(
        (("rows, ",), ("public.users", "staged"), ("verified",), ("changes:",), ("cut over",))
    ):
        running = Process.start(*pair.arguments("--confirm"))
        running.says(*words)
        running.kill()
        if refused(source) is None:
            source.load(
                f"INSERT INTO users (org, email, boss) SELECT 'acme', 'k{number}', min(id) FROM users WHERE org = 'acme'"
            )
            source.load("DELETE FROM notes WHERE id = (SELECT min(id::text)::uuid FROM notes WHERE org = 'acme')")
    pair.move("--confirm").must()
    assert pair.content(target) == pair.content(source)
    assert pair.others(target) == beside
    assert refused(source) == "PM001"
    assert refused(target) is None
    assert target.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'import_%'") == 0
    pair.target.verify().must()


@pytest.mark.deep
def test_what_stops_a_move(pair: Pair) -> None:
    source, target = pair.source.database, pair.target.database
    before = rows(source), rows(target)
    itself = ("tenant", "move", "acme", pair.source.plan, "--dsn", source.dsn, "--to", source.dsn)
    for confirm in ((), ("--confirm",)):
        in_process(*itself, *confirm).said(3, "--to names the database that the tenant is in")
    pair.move("--abort", "--confirm").said(3, "no move of tenant 'acme' is under way")
    target.load("ALTER TABLE notes ADD extra int")
    pair.move("--confirm").said(3, "the target has another schema: public.notes")
    target.load("ALTER TABLE notes DROP extra")
    in_process("tenant", "move", "zeta", *pair.arguments("--confirm")[3:]).said(3, "is on the target already")
    assert (rows(source), rows(target)) == before

    target.load("UPDATE countries SET name = 'Deutschland' WHERE code = 'de'")
    pair.move("--confirm").said(4, "with other values", "the tenant writes on the source")
    assert refused(source) is None
    target.load("UPDATE countries SET name = 'Germany' WHERE code = 'de'")
    with source.connect() as other, other.transaction():
        other.execute("INSERT INTO events VALUES ('zeta', now(), 'at work')")
        pair.move("--confirm", "--blocked-at-most", "0.5").said(4, "the tenant writes on the source")
    assert refused(source) is None
    pair.move("--confirm").must()
    assert refused(source) == "PM001"
