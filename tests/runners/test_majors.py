"""One set of files for several major versions: written on one server, run on another."""

from __future__ import annotations

from pathlib import Path

import pglast
import psycopg
import pytest

from harness.cases import GOLDEN, applied, load_case
from harness.clusters import NoServer
from harness.databases import fresh_database
from harness.dumps import dump, rows, same_dump
from harness.migration_tools import golang_migrate
from harness.runs import Walk, rollback_files
from harness.servers import Server, running_server
from planner.files.runners.majors import Part, merged
from planner.files.runners.pieces import Piece

OTHERS = (13, 14, 15, 16, 17, 18)


def do(text: str) -> Piece:
    return Piece(f"DO $planner$\nBEGIN\n  PERFORM {text};\nEND\n$planner$;")


def test_statements_that_are_the_same_stay_as_they_are() -> None:
    (part,) = merged({13: [Part("a", None, (do("1"),))], 18: [Part("a", None, (do("1"),))]})
    assert part.pieces == (do("1"),)


def test_each_version_keeps_its_order() -> None:
    old = [Part(key, None, (do(f"'{key}, old'"),)) for key in ("a", "b", "c")]
    new = [Part(key, None, (do(f"'{key}, new'"),)) for key in ("b", "a", "d")]
    found = merged({13: old, 18: new})
    texts = "".join(piece.sql for part in found for piece in part.pieces)
    for name, keys in (("old", "abc"), ("new", "bad")):
        places = [texts.index(f"'{key}, {name}'") for key in keys]
        assert places == sorted(places)
    for part in found:
        for piece in part.pieces:
            assert len(pglast.parse_sql(piece.sql)) == 1


def test_a_statement_outside_blocks_must_be_the_same() -> None:
    build = [[Part("a", None, (Piece(f"CREATE INDEX CONCURRENTLY i ON t ({c})", "build", alone=True),))] for c in "ab"]
    with pytest.raises(ValueError, match="differs between versions"):
        merged({13: build[0], 18: build[1]})


@pytest.mark.parametrize("format", ["golang-migrate", "sql"])
@pytest.mark.parametrize("case", ["unique_keys", "triggers"])
def test_files_of_one_version_run_on_the_others(case: str, format: str, server: Server, tmp_path: Path) -> None:
    """With every other server that is there."""
    folder = tmp_path / "out"
    with fresh_database(server) as written:
        load_case(GOLDEN / case, written).run("render", "--format", format, "--out", folder).must()
    tried = 0
    for major in OTHERS:
        if major == server.major:
            continue
        try:
            with running_server(major) as other:
                there_and_back(GOLDEN / case, format, other, folder)
                tried += 1
        except NoServer:
            continue
    if not tried:
        pytest.skip("there is no server of another major version")


def there_and_back(case: Path, format: str, server: Server, folder: Path) -> None:
    """Assert that the files leave what apply leaves on this server, and take it back."""
    by_apply = applied(case, server)
    with fresh_database(server) as database:
        before = load_case(case, database).database.dump()
        for direction in ("up", "down"):
            for _ in ("once", "again"):
                if format == "sql":
                    send(
                        database.dsn, sorted(folder.glob("[0-9]*.sql")) if direction == "up" else rollback_files(folder)
                    )
                else:
                    golang_migrate(folder, database, direction)
                if direction == "up":
                    same_dump(by_apply.dump, dump(database))
                    assert by_apply.rows == rows(database)
                    assert "Nothing to do" in Walk(case / "plan.yaml", database).diff().out
                else:
                    same_dump(before, database.dump())


def send(dsn: str, files: list[Path]) -> None:
    """Send every statement by itself."""
    with psycopg.connect(dsn, autocommit=True, options="-c planner.allow=isolation") as connection:
        for file in files:
            for text in pglast.split(file.read_text(encoding="utf-8")):
                connection.execute(text.encode())
