"""The way back from a distributed database past tighten: undistributed first, and then as any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from citus.branches import PLAN, SCHEMA, role_of, state
from harness.citus import CitusDatabase
from harness.runs import Walk


@pytest.mark.parametrize("to", ["backfill", "add", "none"])
def test_straight_back(to: str, citus: CitusDatabase, tmp_path: Path) -> None:
    """The end is that of a rollback from the plain tables."""
    citus.role(role_of(citus))
    walk = Walk.of(citus, tmp_path, PLAN)
    with citus.connect() as session:
        session.execute("SET citus.enable_ddl_propagation = off")
        session.execute(SCHEMA.format(role=role_of(citus)).encode())
    walk.apply("--phase", "add,backfill,tighten").must()
    walk.rollback(to).must()
    before = sorted(state(citus).splitlines())
    walk.apply().must()
    assert citus.value("SELECT count(*) FROM pg_dist_partition") == 9
    walk.rollback(to).must()
    assert citus.value("SELECT count(*) FROM pg_dist_partition") == 0
    assert sorted(state(citus).splitlines()) == before
