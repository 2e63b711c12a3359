"""How a run ends early: the journal has each failure once, the remedy is about what was running, the exit code is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.databases import Database
from harness.reporters import Quiet
from harness.runs import Walk
from planner.errors import PlannerError, Unfinished

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE item (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs, price int);
INSERT INTO orgs VALUES ('acme');
INSERT INTO item SELECT n, 'acme', -n FROM generate_series(1, 100) AS n;
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables: { item: { backfill: { via: org } } }
"""


@pytest.fixture
def walk(database: Database, tmp_path: Path) -> Walk:
    return Walk.of(database, tmp_path, PLAN, SCHEMA)


def failures(walk: Walk) -> list[tuple[Any, ...]]:
    return walk.database.fetch(
        "SELECT step, attempt, split_part(error, E'\\n', 1) FROM planner.step WHERE error IS NOT NULL"
    )


REFUSING = """
CREATE FUNCTION refuses() RETURNS event_trigger LANGUAGE plpgsql AS
  $$ BEGIN IF current_query() ~ '{statement}' THEN RAISE 'not on a Friday' USING HINT = 'ask Ann'; END IF; END $$;
CREATE EVENT TRIGGER refuses ON ddl_command_start EXECUTE FUNCTION refuses();
"""


@pytest.mark.parametrize("statement", ["ADD CONSTRAINT", "CONCURRENTLY"], ids=["in a transaction", "alone"])
def test_a_failure_is_journaled_once(walk: Walk, statement: str) -> None:
    walk.apply("--phase", "add,backfill").must()
    walk.database.load(REFUSING.format(statement=statement))
    done = walk.apply()
    walk.database.load("DROP EVENT TRIGGER refuses")
    assert done.code in (1, 4)
    (failure,) = failures(walk)
    assert failure[1:] == (1, "not on a Friday")
    assert "  → ask Ann\n  → PL/pgSQL function public.refuses() line 1 at RAISE raised this" in done.err


def test_a_check_of_the_application_is_not_taken_for_a_missing_tenant(walk: Walk) -> None:
    walk.apply("--phase", "add").must()
    walk.database.load(
        "CREATE FUNCTION fair(int) RETURNS boolean LANGUAGE sql AS "
        "$$ SELECT $1 > 0 OR pg_catalog.current_setting('planner.backfill', true) IS DISTINCT FROM 'on' $$;"
        "ALTER TABLE item ADD CONSTRAINT paid CHECK (fair(price))"
    )
    done = walk.apply("--phase", "backfill").must(4)
    assert 'violates check constraint "paid"' in done.err
    assert "correct the rows of public.item that break this rule (paid)" in done.err
    assert "new rows have no tenant" not in done.err
    assert len(failures(walk)) == 1


def test_nobody_is_told_to_cascade(walk: Walk) -> None:
    walk.apply().must()
    walk.database.load("CREATE VIEW mine AS SELECT org_id FROM item")
    done = walk.rollback()
    assert done.code in (1, 3, 4)
    assert "view mine depends on" in done.err or "mine" in done.err
    assert "CASCADE" not in done.err
    walk.database.load("DROP VIEW mine")
    walk.rollback().must()


@pytest.mark.parametrize(("event", "code"), [("segment_started", 1), ("segment_finished", 4)])
@pytest.mark.parametrize("bug", [KeyError("oops"), BrokenPipeError()], ids=repr)
def test_the_exit_code_after_a_bug(walk: Walk, event: str, code: int, bug: Exception) -> None:
    def fail(*_: object) -> None:
        raise bug

    reporter = Quiet()
    setattr(reporter, event, fail)
    with pytest.raises(PlannerError) as caught:
        walk.run_with(reporter)
    assert caught.value.exit_code == code
    assert isinstance(caught.value, Unfinished) == (code == 4)
    assert ("this is a bug" in (caught.value.hint or "")) == isinstance(bug, KeyError)
    walk.apply().must()


def test_a_connection_that_is_lost_before_the_first_commit(walk: Walk) -> None:
    """planner connects anew; here it is told why that fails, and what to do."""
    pid = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'planner%'"
    notes: list[str] = []

    class Cutting(Quiet):
        def segment_started(self, segment: Any, of: int) -> None:
            walk.database.fetch(pid)

        def note(self, text: str) -> None:
            notes.append(text)

    with pytest.raises(PlannerError) as caught:
        walk.run_with(Cutting())
    assert caught.value.exit_code == 1
    assert "nothing was changed" in (caught.value.hint or "")
    assert notes
    for text in (*notes, str(caught.value)):
        assert "terminating connection due to administrator command" in text or "the connection is gone" in text
        assert "consuming input" not in text
