"""planner resolve: rows in quarantine out to a CSV file, decisions back in; every mistake in the file is named."""

from __future__ import annotations

import csv
import io
import signal
from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.processes import Process
from harness.runs import Walk

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE chat (id int PRIMARY KEY, org text REFERENCES orgs);
CREATE TABLE vote (chat_id int REFERENCES chat, at timestamptz, chat2 int REFERENCES chat, PRIMARY KEY (chat_id, at));
INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO chat VALUES (1, 'acme'), (2, 'zeta'), (3, NULL);
INSERT INTO vote VALUES (1, '2026-01-31 12:00+02', 1), (2, '2026-01-31 12:00+02', 1), (3, '2026-02-01 00:00:00.5+00', NULL);
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables:
  chat: { backfill: { via: org, on_orphan: quarantine } }
  vote:
    backfill: { via: [{ columns: [chat_id] }, { columns: [chat2] }], on_conflict: quarantine, on_orphan: quarantine }
"""


@pytest.fixture
def walk(database: Database, tmp_path: Path) -> Walk:
    return Walk.of(database, tmp_path, PLAN, SCHEMA)


@pytest.fixture
def open_rows(walk: Walk, tmp_path: Path) -> Path:
    """Applied as far as it goes, and exported."""
    dry = walk.run("apply").must()
    assert "two paths lead to two tenants: (chat_id=2, at=" in dry.err
    assert "listed in planner.quarantine" in dry.err
    stopped = walk.apply().must(4)
    assert "rows are in quarantine, without a tenant: 1 of public.chat, 2 of public.vote" in stopped.err
    file = tmp_path / "open.csv"
    walk.run("resolve", "--export", file).must()
    return file


def decide(file: Path, *tenants: str) -> None:
    lines = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    for line, tenant in zip(lines, tenants, strict=True):
        line["tenant"] = tenant
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


def test_there_and_back(walk: Walk, open_rows: Path) -> None:
    listed = walk.run("resolve").must().out
    assert "conflict" in listed
    assert "orphan" in listed
    assert "zeta, acme" in listed
    decide(open_rows, "zeta", "acme", "zeta")
    assert "3 decisions fit, 0 lines" in walk.run("resolve", "--import", open_rows).must().err
    assert "3 rows have their tenant" in walk.run("resolve", "--import", open_rows, "--confirm").must().err
    assert "No row is in quarantine" in walk.run("resolve").must().err
    walk.apply().must()
    walk.diff().must()
    walk.verify().must()
    with psycopg.connect(walk.database.dsn) as connection:
        assert connection.execute("SELECT org_id FROM vote ORDER BY chat_id").fetchall() == [
            ("acme",),
            ("acme",),
            ("zeta",),
        ]
        journal = connection.execute("SELECT count(*) FROM planner.step WHERE step LIKE 'resolve.%'").fetchone()
        assert journal == (3,)
    walk.rollback().must()


def test_some_now_some_later(walk: Walk, open_rows: Path) -> None:
    decide(open_rows, "zeta", "", "")
    assert (
        "1 rows have their tenant now, 2 lines name no tenant"
        in walk.run("resolve", "--import", open_rows, "--confirm").must().err
    )
    # Chat 3 has a tenant by now, so that the vote that waited for it finds one by itself.
    assert "1 of public.vote" in walk.apply().must(4).err
    assert "public.vote: 1 rows without a tenant" in walk.run("resolve").must().out


LINES = (
    ('public.vote,"{""chat_id"": 2}",,,acme', "line 2: public.vote has no open row"),
    ("public.vote,nonsense,,,acme", "line 2: the key is not a JSON object"),
    ("public.nothing,{},,,acme", "line 2: 'public.nothing' is not a table with a quarantine"),
    ('public.chat,"{""id"": 3}",,,nobody', "line 2: there is no tenant 'nobody'"),
    ('public.chat,"{""id"": 3}",,,acm\udce9', "line 2 is not UTF-8"),
    ('public.chat,"{""id"": 3}",,,acme\npublic.chat,"{""id"": 3}",,,zeta', "line 3: public.chat"),
)


def test_a_line_that_does_not_fit(walk: Walk, open_rows: Path) -> None:
    for line, said in LINES:
        text = f"table,key,reason,candidates,tenant\n{line}\n"
        open_rows.write_text(text, encoding="utf-8", errors="surrogateescape")
        done = walk.run("resolve", "--import", open_rows, "--confirm").must(1)
        assert said in done.err
        assert "nothing was changed" in done.err
    assert "3 of" not in walk.run("resolve").must().err


NO_FILES = (
    ("a,b\n1,2\n", "has no column 'table'"),
    ("", "has no column 'table'"),
    ('table,key,tenant\n"open', "is not a CSV file"),
)


def test_a_file_that_is_none(walk: Walk, open_rows: Path) -> None:
    for text, said in NO_FILES:
        open_rows.write_text(text, encoding="utf-8")
        assert said in walk.run("resolve", "--import", open_rows).must(1).err


def test_files_that_can_not_be_read_or_written(walk: Walk, open_rows: Path, tmp_path: Path) -> None:
    assert "can't be read" in walk.run("resolve", "--import", tmp_path / "none.csv").must(1).err
    assert "can't be written" in walk.run("resolve", "--export", tmp_path / "no" / "x.csv").must(1).err
    walk.run("resolve", "--import", open_rows, "--export", open_rows).must(64)


def test_nothing_in_quarantine(walk: Walk) -> None:
    assert "No row is in quarantine" in walk.run("resolve").must().err


FAILING = """
CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$;
CREATE TRIGGER fails BEFORE UPDATE ON vote FOR EACH ROW EXECUTE FUNCTION fails();
"""


def test_a_decision_that_fails_after_a_commit(walk: Walk, open_rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.run.quarantine.TOGETHER", 1)
    decide(open_rows, "zeta", "acme", "zeta")
    walk.database.load(FAILING)
    done = walk.run("resolve", "--import", open_rows, "--confirm")
    done.said(4, "not this one", "1 rows have their tenant now, 2 decisions are left", "resolve --export FILE")
    assert "nothing was changed" not in done.err
    ended = "SELECT outcome FROM planner.run WHERE command = 'resolve' AND finished_at IS NOT NULL"
    assert walk.database.fetch(ended) == [("failed",)]
    walk.database.load("DROP FUNCTION fails CASCADE")
    walk.run("resolve", "--export", open_rows).must()
    decide(open_rows, "acme", "zeta")
    walk.run("resolve", "--import", open_rows, "--confirm").must()
    walk.apply().must()


def test_the_first_decision_that_fails_changes_nothing(walk: Walk, open_rows: Path) -> None:
    decide(open_rows, "", "acme", "zeta")
    walk.database.load(FAILING)
    done = walk.run("resolve", "--import", open_rows, "--confirm").must(1)
    assert "not this one" in done.err
    assert walk.database.value("SELECT count(*) FROM planner.run WHERE command = 'resolve'") == 0


def test_stopped_after_a_commit(walk: Walk, tmp_path: Path) -> None:
    walk.database.load("INSERT INTO chat SELECT n, NULL FROM generate_series(10, 1500) AS n")
    walk.apply().must(4)
    file = tmp_path / "open.csv"
    walk.run("resolve", "--export", file).must()
    rows = walk.database.value("SELECT count(*) FROM chat WHERE org_id IS NULL")
    lines = file.read_text(encoding="utf-8").splitlines()
    decided = [line + "acme" if line.startswith("public.chat,") else line for line in lines]
    file.write_text("\n".join(decided) + "\n", encoding="utf-8")
    walk.database.load(
        """CREATE FUNCTION sleeps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$;
        CREATE TRIGGER sleeps BEFORE UPDATE ON chat FOR EACH ROW
          WHEN (OLD.id = 800) EXECUTE FUNCTION sleeps();"""
    )
    planner = Process.start("resolve", walk.plan, "--dsn", walk.database.dsn, "--import", file, "--confirm")
    sleeping = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_catalog"
    planner.until(lambda: walk.database.value(sleeping), "the trigger sleeps")
    planner.signal(signal.SIGINT)
    planner.must(4)
    assert "1000 rows have their tenant now" in planner.err
    assert "resolve --export FILE" in planner.err
    assert walk.database.value("SELECT count(*) FROM chat WHERE org_id IS NULL") == rows - 1000
    assert walk.database.fetch("SELECT outcome FROM planner.run WHERE command = 'resolve'") == [("interrupted",)]
