"""The journal: a run is on it from its first statement on, with its true start, and says who finished it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.applications import CHAT_PLAN, CHAT_SCHEMA
from harness.databases import Database
from harness.kills import killed_at
from harness.runs import Walk


@pytest.fixture
def walk(database: Database, tmp_path: Path) -> Walk:
    return Walk.of(database, tmp_path, CHAT_PLAN, CHAT_SCHEMA)


def test_a_run_that_is_killed_in_its_first_segment_is_on_the_journal(walk: Walk) -> None:
    walk.apply("--phase", "add").must()
    before = walk.database.value("SELECT clock_timestamp()")
    assert killed_at(1, walk)
    ((run, started, outcome),) = walk.database.fetch("SELECT run, started_at, outcome FROM planner.run WHERE run > 1")
    assert outcome is None
    assert started > before
    assert f"run {run}: apply by " in (said := walk.run("status").must().out)
    assert "interrupted: run the same command again" in said
    done = walk.apply().must()
    assert "planner verify" in done.err
    (line,) = (line for line in walk.run("status").must().out.splitlines() if line.startswith(f"run {run}: "))
    assert line.endswith(f": finished by run {run + 1}")
    assert f"finished by run {run + 1}" in walk.run("status", "--run", str(run)).must().out


def test_the_start_of_a_run_is_before_its_first_statement(walk: Walk) -> None:
    walk.apply().must()
    assert walk.database.value(
        "SELECT r.started_at < min(s.started_at) FROM planner.run AS r JOIN planner.step AS s USING (run) GROUP BY r.run"
    )
    assert walk.apply().must()
    assert walk.database.value("SELECT count(*) FROM planner.run") == 1, "nothing to do is no run"


def test_after_each_phase_the_next_one_is_named(walk: Walk) -> None:
    plan = walk.plan
    expected = {
        "add": f"planner verify {plan} --phase add; then planner apply {plan} --phase backfill --confirm",
        "backfill": f"planner verify {plan} --phase backfill; then planner apply {plan} --phase tighten --confirm",
        "tighten": f"planner verify {plan}",
    }
    for phase, right in expected.items():
        assert walk.apply("--phase", phase).must().err.rstrip().endswith(f"Next: {right}")
        if phase != "tighten":
            walk.run("verify").must(2)
            walk.run("verify", "--phase", phase).must(0)
            walk.run("verify", "--phase", phase, "--probe").must(64)
    walk.run("verify").must(0)
    assert f"planner verify {plan} --phase add" in walk.rollback("add").must().err
    walk.run("verify", "--phase", "add").must(0)


def test_verify_of_a_phase_finds_what_that_phase_should_have_done(walk: Walk) -> None:
    walk.apply("--phase", "add").must()
    walk.database.load(_drop_guard(walk))
    found = walk.run("verify", "--phase", "add", "--findings").must(2)
    assert "write guard" in found.out or "guard" in found.out
    assert "public.users" not in found.out, "findings alone"
    assert "finding" in found.out.splitlines()[-1]


def _drop_guard(walk: Walk) -> str:
    (name,) = walk.database.fetch(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'chats'::regclass AND NOT tgisinternal LIMIT 1"
    )[0]
    return f'DROP TRIGGER "{name}" ON chats'


def test_status_names_who_is_in_the_way_with_a_statement_to_copy(walk: Walk) -> None:
    walk.apply("--phase", "add,backfill").must()
    holder = walk.database.connect()
    pid = holder.info.backend_pid
    with holder.transaction():
        holder.execute("SELECT FROM chats")
        planner = walk.start()
        copied = f"SELECT pg_catalog.pg_terminate_backend({pid});"
        planner.until(lambda: copied in walk.run("status").must().out, "status names who holds the lock")
        said = walk.run("status").must().out
        assert f"waiting for a lock: pid {pid} (" in said
        assert "run 2: apply by " in said
        assert ": running" in said
    planner.must(0)
