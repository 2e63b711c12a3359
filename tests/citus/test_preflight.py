"""The preflight of phase `distribute` on a cluster: what only the nodes know, and every obstacle before the first phase."""

from __future__ import annotations

import uuid
from pathlib import Path

from harness.citus import CitusDatabase
from harness.runs import in_process

SCHEMA = """
CREATE TABLE "User" (id serial PRIMARY KEY, email text UNIQUE);
CREATE TABLE chats (id int PRIMARY KEY, user_id int REFERENCES "User" ON DELETE SET NULL, job int, note text COLLATE "C");
CREATE TABLE jobs (id int PRIMARY KEY);
ALTER TABLE chats ADD CONSTRAINT of_job FOREIGN KEY (job) REFERENCES jobs;
INSERT INTO "User" (email) VALUES ('a'); INSERT INTO chats VALUES (1, 1);
"""
PLAN = """
version: 1
target: { dialect: citus, concurrent_above: 1kB }
tenant: { table: clients, key: { column: id, type: text }, default: { id: one, values: { name: One } }, column: client_id }
tables:
  User: {}
  chats: { backfill: { constant: one } }
  jobs: { kind: exempt, reason: queue }
keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }
transition: { drop: never }
"""
DONE = PLAN.replace("drop: never", "drop: tighten").replace("1kB }", "1GB, on_set_null: no_action }")
DONE = DONE.replace("jobs: { kind: exempt, reason: queue }", "jobs: { kind: reference }")


def test_every_obstacle_is_told_before_the_first_phase(citus: CitusDatabase, tmp_path: Path) -> None:
    role = f"planner_missing_{uuid.uuid4().hex[:8]}"
    citus.load(SCHEMA)
    with citus.server.nodes[0].maintenance() as session:
        session.execute(f"CREATE ROLE {role}")
    try:
        citus.load(f"SET citus.enable_ddl_propagation = off; GRANT SELECT ON chats TO {role}")
        plan = tmp_path / "plan.yaml"
        plan.write_text(PLAN, encoding="utf-8")
        diff = in_process("diff", plan, "--dsn", citus.dsn).must()
        done = in_process("apply", plan, "--dsn", citus.dsn, "--confirm").said(
            3, "obstacles for phase distribute", "nothing was changed"
        )
        for words in (
            "of_job leads to public.jobs, which stays on the coordinator",
            "ON DELETE SET NULL",
            "the write guard is a trigger",
            f"the roles {role}, which own the tables or have rights on them",
        ):
            assert words in done.err, done.err
            assert words in diff.err, diff.err
        assert "not bigint are the sequences" in diff.err
        assert citus.fetch("SELECT to_regclass('public.clients')") == [(None,)]
    finally:
        citus.load(f"REVOKE ALL ON chats FROM {role}")
        with citus.server.nodes[0].maintenance() as session:
            session.execute(f"DROP ROLE {role}")


def test_nothing_stands_in_the_way(citus: CitusDatabase, tmp_path: Path) -> None:
    citus.load(SCHEMA)
    plan = tmp_path / "plan.yaml"
    plan.write_text(DONE, encoding="utf-8")
    diff = in_process("diff", plan, "--dsn", citus.dsn).must()
    assert "Obstacle" not in diff.err, diff.err


def test_a_worker_is_no_place_to_start_from(citus: CitusDatabase, tmp_path: Path) -> None:
    citus.load(SCHEMA)
    plan = tmp_path / "plan.yaml"
    plan.write_text(DONE, encoding="utf-8")
    worker = citus.on(citus.server.workers[0])
    worker.execute("SET citus.enable_ddl_propagation = off")
    worker.execute(SCHEMA)
    dsn = worker.info.dsn
    in_process("apply", plan, "--dsn", dsn).said(3, "this is a worker of the cluster")
