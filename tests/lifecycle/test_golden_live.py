"""Each golden case on a real server: there, proven, and all the way back; by apply and by psql alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.catalog.fingerprint import Fingerprint
from planner.run.project import look, open_reading
from planner.run.saved import save
from servers import Database, Server, fresh_database
from walk import Quiet, dump, live_cases, load_case, rows, same_dump

CASES = pytest.mark.parametrize("case", live_cases())


@CASES
def test_apply_verify_and_back(case: Path, database: Database) -> None:
    walk = load_case(case, database)
    before, rows_before = database.dump(), rows(database)
    walk.apply().must()
    walk.diff().must(0)
    findings = [
        line
        for line in walk.verify().out.splitlines()
        if "FINDING" in line and "right while it is the only" not in line
    ]
    assert not findings
    walk.rollback("backfill").must()
    walk.rollback("add").must()
    walk.apply().must()
    walk.diff().must(0)
    walk.rollback().must()
    same_dump(before, database.dump())
    if not case.name.startswith("adopted_column"):  # a column that was there keeps the values that it was filled with
        assert rows(database) == rows_before


@CASES
def test_psql_files_give_the_same_database(case: Path, server: Server, tmp_path: Path) -> None:
    with fresh_database(server) as by_apply, fresh_database(server) as by_psql:
        load_case(case, by_apply).apply().must()
        walk = load_case(case, by_psql)
        before = by_psql.dump()
        files = walk.render(tmp_path)
        for file in files:
            walk.psql(file)
        same_dump(dump(by_apply), dump(by_psql))
        assert rows(by_apply) == rows(by_psql)
        done = dump(by_psql)
        for file in files:
            walk.psql(file)
        same_dump(done, dump(by_psql))
        for file in sorted(tmp_path.glob("rollback-*.sql")):
            walk.psql(file)
        same_dump(before, by_psql.dump())


@CASES
def test_verify_sql_holds_at_the_end_and_fails_before(case: Path, database: Database, tmp_path: Path) -> None:
    walk = load_case(case, database)
    walk.render(tmp_path)
    assert database.psql(tmp_path / "verify.sql").returncode == 3
    walk.apply().must()
    done = database.psql(tmp_path / "verify.sql")
    expected = 3 if "FINDING" in walk.verify().out else 0
    assert done.returncode == expected, done.stderr


@CASES
def test_the_fingerprint_after_every_segment_is_the_one_that_was_predicted(case: Path, database: Database) -> None:
    walk = load_case(case, database)
    loaded = walk.load()
    with open_reading(loaded, database.dsn) as connection:
        view = look(connection, loaded)
    predicted = [segment.after for segment in save(view.diff().segments, view.catalog).segments]

    class Watching(Quiet):
        found: list[str] = []  # noqa: RUF012

        def segment_finished(self, segment: object, seconds: float, rows: int | None) -> None:
            self.found.append(Fingerprint.of(walk.catalog()).hex)

    watching = Watching()
    watching.found = []
    walk.run_with(watching)
    assert watching.found == predicted
