"""The third Ctrl-C ends a run at once; what is committed stays, and the exit code says so."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from harness.databases import Database
from harness.runs import Walk

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE item (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs);
INSERT INTO orgs VALUES ('acme');
INSERT INTO item VALUES (1, 'acme');
CREATE FUNCTION sleeps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(4); RETURN NEW; END $$;
CREATE TRIGGER sleeps BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION sleeps();
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables: { item: { backfill: { via: org }, triggers: { sleeps: fire } } }
"""


def test_the_third_signal(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    planner = walk.start()
    sleeping = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_catalog"
    planner.until(lambda: database.value(sleeping), "the trigger sleeps")
    for _ in range(3):
        planner.signal(signal.SIGINT)
        time.sleep(0.3)
    planner.must(4)
    assert "what is committed stays" in planner.err
    assert database.fetch("SELECT outcome FROM planner.run") == [("interrupted",)]
    database.load("CREATE OR REPLACE FUNCTION sleeps() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    walk.apply().must()
