"""Seen and steered from another terminal: lease, pause, limits, journal. Real processes, a real server."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from harness.applications import SLOW, SLOW_PLAN, SLOW_ROWS, SLOW_SCHEMA, finish, slow_filled
from harness.processes import Process
from harness.runs import Done, Walk, in_process
from harness.templates import Templates
from harness.waiting import until

LEASED = "SELECT count(*) FROM planner.lease"
STATE = "SELECT state FROM planner.lease"
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'planner run%' AND state <> 'idle'"


@pytest.fixture
def walk(templates: Templates, tmp_path: Path) -> Iterator[Walk]:
    with templates.copy("slow", lambda original: original.load(SLOW_SCHEMA)) as database:
        yield Walk.of(database, tmp_path, SLOW_PLAN + SLOW)


@pytest.fixture
def started(walk: Walk) -> Iterator[Callable[[], Process]]:
    """Starts apply in a process of its own, and waits until it fills rows."""
    processes: list[Process] = []

    def start() -> Process:
        process = walk.start()
        processes.append(process)
        process.until(lambda: slow_filled(walk.database) > 0, "the backfill")
        return process

    yield start
    for process in processes:
        process.kill()


def ask(name: str, walk: Walk, *more: object) -> Done:
    return in_process(name, "--dsn", walk.database.dsn, *more)


def test_paused_and_resumed(walk: Walk, started: Callable[[], Process]) -> None:
    process = started()
    process.until(lambda: walk.database.value(LEASED) == 1, "the lease")
    assert "Asked to pause: run 1, apply by" in ask("pause", walk).must().err
    process.until(lambda: walk.database.value(STATE) == "paused", "being paused")
    until(lambda: walk.database.value(BUSY) == 0, "the end of the batch in hand")
    before = slow_filled(walk.database)
    time.sleep(0.3)  # some fifteen batches long
    assert slow_filled(walk.database) == before < SLOW_ROWS
    assert "Running now: run 1, apply by" in walk.run("status").must().out
    assert process.runs()
    assert "Continues: run 1" in ask("resume", walk).must().err
    err = process.must(0).err
    assert "paused by" in err
    assert "planner resume goes on" in err
    assert "going on" in err
    assert slow_filled(walk.database) == SLOW_ROWS
    assert walk.database.value(LEASED) == 0


def test_nobody_to_pause(walk: Walk) -> None:
    done = ask("pause", walk).must(3)
    assert "no planner is at work in this database" in done.err
    finish(walk)
    ask("resume", walk).must(3)


def test_a_paused_run_hears_ctrl_c(walk: Walk, started: Callable[[], Process]) -> None:
    process = started()
    process.until(lambda: walk.database.value(LEASED) == 1, "the lease")
    ask("pause", walk).must()
    process.until(lambda: walk.database.value(STATE) == "paused", "being paused")
    process.signal(signal.SIGINT)
    process.must(4)
    finish(walk)
    assert slow_filled(walk.database) == SLOW_ROWS


def test_watched_until_its_end(walk: Walk, started: Callable[[], Process]) -> None:
    process = started()
    # A heartbeat comes every second: on a busy machine the lease still has the step before.
    filling = "SELECT count(*) FROM planner.lease WHERE step LIKE 'backfill.public.child%'"
    process.until(lambda: walk.database.value(filling) == 1, "the heartbeat of the backfill")
    done = ask("status", walk, "--watch", "--every", "0.2").must()
    process.must(0)
    lines = done.out.splitlines()
    assert re.search(r"run 1, apply by .*, pid \d+, since .* \| running · backfill\.public\.child", lines[0])
    shares = [int(found) for found in re.findall(r"public\.child: (\d+)%", done.out)]
    assert shares == sorted(shares)
    assert any(share > shares[0] for share in shares)
    assert "rows/s" in done.out
    assert "s left" in done.out
    assert lines[-1] == "no planner is at work in this database"


def test_killed_and_taken_over(walk: Walk, started: Callable[[], Process]) -> None:
    process = started()
    process.until(lambda: walk.database.value(LEASED) == 1, "the lease")
    process.kill()
    there = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'planner %'"
    until(lambda: walk.database.value(there) == 0, "the end of its sessions")
    assert "no sign of life" in ask("status", walk, "--watch").must().out
    assert "Running now: nothing" in walk.run("status").must().out
    done = finish(walk)
    assert re.search(r"taking over from run 1, apply by .*, whose last heartbeat was \d+ s ago", done.err)
    assert slow_filled(walk.database) == SLOW_ROWS


def test_a_second_planner_is_refused(walk: Walk, started: Callable[[], Process]) -> None:
    started()
    done = walk.apply().must(3)
    assert "another planner is at work in this database" in done.err


def test_a_lost_lease_stops_the_run(walk: Walk, started: Callable[[], Process]) -> None:
    """As if its advisory lock had gone to somebody else, behind a pooler."""
    process = started()
    process.until(lambda: walk.database.value(LEASED) == 1, "the lease")
    walk.database.load("UPDATE planner.lease SET backend_pid = 1, client = 'thief'")
    err = process.must(4).err
    assert "another planner has taken the lease" in err
    finish(walk)


def test_sessions_say_what_they_do(walk: Walk, started: Callable[[], Process]) -> None:
    process = started()
    called = "SELECT count(*) FROM pg_stat_activity WHERE application_name = "
    process.until(
        lambda: walk.database.value(f"{called}'planner run 1 backfill.public.child'"), "a session of the step"
    )
    assert walk.database.value(f"{called}'planner watch'") == 1


# Limits


def limited(walk: Walk, text: str) -> None:
    walk.write(f"{SLOW_PLAN}execution: {{ limits: {{ {text} }} }}\n")


def went_on(process: Process, walk: Walk, filled: int) -> Process:
    """Wait until more rows are filled, and stop the run: other tests see slow runs to their end."""
    process.until(lambda: slow_filled(walk.database) > filled, "more rows being filled")
    process.signal(signal.SIGINT)
    return process.must(4)


def test_a_probe_that_does_not_work_is_refused_first(walk: Walk) -> None:
    limited(walk, "probe: { sql: SELECT nothing FROM nowhere, latency: 50ms }")
    done = walk.apply().must(1)
    assert re.search(
        r"plan\.yaml:\d+:\d+: the probe query does not work: relation \"nowhere\" does not exist", done.err
    )
    assert walk.database.value("SELECT to_regclass('planner.owned')") is None


def test_a_probe_that_writes_is_refused(walk: Walk) -> None:
    limited(walk, "probe: { sql: DELETE FROM public.child, latency: 50ms }")
    assert "read-only transaction" in walk.apply().must(1).err
    assert walk.database.value("SELECT count(*) FROM child") == SLOW_ROWS


def test_held_back_while_the_application_is_slow(walk: Walk) -> None:
    """The probe waits for a lock that the application holds for a while: planner holds still, says why, and goes on."""
    walk.database.load("CREATE TABLE till (n int)")
    walk.write(
        SLOW_PLAN.replace("child:", "till: { kind: reference }\n  child:")
        + "execution: { batch_rows: 50, pause: 20ms, limits: { probe: { sql: SELECT * FROM public.till, latency: 100ms } } }\n"
    )
    process = walk.start()
    process.until(lambda: slow_filled(walk.database) > 0, "the backfill")
    with psycopg.connect(walk.database.dsn) as holder:
        holder.execute("LOCK TABLE till")
        process.until(lambda: walk.database.value(LEASED) == 1, "the lease")
        process.until(lambda: walk.database.value(STATE) == "held back", "being held back")
        until(lambda: walk.database.value(BUSY) == 0, "the end of the batch in hand")
        seen = slow_filled(walk.database)
        time.sleep(0.3)
        assert slow_filled(walk.database) == seen < SLOW_ROWS
    assert "held back: the probe query did not answer" in went_on(process, walk, seen).err


@pytest.mark.deep
def test_slowed_down_by_the_rate_of_wal(walk: Walk) -> None:
    limits = "limits: { wal_rate: 10kB/s }"
    walk.write(f"{SLOW_PLAN}execution: {{ batch_rows: 50, pause: 20ms, {limits} }}\n")
    assert re.search(r"slowed down: \S+/s of WAL \(wal_rate: 10kB/s\)", walk.apply().must().err)


def test_dead_rows_hold_it_back_until_a_vacuum(walk: Walk) -> None:
    walk.write(SLOW_PLAN + "execution: { batch_rows: 50, pause: 20ms, limits: { dead_tuples: 30% } }\n")
    walk.database.load(
        "UPDATE child SET body = body || '1'; UPDATE child SET body = body || '2'; SELECT pg_stat_force_next_flush()"
        if walk.database.server.major >= 15
        else "UPDATE child SET body = body || '1'; UPDATE child SET body = body || '2'"
    )
    process = walk.start()
    process.until(lambda: walk.database.value("SELECT to_regclass('planner.lease')"), "a place for the lease")
    process.until(lambda: walk.database.value(STATE) == "held back", "being held back")
    reason = walk.database.value("SELECT reason FROM planner.lease")
    assert re.match(r"\d+% of the rows of public\.child are dead \(dead_tuples: 30%\)", str(reason))
    seen = slow_filled(walk.database)
    walk.database.load("VACUUM child")
    went_on(process, walk, seen + 500)  # ten batches may have been in hand


# The journal


def test_the_journal_of_a_run(walk: Walk) -> None:
    finish(walk)
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
    assert rows == SLOW_ROWS
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
    finish(walk)
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
