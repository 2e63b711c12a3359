"""Every golden case: each tenant goes out, away and in again, and every row of the database is as before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cases import live_cases
from harness.dumps import rows
from harness.runs import Done, in_process
from harness.templates import Templates


@pytest.mark.sample(10)
@pytest.mark.parametrize("case", live_cases())
def test_out_away_and_in_again(case: Path, templates: Templates, tmp_path: Path) -> None:
    with templates.applied(case) as walk:

        def run(command: str, *arguments: object) -> Done:
            return in_process("tenant", command, *arguments, "--dsn", walk.database.dsn)

        before = rows(walk.database)
        listed = json.loads(run("list", walk.plan, "--format", "json").must().out)["tenants"]
        assert listed
        for at, one in enumerate(listed):
            key, out, report = one["tenant"], tmp_path / str(at), tmp_path / "report.json"
            run("export", key, walk.plan, "--out", out).must()
            dry = run("import", out, walk.plan, "--as", key)
            assert dry.code == 3, dry
            gone = run("delete", key, walk.plan, "--confirm", "--report", report)
            if gone.code == 3 and ("point to its rows" in gone.err or "is still named" in gone.err):
                assert rows(walk.database) == before
                continue
            gone.must()
            left = json.loads(run("list", walk.plan, "--format", "json").must().out)["tenants"]
            assert [other["tenant"] for other in left] == [other["tenant"] for other in listed if other is not one]
            done = run("import", out, walk.plan, "--confirm")
            if done.code == 3 and "trigger" in done.err:
                return
            done.must()
            assert rows(walk.database) == before
