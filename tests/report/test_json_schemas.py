"""The JSON of every command fits its published schema, and a schema notices a renamed key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.databases import Database
from harness.runs import Done, Planner, in_process
from harness.schemas import must_fit
from planner.cli.schemas import FOLDER, names, schema
from planner.demo import example
from planner.names import QName
from planner.report.quarantine import to_json
from planner.run.quarantine import OpenRow

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")

Document = Any


ELSEWHERE = {"rehearse", "merge", "sample", "tenant-move"}
"""The schemas that tests of their own compare with outputs: tests/rehearse, tests/merge, tests/tenants."""


# The schemas themselves


def objects(node: object) -> Iterator[dict[str, Any]]:
    """Yield the schemas of objects, at any depth."""
    if isinstance(node, dict):
        if "properties" in node and "type" in node:
            yield node
        for below in node.values():
            yield from objects(below)
    elif isinstance(node, list):
        for below in node:
            yield from objects(below)


@pytest.mark.parametrize("name", [file.stem for file in sorted(FOLDER.glob("*.json"))])
def test_a_schema_is_closed_and_explains_itself(name: str) -> None:
    found = schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["$id"] == f"urn:tenancy-planner:{name}:1"
    assert found["title"]
    assert found["description"]
    owned = list(objects(found))
    assert owned
    for one in owned:
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"]), "a key that may be missing is null instead"
        for key, entry in one["properties"].items():
            assert "$ref" in entry or entry["description"].endswith("."), key


def test_a_number_names_its_unit() -> None:
    """Counts of rows, bytes, steps, seconds: what a reader would have to guess."""
    guessed = {"bytes", "rows", "seconds", "duration_ms", "lock_wait_ms", "wal_bytes", "calls", "mean_ms"}
    for name in names()[1:]:
        for one in objects(schema(name)):
            for key in guessed & set(one["properties"]):
                entry = one["properties"][key]
                kinds = str(entry.get("type", entry.get("anyOf")))
                if "number" in kinds or "integer" in kinds:
                    assert "unit: " in entry["description"], f"{name}: {key}"


def test_schema_json_prints_each(tmp_path: Path) -> None:
    assert json.loads(in_process("schema-json").must().out)["$id"] == "urn:tenancy-planner:plan:1"
    assert json.loads(in_process("schema-json", "tenant", "show").must().out) == schema("tenant-show")
    assert json.loads(in_process("schema-json", "render").must().out) == schema("saved-plan")
    listed = [line.split()[0] for line in in_process("schema-json", "--list").must().out.splitlines()]
    assert listed == names()
    assert "tenant-list" in in_process("schema-json", "tenants").must(64).err


# The outputs


@pytest.fixture
def chat(tmp_path: Path, database: Database) -> Planner:
    """planner with the chat application of 20 users."""
    example.load(database.dsn, users=20)
    database.load("ANALYZE")
    command = Planner(tmp_path, database.dsn)
    with example.plan() as plan:
        command.plan(plan.read_text(encoding="utf-8"))
    return command


def test_the_json_of_every_command_fits_its_schema(chat: Planner, tmp_path: Path) -> None:
    seen: dict[str, list[Document]] = {}

    def take(name: str, text: str) -> None:
        seen.setdefault(name, []).append(json.loads(text))

    def ask(name: str, *words: str, code: int = 0) -> Done:
        done = chat(*words, "--format", "json").must(code)
        take(name, done.out)
        return done

    def read(file: str) -> str:
        return (tmp_path / file).read_text(encoding="utf-8")

    (tmp_path / "q.sql").write_text('SELECT * FROM "Chat"; SELECT FROM WHERE;', encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("version: 1\nnothing: 1\n", encoding="utf-8")
    ask("check", "check")
    ask("check", "check", "bad.yaml", code=1)
    ask("diff", "diff")
    ask("report", "report")
    ask("verify", "verify", code=2)
    ask("status", "status")
    take("graph", chat("graph", "-o", "g.json", "--rows").must().out or read("g.json"))
    chat("render", "--out", "sql").must()
    take("saved-plan", read("sql/plan.json"))
    chat("apply", "--confirm").must()
    chat("verify", "--certificate", "c.json").must()
    take("certificate", read("c.json"))
    ask("report", "report", "--certificate", "c.json")
    ask("diff", "diff")
    ask("verify", "verify")
    ask("status", "status")
    ask("status-run", "status", "--run", "1")
    ask("queries", "queries", "--from", "q.sql")
    ask("resolve", "resolve")
    chat("tenant", "add", "acme", "--values", "name=Acme", "--empty", "--confirm").must()
    ask("tenant-list", "tenant", "list")
    ask("tenant-show", "tenant", "show", "default")
    ask("tenant-show", "tenant", "export", "acme")
    ask("tenant-export", "tenant", "export", "acme", "--out", "out")
    take("manifest", read("out/manifest.json"))
    ask("tenant-import", "tenant", "import", "out", "--as", "other")
    ask("tenant-copy", "tenant", "copy", "acme", "--as", "twin")
    ask("tenant-delete", "tenant", "delete", "acme")
    ask("tenant-delete", "tenant", "delete", "acme", "--confirm")
    assert set(seen) == set(names()[1:]) - ELSEWHERE, "a schema that no output is compared with"
    for name, documents in seen.items():
        for document in documents:
            must_fit(name, document)


def test_a_row_in_quarantine_fits_its_schema() -> None:
    row = OpenRow(QName("public", "notes"), {"id": 2**60, "part": "a"}, "orphan", ("acme", "other"))
    document = json.loads(to_json([row], "shop"))
    must_fit("resolve", document)
    assert document["rows"][0]["key"] == {"id": str(2**60), "part": "a"}
