"""Killed at every step and inside batches, then run again: the same end state as a run that nobody disturbed."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from harness.applications import SLOW, SLOW_PLAN, SLOW_ROWS, SLOW_SCHEMA, finish, in_the_middle, slow_filled
from harness.cases import GOLDEN, applied, load_case
from harness.databases import Database
from harness.dumps import dump, rows, same_dump
from harness.kills import killed_at
from harness.processes import Process
from harness.runs import Walk
from harness.servers import Server

CASE = GOLDEN / "two_parents"


def as_undisturbed(case: Path, walk: Walk, server: Server) -> None:
    """Assert that the database is what a run leaves that nobody disturbed."""
    whole = applied(case, server)
    same_dump(whole.dump, dump(walk.database))
    assert whole.rows == rows(walk.database)


@pytest.mark.sample(3)
@pytest.mark.parametrize("case", ["two_parents", "triggers"])
def test_killed_at_every_step(case: str, server: Server, database: Database) -> None:
    """One database is killed at event 1, run again and killed at event 2, and so on: every step sees a kill before and after."""
    walk = load_case(GOLDEN / case, database)
    for deaths in range(200):
        if not killed_at(1 + deaths % 4, walk):
            break
    else:
        pytest.fail("it never got to its end")
    assert deaths > 15, "a kill after every few steps was meant"
    walk.diff().must(0)
    walk.verify().must(0)
    as_undisturbed(GOLDEN / case, walk, server)


@pytest.mark.sample(2)
@pytest.mark.parametrize("event", [2, 5, 9, 14, 19, 22, 25, 29, 33, 37])
def test_killed_once(event: int, server: Server, database: Database) -> None:
    walk = load_case(CASE, database)
    assert killed_at(event, walk), "the run has fewer events"
    walk.apply().must()
    as_undisturbed(CASE, walk, server)


@pytest.fixture
def slow(database: Database, tmp_path: Path) -> Walk:
    """A backfill that takes some seconds."""
    return Walk.of(database, tmp_path, SLOW_PLAN + SLOW, SLOW_SCHEMA)


def started(walk: Walk) -> Process:
    """planner, in the middle of the backfill."""
    planner = walk.start()
    planner.until(lambda: in_the_middle(walk), "the backfill")
    return planner


@pytest.mark.sample(2)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_in_a_backfill(slow: Walk, number: int) -> None:
    planner = started(slow)
    planner.signal(number)
    assert "run the same command again" in planner.must(4).err
    assert in_the_middle(slow)
    finish(slow)
    slow.diff().must(0)
    assert slow_filled(slow.database) == SLOW_ROWS


def test_a_lost_connection_is_made_again(slow: Walk) -> None:
    planner = started(slow)
    slow.database.value(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'planner %'"
    )
    assert "connection was lost" in planner.must(0).err
    slow.diff().must(0)
    assert slow_filled(slow.database) == SLOW_ROWS


@pytest.mark.parametrize("case", ["two_parents", "partitioned"])
def test_an_index_that_was_built_when_planner_ended_is_put_on_record(
    case: str, database: Database, tmp_path: Path
) -> None:
    """Between CREATE INDEX CONCURRENTLY and the word that it is there, which no event separates."""
    walk = load_case(GOLDEN / case, database)
    walk.apply().must()
    database.load("UPDATE planner.owned SET state = 'intent' WHERE kind = 'index'")
    assert "put on record" in walk.diff("--full").must(2).out
    walk.apply().must()
    walk.diff().must()
    assert database.value("SELECT count(*) FROM planner.owned WHERE state <> 'confirmed'") == 0
