"""What planner would run for each case, word by word; `pytest --rewrite-golden` writes it anew, for review in the diff."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cases import cases, load_case
from harness.databases import Database


@pytest.mark.pg("== 18")
@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_golden(case: Path, database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    walk = load_case(case, database)
    walk.render(tmp_path / "out")
    found = {
        "diff.sql": walk.run("diff", "--format", "sql").must().out,
        "files.txt": "".join(f"{path.name}\n" for path in sorted((tmp_path / "out").iterdir())),
    }
    expected = case / "expected"
    for name, text in found.items():
        text = text.replace(database.name, "DATABASE")
        if request.config.getoption("--rewrite-golden"):
            expected.mkdir(exist_ok=True)
            (expected / name).write_text(text, encoding="utf-8")
        assert text == (expected / name).read_text(encoding="utf-8"), f"{case.name}: --rewrite-golden if this is meant"
