"""Killed at every step and inside batches, then run again: the same end state as a run that nobody disturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psycopg
import pytest

from servers import Database, Server, fresh_database
from walk import Walk, command, dump, load_case, rows, same_dump

GOLDEN = Path(__file__).parents[1] / "golden"
CASE = GOLDEN / "two_parents"

CHILD = textwrap.dedent(
    """
    import os, sys
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from planner.steps.step import PHASES
    from planner.plan.load import load_plan
    from planner.run.apply import Run, prepare_apply
    from walk import Quiet

    plan, dsn, die_at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

    class Dying(Quiet):
        events = 0
        def event(self, *_):
            Dying.events += 1
            if Dying.events == die_at:
                os.kill(os.getpid(), 9)
        segment_started = segment_finished = progress = event

    loaded = load_plan(plan)
    Run(loaded, dsn, "apply", prepare_apply(loaded, PHASES, None), Dying(), lambda *_: None).go()
    """
).format(tests=str(Path(__file__).parents[1]))


def killed_at(event: int, walk: Walk) -> bool:
    """Whether there was such an event to die at."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(walk.plan), walk.database.dsn, str(event)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


@pytest.mark.parametrize("case", ["two_parents", "triggers"])
def test_killed_at_every_step(case: str, server: Server) -> None:
    """One database is killed at event 1, run again and killed at event 2, and so on: every step sees a kill before and after."""
    with fresh_database(server) as undisturbed, fresh_database(server) as database:
        load_case(GOLDEN / case, undisturbed).apply().must()
        walk = load_case(GOLDEN / case, database)
        for deaths in range(200):
            if not killed_at(1 + deaths % 4, walk):
                break
        else:
            pytest.fail("it never got to its end")
        assert deaths > 15, "a kill after every few steps was meant"
        walk.diff().must(0)
        walk.verify().must(0)
        same_dump(dump(undisturbed), dump(database))
        assert rows(undisturbed) == rows(database)


@pytest.mark.parametrize("event", [2, 5, 9, 14, 19, 22, 25, 29, 33, 37])
def test_killed_once(event: int, server: Server) -> None:
    with fresh_database(server) as undisturbed, fresh_database(server) as database:
        load_case(CASE, undisturbed).apply().must()
        walk = load_case(CASE, database)
        killed_at(event, walk)
        walk.apply().must()
        same_dump(dump(undisturbed), dump(database))
        assert rows(undisturbed) == rows(database)


SLOW = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  parent: {}
  child: { backfill: { via: parent_id } }
execution: { batch_rows: 50, pause: 20ms }
"""


@pytest.fixture
def slow(database: Database, tmp_path: Path) -> Walk:
    """A backfill that takes some seconds."""
    database.load(
        "CREATE TABLE parent (id int PRIMARY KEY);"
        "CREATE TABLE child (id int PRIMARY KEY, parent_id int NOT NULL REFERENCES parent, body text);"
        "INSERT INTO parent SELECT n FROM generate_series(1, 20) n;"
        "INSERT INTO child SELECT n, 1 + n % 20, repeat('x', 300) FROM generate_series(1, 6000) n; ANALYZE"
    )
    plan = tmp_path / "plan.yaml"
    plan.write_text(SLOW, encoding="utf-8")
    return Walk(plan, database)


def filled(database: Database) -> int:
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        there = connection.execute(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = 'child'::regclass AND attname = 'client_id'"
        )
        if not (there.fetchone() or (0,))[0]:
            return 0
        row = connection.execute("SELECT count(client_id) FROM child").fetchone()
        return int(row[0]) if row else 0


def in_the_middle(walk: Walk) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        command("apply", walk.plan, "--dsn", walk.database.dsn, "--confirm"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not 0 < filled(walk.database) < 6000:
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()[1]
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_in_a_backfill(slow: Walk, number: int) -> None:
    process = in_the_middle(slow)
    os.kill(process.pid, number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    assert "run the same command again" in err
    assert 0 < filled(slow.database) < 6000
    slow.apply().must()
    slow.diff().must(0)
    assert filled(slow.database) == 6000


def test_a_lost_connection_is_made_again(slow: Walk) -> None:
    process = in_the_middle(slow)
    with psycopg.connect(slow.database.dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'planner %'"
        )
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "connection was lost" in err
    slow.diff().must(0)
    assert filled(slow.database) == 6000


@pytest.mark.parametrize("case", ["two_parents", "partitioned"])
def test_an_index_that_was_built_when_planner_ended_is_put_on_record(
    case: str, database: Database, tmp_path: Path
) -> None:
    """Between CREATE INDEX CONCURRENTLY and the word that it is there, which no event separates."""
    walk = load_case(GOLDEN / case, database)
    walk.apply().must()
    database.load("UPDATE planner.owned SET state = 'intent' WHERE kind = 'index'")
    assert "put on record" in walk.diff().must(2).out
    walk.apply().must()
    walk.diff().must()
    with psycopg.connect(database.dsn) as connection:
        row = connection.execute("SELECT count(*) FROM planner.owned WHERE state <> 'confirmed'").fetchone()
    assert row == (0,)
