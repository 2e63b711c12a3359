"""The files for migration tools, run as the tools run them: the same database as apply's, and all the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulate import TOOLS, Tool
from servers import Server, fresh_database
from walk import cases, dump, load_case, rows, same_dump


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.format)
@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_the_same_database_and_back(case: Path, tool: Tool, server: Server, tmp_path: Path) -> None:
    with fresh_database(server) as by_apply, fresh_database(server) as by_tool:
        load_case(case, by_apply).apply().must()
        walk = load_case(case, by_tool)
        before, rows_before = by_tool.dump(), rows(by_tool)
        walk.run("render", "--format", tool.format, "--out", tmp_path).must()
        tool.run(tmp_path, by_tool, "up")
        done = dump(by_tool)
        same_dump(dump(by_apply), done)
        assert rows(by_apply) == rows(by_tool)
        assert "Nothing to do" in walk.diff().out
        tool.run(tmp_path, by_tool, "up")
        same_dump(done, dump(by_tool))
        assert rows(by_apply) == rows(by_tool)
        tool.run(tmp_path, by_tool, "down")
        same_dump(before, by_tool.dump())
        if not case.name.startswith(
            "adopted_column"
        ):  # a column that was there keeps the values that it was filled with
            assert rows(by_tool) == rows_before
        tool.run(tmp_path, by_tool, "down")
        same_dump(before, by_tool.dump())
