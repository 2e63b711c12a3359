"""planner killed at random moments of phase distribute, or its backends ended; run again it ends the same.

`PLANNER_CITUS_KILLS` is the number of kills (3 by default).
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random

import pytest

from citus.branches import branches, foreign_keys, state
from harness.citus import CitusDatabase, Coordinator, citus_database
from harness.runs import Walk
from harness.waiting import until

KILLS = int(os.environ.get("PLANNER_CITUS_KILLS", "3"))
COPIES = (
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ~ '_concurrently' "
    "AND application_name LIKE 'planner run%' AND datname = current_database()"
)
OURS = "application_name LIKE 'planner run%' AND datname = current_database()"


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(KILLS))
def test_the_end_is_the_same(seed: int, citus_server: Coordinator, tmp_path: Path) -> None:
    with citus_database(citus_server) as citus:
        dice, walk = Random(seed), branches(citus, tmp_path)
        before, keys = state(citus), foreign_keys(citus)
        _disturbed(walk, citus, dice, in_the_copy=seed % 3 == 0)
        walk.apply("--phase", "distribute").must()
        assert foreign_keys(citus) == keys
        assert citus.value("SELECT count(*) FROM planner.owned WHERE state = 'intent'") == 0
        walk.verify().must()
        walk.rollback("tighten").must()
        assert state(citus) == before


def _disturbed(walk: Walk, citus: CitusDatabase, dice: Random, *, in_the_copy: bool) -> None:
    """Start a run, and kill the client or end its backend, in the concurrent form or at any moment."""
    planner = walk.start()
    if in_the_copy:
        until(lambda: citus.value(COPIES) > 0, "the concurrent form")
    else:
        until(lambda: citus.value(f"SELECT count(*) FROM pg_stat_activity WHERE {OURS}") > 0, "a run")
        time.sleep(dice.uniform(0.0, 6.0))
    if dice.random() < 0.5:
        planner.kill()
    else:
        citus.value(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {OURS}")
        planner.ended()
