"""kill -9 of planner at random moments, the application at work: the same command goes on, and each row is filled once."""

from __future__ import annotations

import time
from random import Random

import pytest

from application import Application
from oracle import quiet, right
from scene import Scene, Undisturbed


@pytest.mark.sample(3)
@pytest.mark.parametrize("seed", range(3))
def test_killed_once(seed: int, scene: Scene, undisturbed: Undisturbed) -> None:
    with Application(scene.database.dsn) as application:
        planner = scene.start()
        time.sleep(undisturbed.moment(Random(seed)))
        planner.kill()
        scene.again().must()
    right(scene, undisturbed)
    assert not application.failures


@pytest.mark.deep
@pytest.mark.parametrize("seed", [10])
def test_killed_until_it_is_done(seed: int, scene: Scene, undisturbed: Undisturbed) -> None:
    """Again and again: whatever a run has committed stays, so there is an end to it."""
    dice = Random(seed)
    for _ in range(60):
        planner = scene.start()
        time.sleep(undisturbed.moment(dice, 0.4))
        planner.kill()
        if planner.process.returncode == 0:
            break
    else:
        pytest.fail("it never got to its end")
    right(scene, undisturbed)
    quiet(scene)
