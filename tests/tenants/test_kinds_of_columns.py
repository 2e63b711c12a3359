"""Columns of every kind, cycles, partitions and deferrable keys: out, away and in again; on one major and on another."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

import kinds
from harness.databases import Database, fresh_database
from harness.dumps import rows
from harness.runs import Done, Walk, in_process
from harness.servers import majors, own_cluster
from planner.tenants.forms import open_export
from planner.tenants.manifest import Manifest


def run(walk: Walk, command: str, *arguments: object) -> Done:
    return in_process("tenant", command, *arguments, "--dsn", walk.database.dsn)


def content(manifest: Manifest) -> list[tuple[str, int, str]]:
    return [(str(entry.relation), entry.rows, entry.hash) for entry in manifest.tables]


def converted(database: Database, folder: Path) -> Walk:
    folder.mkdir(exist_ok=True)
    walk = Walk.of(database, folder, kinds.PLAN, kinds.SCHEMA)
    walk.apply().must()
    return walk


@pytest.mark.parametrize("encoding", ["UTF8", pytest.param("LATIN1", marks=pytest.mark.deep)])
def test_every_kind(database: Database, tmp_path: Path, encoding: str) -> None:
    if encoding != "UTF8":
        with database.server.session() as session:
            session.execute(f"DROP DATABASE {database.name}")
            session.execute(f"CREATE DATABASE {database.name} TEMPLATE template0 ENCODING {encoding} LOCALE 'C'")
            session.execute(f"ALTER DATABASE {database.name} SET client_encoding = UTF8")
    walk = converted(database, tmp_path)
    before = rows(database)
    out = tmp_path / "out.tar"
    run(walk, "delete", 1, walk.plan, "--confirm", "--export-first", out, "--report", tmp_path / "report.json").must()
    assert rows(database) != before
    run(walk, "import", out, walk.plan, "--confirm").must()
    assert rows(database) == before
    again = tmp_path / "again"
    run(walk, "export", 1, walk.plan, "--out", again).must()
    assert content(open_export(again).manifest) == content(open_export(out).manifest)
    walk.verify().must()


PAIRS = [*permutations(majors(), 2)]


@pytest.mark.deep
@pytest.mark.parametrize(("here", "there"), PAIRS or [(0, 0)])
def test_from_one_major_to_another(here: int, there: int, tmp_path: Path) -> None:
    if not PAIRS:
        pytest.skip("one major: PLANNER_TEST_PG=13,18 names two")
    with (
        own_cluster(here) as (_, from_server),
        own_cluster(there) as (_, to_server),
        fresh_database(from_server) as one,
        fresh_database(to_server) as other,
    ):
        source, target = converted(one, tmp_path / "one"), converted(other, tmp_path / "other")
        before = rows(other)
        out = tmp_path / "out.tar"
        run(source, "export", 1, source.plan, "--out", out).must()
        run(target, "delete", 1, target.plan, "--confirm", "--report", tmp_path / "report.json").must()
        run(target, "import", out, target.plan, "--confirm").must()
        assert {name: len(found) for name, found in rows(other).items()} == {n: len(f) for n, f in before.items()}
        again = tmp_path / "again"
        run(target, "export", 1, target.plan, "--out", again).must()
        assert content(open_export(again).manifest) == content(open_export(out).manifest)
