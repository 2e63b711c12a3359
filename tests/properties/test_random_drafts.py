"""For any schema: the draft passes check once it is decided, diff runs on it, and what it says is certain holds for every row."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given

import drive
from harness.databases import fresh_database
from harness.runs import Walk, in_process
from harness.servers import Server
from ownership import World, worlds


@drive.examples(10)
@given(world=worlds())
def test_any_draft_is_a_plan(server: Server, world: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("drafts")
    with fresh_database(server) as database:
        database.load(world.script)
        plan = folder / "plan.yaml"
        in_process("init", "-o", plan, "--root", "orgs", "--dsn", database.dsn, "--exact").must()
        drafted: dict[str, Any] = yaml.safe_load(plan.read_text(encoding="utf-8"))
        open_tables = {name for name, entry in drafted["tables"].items() if "TODO" in str(entry)}
        patterns = drafted.get("defaults", {})
        checked = in_process("check", plan)
        assert checked.code == (1 if open_tables or patterns else 0), checked
        for name in open_tables:
            drafted["tables"][name] = _decided(drafted["tables"][name])
        patterns.update({pattern: _decided(entry) for pattern, entry in patterns.items()})
        walk = Walk.of(database, folder, yaml.safe_dump(drafted, sort_keys=False))
        in_process("check", plan).must()
        walk.run("diff").must()
        looked = walk.run("apply")
        assert looked.code in (0, 3), looked
        if not world.faults and not open_tables and not patterns:
            looked.must()  # nothing was left to decide, and no link leads astray: every row has its tenant


def _decided(entry: dict[str, Any]) -> dict[str, Any]:
    if entry.get("kind") == "TODO":
        return {"kind": "exempt", "reason": "decided"}
    if entry.get("backfill") == "TODO":
        return {key: value for key, value in entry.items() if key != "backfill"}
    rules = {rule: "fail" for rule, word in entry["backfill"].items() if word == "TODO"}
    return {**entry, "backfill": {**entry["backfill"], **rules}}
