"""The draft for each real application's schema, word by word; planner check passes it, and planner diff runs on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk, in_process
from planner.execution.session import connect_reading
from planner.report.plan_draft import plan_yaml
from planner.run.draft import draft

EXPECTED = Path(__file__).parent / "expected"

SCHEMAS = {
    "ai_chatbot": ["public"],
    "chinook": ["public"],
    "hatchet": ["public"],
    "pagila": ["public"],
    "saas_starter": ["public"],
    "trigger_dev": ["public", "triggerdotdev_events"],
    "umami": ["public"],
}
ROOTS = {"hatchet": "Tenant", "pagila": "store", "saas_starter": "teams", "trigger_dev": "Organization"}
"""The natural tenant, as each application's own documentation has it; the others have none."""


def drafted(database: Database, schemas: list[str], root: str | None = None) -> str:
    with connect_reading(database.dsn) as connection:
        found = draft(connection, schemas, root, single=False, exact=True, asking=lambda name, at, of: None)
    return plan_yaml(found)


def accepted(text: str, database: Database, folder: Path) -> None:
    """planner check and planner diff have nothing against it."""
    walk = Walk.of(database, folder, text)
    in_process("check", walk.plan).must()
    walk.run("diff").must()


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_draft_of_a_real_schema(
    name: str, database: Database, schema_file: Callable[[str], str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if name == "pagila" and database.server.major < 18:
        pytest.skip("pagila needs the extension vector, which only the wheel has")
    database.load(schema_file(f"{name}.sql"))
    if name == "chinook":
        database.load(schema_file("chinook-data.sql"))
        database.load("ANALYZE")
    text = drafted(database, SCHEMAS[name])
    file = EXPECTED / f"{name}.yaml"
    if request.config.getoption("--rewrite-golden"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), "--rewrite-golden if this is meant"
    assert ("default:" not in text) == (name in ROOTS)
    assert f"table: {ROOTS.get(name, 'clients')}\n" in text
    accepted(text, database, tmp_path)


@pytest.mark.parametrize("root", ["team", "user"])
def test_umami_has_no_foreign_keys_and_its_paths_are_found_by_name(
    root: str, database: Database, schema_file: Callable[[str], str], tmp_path: Path
) -> None:
    database.load(schema_file("umami.sql"))
    text = drafted(database, ["public"], root)
    assert "website_event: {backfill: {via: [{columns: [website_id], references: website, key: [website_id]}" in text
    accepted(text, database, tmp_path)
