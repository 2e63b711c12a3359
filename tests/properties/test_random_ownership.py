"""For any ownership: every row gets the owner that it had, or is named; nothing is guessed, and nothing else changes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given

import drive
from harness.databases import fresh_database
from harness.runs import Walk
from harness.servers import Server
from ownership import World, judged, worlds


def tenants(walk: Walk, world: World) -> dict[tuple[int, int], str | None]:
    return {
        (t, row): tenant
        for t in range(len(world.tables))
        for row, tenant in walk.database.fetch(f"SELECT id, org_id FROM t{t}")
    }


@drive.examples(8)
@given(world=worlds())
def test_every_owner_comes_back_or_the_row_is_named(
    server: Server, world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("ownership")
    verdict = judged(world)
    with fresh_database(server) as database:
        walk = Walk.of(database, folder, world.plan, world.script)
        dry = walk.run("apply")
        if verdict.stops:
            refused = dry.must(3)
            tables = {f"public.t{t}" for t, _ in verdict.stops}
            assert tables == {word for word in tables if f"{word}: " in refused.err}
            walk.apply().must(3)
            return
        dry.must()
        applied = walk.apply()
        if not verdict.quarantine:
            applied.must()
        else:
            assert "in quarantine" in applied.must(4).err
        expected = {place: verdict.tenants.get(place) for place in tenants(walk, world)}
        assert tenants(walk, world) == expected
        if verdict.quarantine:
            _decide(walk, world, verdict.quarantine, folder)
        if verdict.quarantine and world.faults:
            return  # what people decide may contradict what other rows were given
        walk.apply().must()
        walk.diff().must()
        walk.rollback().must()


def _decide(walk: Walk, world: World, quarantine: set[tuple[int, int]], folder: Path) -> None:
    """Out to a CSV file, the true owners in, and back."""
    file = folder / "decisions.csv"
    walk.run("resolve", "--export", file).must()
    lines = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    places = [(int(line["table"].removeprefix("public.t")), json.loads(line["key"])["id"]) for line in lines]
    assert set(places) == quarantine
    for line, (t, n) in zip(lines, places, strict=True):
        line["tenant"] = world.rows[t][n].owner
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    walk.run("resolve", "--import", file).must()
    before = tenants(walk, world)
    walk.run("resolve", "--import", file, "--confirm").must()
    after = tenants(walk, world)
    assert {place for place in after if after[place] != before[place]} == quarantine
    assert all(after[place] == world.rows[place[0]][place[1]].owner for place in quarantine)
