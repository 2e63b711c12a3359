"""An autovacuum in the way: one attempt above deadlock_timeout makes it give way; one against wraparound is waited for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from harness.servers import Server, majors, own_cluster
from harness.waiting import until
from oracle import right
from scene import Scene, staged

SETTINGS = {
    "autovacuum": "on",
    "autovacuum_naptime": "1s",
    "autovacuum_freeze_max_age": "100000",
    "deadlock_timeout": "200ms",
}
SLOW = "autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1"
"""For a table: a worker then needs minutes for it."""

RESET = "autovacuum_vacuum_cost_delay, autovacuum_vacuum_cost_limit, autovacuum_freeze_max_age, autovacuum_enabled"
BURN = "DO $$ BEGIN FOR i IN 1..110000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"


@pytest.fixture(params=majors(), ids=lambda major: f"pg{major}")
def vacuuming_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with own_cluster(request.param, SETTINGS) as (_, server):
        yield server


@pytest.fixture
def scene(vacuuming_server: Server, tmp_path: Path) -> Iterator[Scene]:
    """planner's patience for the server's autovacuum is half of lock_deadline."""
    with staged(vacuuming_server, tmp_path, lock_deadline="2s") as scene:
        yield scene


def vacuuming(scene: Scene, table: str, how: str = "") -> object:
    """The worker that vacuums a table, if one does."""
    return scene.value(
        "SELECT min(pid) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname = current_catalog"
        f" AND query LIKE 'autovacuum: VACUUM%public.{table}%{how}'"
    )


@pytest.mark.sample(2)
@pytest.mark.parametrize("table", ["messages", "events_2024"])
def test_it_gives_way(table: str, scene: Scene) -> None:
    """Whoever waits for an autovacuum longer than deadlock_timeout cancels it; a partition's is in the way of its parent."""
    scene.database.load(f"ALTER TABLE {table} SET ({SLOW}); UPDATE {table} SET id = id")
    until(lambda: vacuuming(scene, table) is not None, f"autovacuum of {table}")
    with scene.database.server.session() as session:
        session.execute("ALTER SYSTEM SET autovacuum_naptime = '1h'")  # no other comes after it
        session.execute("SELECT pg_reload_conf()")
    planner = scene.start()
    planner.says("waits", f"pid {vacuuming(scene, table)} (autovacuum worker", "holds ShareUpdateExclusiveLock")
    planner.must(0)
    right(scene)


def test_against_wraparound_it_does_not(scene: Scene) -> None:
    """planner waits for longer than lock_deadline, and tries no attempt that it should give way to."""
    # Without autovacuum_enabled no ordinary, slow worker is there first; those against wraparound come all the same.
    scene.database.load(
        f"ALTER TABLE messages SET ({SLOW}, autovacuum_freeze_max_age = 100000, autovacuum_enabled = off)"
    )
    with psycopg.connect(scene.database.dsn, autocommit=True) as connection:
        connection.execute(BURN.encode())
    until(lambda: vacuuming(scene, "messages", "to prevent wraparound)") is not None, "autovacuum against wraparound")
    worker = vacuuming(scene, "messages")
    planner = scene.start()
    planner.says("waits", f"pid {worker} (autovacuum worker", "holds ShareUpdateExclusiveLock")
    waited = "SELECT max(clock_timestamp() - backend_start) > interval '4s' FROM pg_stat_activity WHERE application_name LIKE 'planner%'"
    until(lambda: bool(scene.value(waited)), "more time than lock_deadline")
    assert planner.runs(), planner.err
    assert vacuuming(scene, "messages") == worker
    # The next one is fast: who resets the table's pace is first in the queue once this one is cancelled.
    reset = threading.Thread(target=scene.database.load, args=(f"ALTER TABLE messages RESET ({RESET})",))
    reset.start()
    queued = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'messages'::regclass"
    until(lambda: scene.value(queued) != 0, "the reset being queued")
    scene.value(f"SELECT pg_cancel_backend({worker})")
    reset.join()
    planner.must(0)
    right(scene)
