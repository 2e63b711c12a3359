"""Backends of planner's end, alone or all at once, at random moments: planner connects again and goes on from the catalog."""

from __future__ import annotations

import time
from random import Random

import psycopg
import pytest

from application import Application
from harness.processes import Process
from harness.waiting import until
from oracle import right
from scene import Scene, Undisturbed

TERMINATE = (
    "SELECT count(pg_terminate_backend(a.pid)) FROM pg_stat_activity AS a WHERE application_name LIKE 'planner%' AND "
)
HOLDS_GUARD = "EXISTS (SELECT FROM pg_locks AS l WHERE l.pid = a.pid AND l.locktype = 'advisory')"
WHOM = {
    "main": HOLDS_GUARD,
    "workers": f"application_name LIKE 'planner run%' AND NOT {HOLDS_GUARD}",
    "watch": "application_name = 'planner watch'",
    "all": "true",
}


def ended_well(planner: Process, scene: Scene) -> None:
    """It went on to the end; or it says that nothing was changed and nothing was; or it says to run it again."""
    code = planner.ended()
    if code in (1, 3):
        assert scene.value("SELECT to_regclass('planner.owned')") is None, planner.err
    else:
        assert code in (0, 4), planner.err
    if code:
        scene.again().must()


@pytest.mark.sample(4)
@pytest.mark.parametrize("whom", WHOM)
def test_in_the_backfill(whom: str, scene: Scene, undisturbed: Undisturbed) -> None:
    with Application(scene.database.dsn) as application:
        planner = scene.start()
        until(scene.filling, "rows being filled")
        assert scene.value(TERMINATE + WHOM[whom]) != 0
        planner.must(0)
    assert ("connection was lost" in planner.err) == (whom != "watch")
    right(scene, undisturbed)
    assert not application.failures


@pytest.mark.sample(3)
@pytest.mark.parametrize("seed", range(20, 23))
def test_at_any_moment(seed: int, scene: Scene, undisturbed: Undisturbed) -> None:
    """Several times in one run, whoever is there."""
    dice = Random(seed)
    with Application(scene.database.dsn) as application:
        planner = scene.start()
        for _ in range(3):
            time.sleep(undisturbed.moment(dice, 0.4))
            scene.value(TERMINATE + WHOM[dice.choice(list(WHOM))])
        ended_well(planner, scene)
    right(scene, undisturbed)
    assert not application.failures


@pytest.mark.sample(2)
@pytest.mark.parametrize("seed", range(30, 32))
def test_statements_cancelled(seed: int, scene: Scene, undisturbed: Undisturbed) -> None:
    """pg_cancel_backend is no lost connection: planner may say what failed, but leaves nothing half done."""
    dice = Random(seed)
    with Application(scene.database.dsn) as application, psycopg.connect(scene.database.dsn, autocommit=True) as admin:
        planner = scene.start()
        for _ in range(100):
            admin.execute(TERMINATE.replace("terminate", "cancel") + "true")
            time.sleep(undisturbed.moment(dice, 0.2))
            if not planner.runs():
                break
        ended_well(planner, scene)
    right(scene, undisturbed)
    assert not application.failures
