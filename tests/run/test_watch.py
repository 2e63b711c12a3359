"""Seen and steered from another terminal: lease, pause, limits, journal. Real processes, a real server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from servers import Database
from walk import Done, Walk, command, in_process

SCHEMA = """
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int PRIMARY KEY, parent_id int NOT NULL REFERENCES parent, body text);
INSERT INTO parent SELECT n FROM generate_series(1, 20) n;
INSERT INTO child SELECT n, 1 + n % 20, repeat('x', 300) FROM generate_series(1, 6000) n;
ANALYZE
"""
PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  parent: {}
  child: { backfill: { via: parent_id } }
"""
SLOW = "execution: { batch_rows: 50, pause: 20ms }\n"


@pytest.fixture
def walk(database: Database, tmp_path: Path) -> Walk:
    database.load(SCHEMA)
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN + SLOW, encoding="utf-8")
    return Walk(plan, database)


@pytest.fixture
def started(walk: Walk) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts apply in a process of its own, and waits until it fills rows."""
    processes: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command("apply", walk.plan, "--dsn", walk.database.dsn, "--confirm"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        until(lambda: filled(walk.database) > 0, process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(condition: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        assert process is None or process.poll() is None, process.communicate()[1]
        time.sleep(0.02)


def filled(database: Database) -> int:
    try:
        with psycopg.connect(database.dsn) as connection:
            row = connection.execute("SELECT count(client_id) FROM child").fetchone()
            return int(row[0]) if row else 0
    except psycopg.errors.UndefinedColumn:
        return 0


def ask(name: str, walk: Walk, *more: object) -> Done:
    return in_process(name, "--dsn", walk.database.dsn, *more)


def value(database: Database, query: str) -> object:
    with psycopg.connect(database.dsn) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def test_paused_and_resumed(walk: Walk, started: Callable[[], subprocess.Popen[str]]) -> None:
    process = started()
    until(lambda: value(walk.database, "SELECT count(*) FROM planner.lease") == 1, process)
    assert "Asked to pause: run 1, apply by" in ask("pause", walk).must().err
    until(lambda: value(walk.database, "SELECT state FROM planner.lease") == "paused", process)
    time.sleep(0.5)  # the batch in hand
    before = filled(walk.database)
    time.sleep(1.0)
    assert filled(walk.database) == before < 6000
    assert "Running now: run 1, apply by" in walk.run("status").must().out
    assert process.poll() is None
    assert "Going on: run 1" in ask("resume", walk).must().err
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "paused by" in err
    assert "planner resume goes on" in err
    assert "going on" in err
    assert filled(walk.database) == 6000
    assert value(walk.database, "SELECT count(*) FROM planner.lease") == 0


def test_nobody_to_pause(walk: Walk) -> None:
    done = ask("pause", walk).must(3)
    assert "no planner is at work in this database" in done.err
    walk.apply().must()
    ask("resume", walk).must(3)


def test_a_paused_run_hears_ctrl_c(walk: Walk, started: Callable[[], subprocess.Popen[str]]) -> None:
    process = started()
    until(lambda: value(walk.database, "SELECT count(*) FROM planner.lease") == 1, process)
    ask("pause", walk).must()
    until(lambda: value(walk.database, "SELECT state FROM planner.lease") == "paused", process)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    walk.apply().must()
    assert filled(walk.database) == 6000


def test_watched_until_its_end(walk: Walk, started: Callable[[], subprocess.Popen[str]]) -> None:
    process = started()
    until(lambda: value(walk.database, "SELECT count(*) FROM planner.lease") == 1, process)
    done = ask("status", walk, "--watch", "--every", "0.2").must()
    process.communicate(timeout=60)
    lines = done.out.splitlines()
    assert re.search(r"run 1, apply by .*, pid \d+, since .* \| running · backfill\.public\.child", lines[0])
    shares = [int(found) for found in re.findall(r"public\.child: (\d+)%", done.out)]
    assert shares == sorted(shares)
    assert any(share > shares[0] for share in shares)
    assert "rows/s" in done.out
    assert "s left" in done.out
    assert lines[-1] == "no planner is at work in this database"


def test_killed_and_taken_over(walk: Walk, started: Callable[[], subprocess.Popen[str]]) -> None:
    process = started()
    until(lambda: value(walk.database, "SELECT count(*) FROM planner.lease") == 1, process)
    process.kill()
    process.communicate()
    until(
        lambda: (
            value(walk.database, "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'planner %'") == 0
        )
    )
    assert "no sign of life" in ask("status", walk, "--watch").must().out
    assert "Running now: nothing" in walk.run("status").must().out
    done = walk.apply().must()
    assert re.search(r"taking over from run 1, apply by .*, which ended without a word", done.err)
    assert filled(walk.database) == 6000


def test_a_second_planner_is_refused(walk: Walk, started: Callable[[], subprocess.Popen[str]]) -> None:
    started()
    done = walk.apply().must(3)
    assert "another planner is at work in this database" in done.err


def test_a_lost_lease_stops_the_run(walk: Walk, started: Callable[[], subprocess.Popen[str]]) -> None:
    """As if its advisory lock had gone to somebody else, behind a pooler."""
    process = started()
    until(lambda: value(walk.database, "SELECT count(*) FROM planner.lease") == 1, process)
    walk.database.load("UPDATE planner.lease SET backend_pid = 1, client = 'thief'")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    assert "another planner has taken the lease" in err
    walk.apply().must()


def test_sessions_say_what_they_do(walk: Walk, started: Callable[[], subprocess.Popen[str]]) -> None:
    started()
    until(
        lambda: (
            value(
                walk.database,
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'planner run 1 backfill.public.child'",
            )
            != 0
        )
    )
    assert value(walk.database, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'planner watch'") == 1


# Limits


def limited(walk: Walk, text: str) -> None:
    walk.plan.write_text(f"{PLAN}execution: {{ limits: {{ {text} }} }}\n", encoding="utf-8")


def test_a_probe_that_does_not_work_is_refused_first(walk: Walk) -> None:
    limited(walk, "probe: { sql: SELECT nothing FROM nowhere, latency: 50ms }")
    done = walk.apply().must(1)
    assert re.search(
        r"plan\.yaml:\d+:\d+: the probe query does not work: relation \"nowhere\" does not exist", done.err
    )
    assert value(walk.database, "SELECT to_regclass('planner.owned')") is None


def test_a_probe_that_writes_is_refused(walk: Walk) -> None:
    limited(walk, "probe: { sql: DELETE FROM public.child, latency: 50ms }")
    assert "read-only transaction" in walk.apply().must(1).err
    assert value(walk.database, "SELECT count(*) FROM child") == 6000


def test_held_back_while_the_application_is_slow(walk: Walk) -> None:
    """The probe waits for a lock that the application holds for a while: planner holds still, says why, and goes on."""
    walk.database.load("CREATE TABLE till (n int)")
    walk.plan.write_text(
        PLAN.replace("child:", "till: { kind: reference }\n  child:")
        + "execution: { batch_rows: 50, pause: 20ms, limits: { probe: { sql: SELECT * FROM public.till, latency: 100ms } } }\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        command("apply", walk.plan, "--dsn", walk.database.dsn, "--confirm"), stderr=subprocess.PIPE, text=True
    )
    until(lambda: filled(walk.database) > 0, process)
    with psycopg.connect(walk.database.dsn) as holder:
        holder.execute("LOCK TABLE till")
        until(lambda: value(walk.database, "SELECT count(*) FROM planner.lease") == 1, process)
        until(lambda: value(walk.database, "SELECT state FROM planner.lease") == "held back", process)
        seen = filled(walk.database)
        time.sleep(0.5)
        assert filled(walk.database) == seen < 6000
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "held back: the probe query did not answer" in err
    assert filled(walk.database) == 6000


def test_slowed_down_by_the_rate_of_wal(walk: Walk) -> None:
    limits = "limits: { wal_rate: 10kB/s }"
    walk.plan.write_text(f"{PLAN}execution: {{ batch_rows: 50, pause: 20ms, {limits} }}\n", encoding="utf-8")
    assert re.search(r"slowed down: \S+/s of WAL \(wal_rate: 10kB/s\)", walk.apply().must().err)


def test_dead_rows_hold_it_back_until_a_vacuum(walk: Walk) -> None:
    walk.plan.write_text(
        PLAN + "execution: { batch_rows: 50, pause: 20ms, limits: { dead_tuples: 30% } }\n", encoding="utf-8"
    )
    walk.database.load(
        "UPDATE child SET body = body || '1'; UPDATE child SET body = body || '2'; SELECT pg_stat_force_next_flush()"
        if walk.database.server.major >= 15
        else "UPDATE child SET body = body || '1'; UPDATE child SET body = body || '2'"
    )
    process = subprocess.Popen(
        command("apply", walk.plan, "--dsn", walk.database.dsn, "--confirm"), stderr=subprocess.PIPE, text=True
    )
    until(lambda: value(walk.database, "SELECT to_regclass('planner.lease')") is not None, process)
    until(lambda: value(walk.database, "SELECT state FROM planner.lease") == "held back", process)
    reason = value(walk.database, "SELECT reason FROM planner.lease")
    assert re.match(r"\d+% of the rows of public\.child are dead \(dead_tuples: 30%\)", str(reason))
    with psycopg.connect(walk.database.dsn, autocommit=True) as connection:
        connection.execute("VACUUM child")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert filled(walk.database) == 6000


# The journal


def test_the_journal_of_a_run(walk: Walk) -> None:
    walk.apply().must()
    document = json.loads(ask("status", walk, "--run", "1", "--format", "json").must().out)
    assert document["run"]["outcome"] == "done"
    steps = document["steps"]
    locked = [step for step in steps if step["locks_held"]]
    assert locked
    for step in locked:
        assert step["lock_wait_ms"] is not None
        assert step["lock_hold_ms"] > 0
        assert step["wal_bytes"] > 0
    (rows,) = [step["rows"] for step in steps if step["step"] == "backfill.public.child" and step["rows"] != 1]
    assert rows == 6000
    text = ask("status", walk, "--run", "1").must().out
    assert "AccessExclusiveLock on public.child" in text
    assert "there is no run 7" in ask("status", walk, "--run", "7").must(3).err


def test_locks_are_those_that_were_predicted(walk: Walk) -> None:
    """Of each segment, what pg_locks shows before the commit is no stronger than what diff had said."""
    said: dict[str, set[str]] = {}
    for segment in json.loads(walk.run("diff", "--format", "json").must().out)["segments"]:
        for step in segment["steps"]:
            said.setdefault(step["id"], set()).update(
                f"{lock['mode']} on {lock['relation']}" for lock in segment["locks"]
            )
    walk.apply().must()
    steps = json.loads(ask("status", walk, "--run", "1", "--format", "json").must().out)["steps"]
    compared = 0
    for step in steps:
        for held in (step["locks_held"] or "").split(", "):
            if not held or held.endswith(".clients"):
                continue
            mode, relation = held.split(" on ")
            spelled = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", mode.removesuffix("Lock")).upper()
            stronger = {f"{spelled} on {relation}", f"ACCESS EXCLUSIVE on {relation}"}
            assert stronger & said[step["step"]], (step["step"], held, said[step["step"]])
            compared += 1
    assert compared > 5
