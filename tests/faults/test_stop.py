"""Ctrl-C and SIGTERM at random moments: nothing half done, and the words to go on with."""

from __future__ import annotations

import signal
import time
from random import Random

import pytest

from application import Application
from harness.processes import Process
from oracle import quiet, right
from scene import Scene, Undisturbed


def stopped(planner: Process) -> int:
    """Its exit code. A signal after its last word ends the interpreter as usual: that is 0 here."""
    code = planner.ended()
    if code < 0:
        assert "Done: " in planner.err or "Nothing to do" in planner.err
        return 0
    assert code in (0, 1, 4), planner.err
    return code


@pytest.mark.sample(4)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("seed", range(80, 82))
def test_asked_to_stop(number: signal.Signals, seed: int, scene: Scene, undisturbed: Undisturbed) -> None:
    dice = Random(f"{number} {seed}")
    with Application(scene.database.dsn) as application:
        planner = scene.start()
        time.sleep(undisturbed.moment(dice))
        planner.signal(number)
        code = stopped(planner)
        if code == 4:
            assert "run the same command again" in planner.err
        if code == 1:
            assert "nothing was changed" in planner.err
            assert scene.value("SELECT to_regclass('planner.owned')") is None
        scene.again().must()
    right(scene, undisturbed)
    assert not application.failures


@pytest.mark.deep
def test_stopped_until_it_is_done(scene: Scene, undisturbed: Undisturbed) -> None:
    dice = Random(90)
    for _ in range(60):
        planner = scene.start()
        time.sleep(undisturbed.moment(dice, 0.7))
        planner.signal(dice.choice((signal.SIGINT, signal.SIGTERM)))
        if stopped(planner) == 0:
            break
    else:
        pytest.fail("it never got to its end")
    right(scene, undisturbed)
    quiet(scene)
