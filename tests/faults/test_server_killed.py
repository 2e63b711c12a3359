"""The server itself goes away at random moments, and comes back."""

from __future__ import annotations

import os
import signal
import time
from random import Random

import pytest

from application import Application
from harness.clusters import Cluster
from harness.processes import Process
from harness.waiting import until
from oracle import right
from scene import Scene, Undisturbed, plan_text
from test_backends_killed import ended_well


def crash(cluster: Cluster, scene: Scene, dice: Random) -> None:
    """kill -9 of a backend of planner's: the server ends all sessions and recovers by itself."""
    query = "SELECT array_agg(pid) FROM pg_stat_activity WHERE application_name LIKE 'planner%'"
    pids = scene.value(query)
    assert pids is None or isinstance(pids, list)
    if pids:
        os.kill(dice.choice(sorted(pids)), signal.SIGKILL)


def restart(cluster: Cluster, scene: Scene, dice: Random) -> None:
    cluster.stop(dice.choice(("immediate", "fast")))
    cluster.start()


def kill(cluster: Cluster, scene: Scene, dice: Random) -> None:
    """kill -9 of the postmaster, its backends die after it; then a start that recovers."""
    cluster.kill()
    cluster.start_again()


FAULTS = {"crash": crash, "restart": restart, "kill": kill}


@pytest.mark.sample(4)
@pytest.mark.parametrize("seed", range(70, 72))
@pytest.mark.parametrize("fault", FAULTS)
def test_at_a_random_moment(fault: str, seed: int, cluster: Cluster, scene: Scene, undisturbed: Undisturbed) -> None:
    dice = Random(f"{fault} {seed}")
    with Application(scene.database.dsn) as application:
        planner = scene.start()
        time.sleep(undisturbed.moment(dice))
        FAULTS[fault](cluster, scene, dice)
        ended_well(planner, scene)
    right(scene, undisturbed)
    assert not application.failures


def test_the_server_stays_away(cluster: Cluster, scene: Scene, undisturbed: Undisturbed) -> None:
    """planner tries until lock_deadline, ends with 4, and goes on when the server is back."""
    scene.walk.write(plan_text(lock_deadline="1s"))
    planner: Process = scene.start()
    until(scene.filling, "rows being filled")
    cluster.stop()
    try:
        planner.must(4)
    finally:
        cluster.start()
    assert "when the server is back, run the same command again" in planner.err
    scene.again().must()
    right(scene, undisturbed)
