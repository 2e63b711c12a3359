"""A hot standby that falls behind: planner waits for it with the batches, and goes on when it has caught up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from application import Application
from harness.clusters import Cluster, empty_cluster, new_cluster
from harness.databases import Database
from harness.servers import UNSAFE_BUT_FAST, Server, clients, majors, programs, version_of
from harness.waiting import until
from oracle import right
from scene import staged

SETTINGS = {
    **UNSAFE_BUT_FAST,
    "synchronous_commit": "on",
    "wal_receiver_status_interval": "1s",
    "hot_standby": "on",
    "wal_level": "replica",
}


@contextmanager
def standby_of(primary: Cluster) -> Iterator[Cluster]:
    """A copy of a primary that has not been started yet: it gets all the rest over the wire."""
    with empty_cluster(primary.bin) as standby:
        shutil.copytree(primary.data, standby.data)
        (standby.data / "standby.signal").touch()
        configuration = standby.data / "postgresql.auto.conf"
        info = f"host={primary.home} port=5432 user=postgres application_name=reports"
        configuration.write_text(f"primary_conninfo = '{info}'\n", encoding="utf-8")
        standby.own()
        primary.start()
        standby.start()
        yield standby


@pytest.fixture(params=majors(), ids=lambda major: f"pg{major}")
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[Server, Server]]:
    """Primary and standby."""
    folder = programs(request.param)
    with new_cluster(folder, SETTINGS) as primary, standby_of(primary) as standby:
        version, found = version_of(folder), clients(folder)
        servers = [Server(request.param, version, found, str(cluster.home)) for cluster in (primary, standby)]
        yield servers[0], servers[1]


def test_a_standby_that_stands_still(pair: tuple[Server, Server], tmp_path: Path) -> None:
    """Its replay is paused, as by a long query on it."""
    primary, standby = (Database(server, "postgres") for server in pair)
    until(lambda: primary.value("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == 1, "streaming")
    with staged(primary.server, tmp_path, limits="{ replica_lag: 300ms }", pause="30ms") as scene:
        with Application(scene.database.dsn) as application:
            planner = scene.start()
            until(scene.filling, "rows being filled")
            standby.value("SELECT pg_wal_replay_pause()")
            planner.says("held back: standby reports lags")
            before = scene.audited("messages")
            committed = application.committed
            until(lambda: application.committed > committed + 50, "the application going on")
            # The batches in hand were all: at most one of each worker.
            assert scene.audited("messages") <= before + 2 * 100
            assert planner.runs()
            standby.value("SELECT pg_wal_replay_resume()")
            planner.must(0)
        assert "going on" in planner.err
        right(scene)
        assert not application.failures
