"""Each golden case on a real server: there, proven, and all the way back; by apply and by psql alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cases import applied, live_cases, load_case
from harness.databases import Database
from harness.dumps import dump, rows, same_dump
from harness.reporters import Quiet
from harness.runs import rollback_files
from harness.servers import Server
from planner.catalog.fingerprint import Fingerprint
from planner.run.saved import save

CASES = pytest.mark.parametrize("case", live_cases())


@pytest.mark.sample(6)
@CASES
def test_apply_verify_and_back(case: Path, database: Database) -> None:
    walk = load_case(case, database)
    before, rows_before = database.dump(), rows(database)
    walk.apply().must()
    walk.diff().must(0)
    verified = walk.verify()
    findings = [line for line in verified.out.splitlines() if "FINDING" in line]
    verified.must(2 if findings else 0)
    assert not [line for line in findings if "right while it is the only" not in line]
    walk.rollback("backfill").must()
    walk.rollback("add").must()
    walk.apply().must()
    walk.diff().must(0)
    walk.rollback().must()
    same_dump(before, database.dump())
    if not case.name.startswith("adopted_column"):  # a column that was there keeps the values that it was filled with
        assert rows(database) == rows_before


@pytest.mark.sample(24, start=3)
@pytest.mark.parametrize("layout", ["phase", "step"])
@CASES
def test_psql_files_give_the_same_database(
    case: Path, layout: str, server: Server, database: Database, tmp_path: Path
) -> None:
    by_apply = applied(case, server)
    walk = load_case(case, database)
    before = database.dump()
    files = walk.render(tmp_path, "--layout", layout)
    for _ in ("once", "again"):
        for file in files:
            walk.psql(file)
        same_dump(by_apply.dump, dump(database))
        assert by_apply.rows == rows(database)
    for file in rollback_files(tmp_path):
        walk.psql(file)
    same_dump(before, database.dump())


@pytest.mark.sample(15, start=8)
@CASES
def test_verify_sql_holds_at_the_end_and_fails_before(case: Path, database: Database, tmp_path: Path) -> None:
    walk = load_case(case, database)
    walk.render(tmp_path)
    assert database.psql(tmp_path / "verify.sql").returncode == 3
    walk.apply().must()
    done = database.psql(tmp_path / "verify.sql")
    assert done.returncode == {0: 0, 2: 3}[walk.verify().code], done.stderr


@pytest.mark.sample(14, start=9)
@CASES
def test_the_fingerprint_after_every_segment_is_the_one_that_was_predicted(case: Path, database: Database) -> None:
    walk = load_case(case, database)
    with walk.looking() as (_, view):
        pass
    predicted = [segment.after for segment in save(view.diff().segments, view.catalog).segments]

    found: list[str] = []

    class Watching(Quiet):
        def segment_finished(self, segment: object, seconds: float, rows: int | None) -> None:
            found.append(Fingerprint.of(walk.catalog()).hex)

    walk.run_with(Watching())
    assert found == predicted != []
