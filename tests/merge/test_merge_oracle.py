"""Three generated databases with colliding ids become one: its rows are those that an oracle has worked out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.databases import Database, fresh_database
from harness.runs import Walk, in_process
from harness.schemas import must_fit
from harness.servers import Server
from merge_three import SOURCES, generated


@pytest.fixture
def databases(server: Server) -> Iterator[list[Database]]:
    with ExitStack() as stack:
        yield [stack.enter_context(fresh_database(server)) for _ in range(4)]


@pytest.mark.sample(60)
@pytest.mark.parametrize("seed", range(60))
def test_the_merge_of_three_databases(databases: list[Database], tmp_path: Path, seed: int) -> None:
    made = generated(seed)
    target, *others = databases
    walk = Walk.of(target, tmp_path, made.plan(), made.schema())
    walk.apply().must()
    arguments: list[object] = [walk.plan, "--dsn", target.dsn]
    before = {}
    for name, database in zip(SOURCES, others, strict=True):
        database.load(made.schema() + made.inserts(name))
        arguments.append(f"--source={name}={database.dsn}")
        before[name] = database.dump("--data-only", "--inserts")
    said = json.loads(in_process("merge", *arguments, "--format", "json").must().out)
    done = json.loads(in_process("merge", *arguments, "--format", "json", "--confirm").must().out)
    must_fit("merge", done)
    for table in made.tables:
        assert sorted(target.fetch(made.asked(table)), key=str) == made.wanted()[table.name], table.name
    walk.verify().must()
    expected = {
        (source["source"], table["table"], table["renewed"])
        for source in said["sources"]
        for table in source["tables"]
        if table["renewed"]
    }
    assert expected == {(one["source"], t["table"], t["keys"]) for one in done["merged"] for t in one["renewed"]}
    assert {name: db.dump("--data-only", "--inserts") for name, db in zip(SOURCES, others, strict=True)} == before
    left = target.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'import_%' OR relname LIKE 'planner_new%'")
    assert left == 0
