"""planner killed at random moments of phase distribute and of its rollback, or backends ended; run again it ends the same.

`PLANNER_CITUS_KILLS` is the number of kills (3 by default). One process at a time: Citus names replication slots per cluster.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random

import pytest

from citus.branches import branches, foreign_keys, state
from harness.citus import CitusDatabase, Coordinator, citus_database
from harness.processes import Process
from harness.waiting import until

KILLS = int(os.environ.get("PLANNER_CITUS_KILLS", "3"))
COPIES = (
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ~ '_concurrently' "
    "AND application_name LIKE 'planner run%' AND datname = current_database()"
)
OURS = "application_name LIKE 'planner run%' AND datname = current_database()"


WORKERS = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
BACK = ("--to", "tighten", "--confirm", "--allow", "data-loss,isolation")
VICTIMS = ("client", "coordinator", "workers")
"""The planner's process (kill -9), its backends on the coordinator, or all backends of the database on the workers."""


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(KILLS))
def test_the_end_is_the_same(seed: int, citus_server: Coordinator, tmp_path: Path) -> None:
    """There, and in every other run on the way back, too."""
    with citus_database(citus_server) as citus:
        dice, walk = Random(seed), branches(citus, tmp_path)
        before, keys = state(citus), foreign_keys(citus)
        _disturbed(walk.start(), citus, dice, seed, in_the_copy=seed % 3 == 0)
        walk.apply("--phase", "distribute").must()
        assert foreign_keys(citus) == keys
        assert citus.value("SELECT count(*) FROM planner.owned WHERE state = 'intent'") == 0
        walk.verify().must()
        if seed % 2:
            back = Process.start("rollback", walk.plan, "--dsn", citus.dsn, *BACK)
            _disturbed(back, citus, dice, seed + 1, in_the_copy=False)
        walk.rollback("tighten").must()
        assert state(citus) == before


def _disturbed(planner: Process, citus: CitusDatabase, dice: Random, seed: int, *, in_the_copy: bool) -> None:
    """Kill the client or end backends of a run, in the concurrent form or at any moment."""
    if in_the_copy:
        until(lambda: citus.value(COPIES) > 0, "the concurrent form")
    else:
        until(lambda: citus.value(f"SELECT count(*) FROM pg_stat_activity WHERE {OURS}") > 0, "a run")
        time.sleep(dice.uniform(0.0, 6.0))
    victim = VICTIMS[seed // 3 % 3]
    if victim == "client":
        planner.kill()
        return
    if victim == "coordinator":
        citus.value(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {OURS}")
    else:
        for node in citus.server.workers:
            with citus.on(node) as session:
                session.execute(WORKERS)
    planner.ended()
