"""The page of `planner report` in headless Chromium: axe finds nothing, nothing is fetched, keys and paper work.

Chromium comes from Debian, what drives and judges it from npm: `make test-browser`. It leaves a picture of each look.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.applications import CHAT_PLAN, CHAT_SCHEMA
from harness.databases import Database
from harness.runs import Walk, in_process

ROOT = Path(__file__).parents[2]
TOOLS = Path(os.environ.get("PLANNER_BROWSER", ROOT / ".cache" / "browser"))
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

pytestmark = [pytest.mark.browser, pytest.mark.deep]


def look(page: Path) -> dict[str, Any]:
    if CHROMIUM is None or shutil.which("node") is None or not (TOOLS / "node_modules" / "axe-core").exists():
        pytest.skip("Chromium, or what drives it, is not installed: make test-browser")
    shots = TOOLS / "shots"
    shots.mkdir(exist_ok=True)
    done = subprocess.run(
        ["node", Path(__file__).with_name("look.mjs"), TOOLS, CHROMIUM, page, shots],
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def must_be_good(found: dict[str, Any], page: Path) -> None:
    for seen in found["looks"]:
        assert seen["violations"] == [], seen
        assert seen["complaints"] == [], seen
        assert seen["requests"] == [page.as_uri()], seen
        assert seen["overflow"] <= 0, seen
        if seen["media"] == "print":
            assert seen["hidden"] == 0, "on paper, every statement is there"
        dark = seen["scheme"] == "dark" and seen["media"] == "screen"
        assert seen["background"] == ("rgb(18, 22, 28)" if dark else "rgb(255, 255, 255)"), seen
    assert found["keys"]["first"] == "Skip to the content"
    assert found["keys"]["target"] == "#main"
    assert found["without"]["shown"]


def test_a_page_before_and_after_the_run(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, CHAT_PLAN, CHAT_SCHEMA)
    for name in ("before", "after"):
        file = tmp_path / f"{name}.html"
        walk.run("report", "-o", file, "--rows").must()
        found = look(file)
        must_be_good(found, file)
        assert found["looks"][0]["statements"] > 20
        assert found["keys"]["opened"] is True
        assert "Summary" in found["without"]["headings"]
        walk.apply().must()
    assert "Measured beside expected" in found["without"]["headings"]


def test_a_page_of_many_tables_with_awkward_names(database: Database, tmp_path: Path) -> None:
    plan = CHAT_PLAN
    script = CHAT_SCHEMA
    for number in range(120):
        name = f"{'a very long name of a table ' if number % 9 == 0 else 'table '}{number} <b>"
        script += f'CREATE TABLE "{name}" (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);\n'
        plan += f'  "{name}": {{ backfill: {{ via: user_id }} }}\n'
    walk = Walk.of(database, tmp_path, plan, script)
    file = tmp_path / "many.html"
    walk.run("report", "-o", file).must()
    must_be_good(look(file), file)


def test_the_page_of_open_questions(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(CHAT_PLAN.replace("{ via: user_id }", "TODO"), encoding="utf-8")
    file = tmp_path / "questions.html"
    in_process("report", tmp_path / "plan.yaml", "-o", file).must()
    must_be_good(look(file), file)
