"""Connections that are reset at random moments, by a proxy between planner and the server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

import pytest

from application import Application
from harness.waiting import until
from oracle import right
from proxy import Proxy
from scene import Scene, Undisturbed
from test_backends_killed import ended_well


@pytest.fixture
def proxy(scene: Scene) -> Iterator[Proxy]:
    with Proxy(scene.database.server) as proxy:
        yield proxy


@pytest.mark.sample(3)
@pytest.mark.parametrize("seed", range(40, 43))
def test_cut(seed: int, scene: Scene, proxy: Proxy, undisturbed: Undisturbed) -> None:
    dice = Random(seed)
    with Application(scene.database.dsn) as application:
        planner = scene.start(proxy.dsn(scene.database.name))
        for _ in range(dice.randint(1, 3)):
            time.sleep(undisturbed.moment(dice, 0.6))
            proxy.cut()
        ended_well(planner, scene)
    right(scene, undisturbed)
    assert not application.failures


@pytest.mark.sample(3)
@pytest.mark.parametrize("seed", range(50, 53))
def test_the_server_does_not_hear_of_it(seed: int, scene: Scene, proxy: Proxy, undisturbed: Undisturbed) -> None:
    """The session of before still holds planner's guard: planner waits for it to go, and takes nothing over."""
    dice = Random(seed)
    with Application(scene.database.dsn) as application:
        planner = scene.start(proxy.dsn(scene.database.name))
        until(lambda: scene.audited("chats") > 0, "rows being filled")
        time.sleep(undisturbed.moment(dice, 0.3))
        ghosts = proxy.cut_clients()
        before = proxy.accepted
        if ghosts.pairs:
            until(lambda: proxy.accepted > before or not planner.runs(), "another connection")
        ghosts.lay()
        planner.must(0)
    right(scene, undisturbed)
    assert not application.failures


@pytest.mark.deep
@pytest.mark.parametrize("seed", [60])
def test_cut_all_the_time(seed: int, scene: Scene, proxy: Proxy, undisturbed: Undisturbed) -> None:
    """Bounded: it gives up with the exit code for that, and the same command goes on from there."""
    dice = Random(seed)
    for _ in range(40):
        until(lambda: scene.sessions() == 0, "the end of planner's sessions")
        planner = scene.start(proxy.dsn(scene.database.name))
        for _ in range(100):
            time.sleep(undisturbed.moment(dice, 0.4))
            proxy.cut()
            if not planner.runs():
                break
        code = planner.ended()
        assert code in (0, 1, 3, 4), planner.err
        assert "Traceback" not in planner.err
        if code == 0:
            break
    else:
        pytest.fail("it never got to its end")
    right(scene, undisturbed)
