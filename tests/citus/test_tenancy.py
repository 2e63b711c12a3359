"""Tenancy on a coordinator, while the tables are plain: names of any case, and policies that Citus keeps."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from citus.shop import TENANCY, shop
from harness.citus import CitusDatabase
from harness.runs import rollback_files


def test_tenancy_with_a_mixed_case_guard_and_back(citus: CitusDatabase, tmp_path: Path) -> None:
    walk = shop(citus, tmp_path, "planner_citus_tenancy", drop="never")
    before = citus.dump()
    walk.apply(*TENANCY).must()
    assert citus.value("SELECT count(*) FROM pg_proc WHERE proname = 'User_planner_guard'") == 1
    policies = citus.fetch("SELECT DISTINCT permissive, cmd FROM pg_policies")
    assert policies == [("PERMISSIVE", "ALL")]
    walk.verify().must()
    for node in citus.server.workers:
        with citus.on(node) as worker:
            assert worker.execute("SELECT count(*) FROM pg_proc WHERE proname ~ 'planner'").fetchone() == (0,)
    walk.rollback().must()
    assert citus.dump() == before


def test_the_files_for_psql_keep_ddl_at_home_too(citus: CitusDatabase, tmp_path: Path) -> None:
    walk = shop(citus, tmp_path, "planner_citus_files", drop="never")
    before = citus.dump()
    files = walk.render(tmp_path / "files", *TENANCY)
    for file in files:
        walk.psql(file)
    walk.verify().must()
    for file in rollback_files(tmp_path / "files"):
        walk.psql(file)
    assert citus.dump() == before


def test_citus_still_makes_a_restrictive_policy_permissive(citus: CitusDatabase) -> None:
    """What planner's form of policies leans on. When this fails, Citus has been mended."""
    citus.load("CREATE TABLE t (tenant int); CREATE POLICY p ON t AS RESTRICTIVE USING (tenant = 1)")
    citus.fetch("SELECT create_distributed_table('t', 'tenant', shard_count => 4)")
    kept = citus.on_shards("t", "SELECT polpermissive FROM pg_policy WHERE polrelid = '%s'::regclass")
    assert set(kept.values()) == {"t"}
    citus.load("CREATE TABLE u (tenant int); CREATE POLICY p ON u USING (tenant = (SELECT 1))")
    with pytest.raises(psycopg.Error, match="cannot create policy"):
        citus.fetch("SELECT create_distributed_table('u', 'tenant', shard_count => 4)")
