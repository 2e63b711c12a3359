"""A server of the module's own, which may be killed; and what an undisturbed run leaves there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.clusters import Cluster
from harness.servers import Server, majors, own_cluster
from scene import Scene, Undisturbed, staged

SETTINGS = {"synchronous_commit": "on", "max_prepared_transactions": "5"}


@pytest.fixture(scope="session", params=majors(), ids=lambda major: f"pg{major}")
def own(request: pytest.FixtureRequest) -> Iterator[tuple[Cluster, Server]]:
    with own_cluster(request.param, SETTINGS) as own:
        yield own


@pytest.fixture(scope="session")
def cluster(own: tuple[Cluster, Server]) -> Cluster:
    return own[0]


@pytest.fixture(scope="session")
def undisturbed(own: tuple[Cluster, Server], tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return Undisturbed.run(own[1], tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture
def scene(own: tuple[Cluster, Server], tmp_path: Path) -> Iterator[Scene]:
    with staged(own[1], tmp_path) as scene:
        yield scene
