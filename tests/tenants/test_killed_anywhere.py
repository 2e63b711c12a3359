"""planner is killed at any instant of an export or an import: what is there is whole or not there, and the same command
ends the work."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.databases import Database
from harness.dumps import rows
from harness.processes import command
from harness.runs import Done, Walk, in_process
from harness.templates import Templates
from planner.tenants.forms import open_export
from planner.tenants.manifest import Manifest

SCHEMA = """
CREATE TABLE orgs (id int PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, org_id int NOT NULL REFERENCES orgs);
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, body text);
CREATE TABLE stars (id bigint PRIMARY KEY, note_id bigint NOT NULL REFERENCES notes);
INSERT INTO orgs VALUES (1), (2);
INSERT INTO users SELECT n, 1 + n % 2 FROM generate_series(1, 100) AS n;
INSERT INTO notes SELECT n, 1 + n % 100, repeat('text ', 40) FROM generate_series(1, 20000) AS n;
INSERT INTO stars SELECT n, n FROM generate_series(1, 20000) AS n;
CREATE INDEX ON notes (user_id);
CREATE INDEX ON stars (note_id);
ANALYZE;
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: integer }, column: org_id }
tables: { users: {}, notes: { backfill: { via: user_id } }, stars: { backfill: { via: note_id } } }
"""


@pytest.fixture
def walk(templates: Templates, tmp_path: Path) -> Iterator[Walk]:
    def make(original: Database) -> None:
        Walk.of(original, tmp_path, PLAN, SCHEMA).apply().must()

    with templates.copy("twenty thousand notes, applied", make) as database:
        yield Walk.of(database, tmp_path, PLAN)


def killed(*arguments: object, after: float) -> bool:
    """Run planner and kill it after so many seconds. Return whether it had ended before."""
    process = subprocess.Popen(command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True


def content(manifest: Manifest) -> list[tuple[str, int, str]]:
    return [(str(entry.relation), entry.rows, entry.hash) for entry in manifest.tables]


@pytest.mark.deep
def test_an_export(walk: Walk, tmp_path: Path) -> None:
    chance = random.Random(19)
    whole = tmp_path / "whole.tar"
    run = ("tenant", "export", "1", walk.plan, "--dsn", walk.database.dsn)
    started = time.monotonic()
    assert killed(*run, "--out", whole, after=60)
    took = time.monotonic() - started
    expected = content(open_export(whole).manifest)
    for at in range(6):
        out = tmp_path / f"out{at}{('', '.tar', '.tar.zst')[at % 3]}"
        for _ in range(3):
            if killed(*run, "--out", out, "--workers", 1 + at % 2, after=took * chance.uniform(0.3, 1)):
                break
            if at % 3:
                assert not out.exists()
        if not out.exists() or (out.is_dir() and not (out / "manifest.json").exists()):
            in_process(*run, "--out", out).must()
        assert content(open_export(out).manifest) == expected
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".half")]


@pytest.mark.deep
def test_an_import(walk: Walk, tmp_path: Path) -> None:
    chance = random.Random(20)
    before = rows(walk.database)
    out = tmp_path / "out.tar.zst"
    tenant = ("--dsn", walk.database.dsn)
    in_process("tenant", "export", "1", walk.plan, "--out", out, *tenant).must()
    took = 0.0
    for at in range(6):
        in_process(
            "tenant", "delete", "1", walk.plan, "--confirm", "--report", tmp_path / "report.json", *tenant
        ).must()  # fmt: skip
        gone = rows(walk.database)
        load = ("tenant", "import", out, walk.plan, "--confirm", "--workers", 1 + at % 3, *tenant)
        started = time.monotonic()
        ended = killed(*load, after=took * chance.uniform(0.3, 1) if took else 60)
        took = took or time.monotonic() - started
        assert rows(walk.database) in (gone, before)
        again = Done(0, "", "") if ended else _again(*load)
        assert again.code == 0 or "is there already" in again.err, again
        assert rows(walk.database) == before
        assert walk.database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'import_%'") == 0


def _again(*arguments: object) -> Done:
    """Run the same command again, once the server has noticed that the killed planner is gone."""
    until = time.monotonic() + 30
    while True:
        done = in_process(*arguments)
        if "another planner is at work" not in done.err or time.monotonic() > until:
            return done
        time.sleep(0.2)
