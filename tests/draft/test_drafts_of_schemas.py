"""The draft for each real application's schema: against the answers of people, and for some word by word.

planner check has nothing against it but what is left to decide, and planner diff runs after the decisions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.databases import Database
from harness.runs import Walk, in_process
from planner.catalog.model import Relation
from planner.catalog.read import read_catalog
from planner.draft.model import Draft, Entry
from planner.execution.session import connect_reading
from planner.names import spelled
from planner.report.plan_draft import plan_yaml
from planner.run.draft import draft

EXPECTED = Path(__file__).parent / "expected"

ANSWERS = Path(__file__).parent / "answers"
"""What is right for each table, written by people before they looked at a draft."""

SCHEMAS = {"supabase": ["auth", "storage"], "trigger_dev": ["public", "triggerdotdev_events"]}
"""The managed schemas, where they are others than public."""

NAMES = sorted(file.stem for file in ANSWERS.glob("*.yaml"))

SURE = 0.99
"""The least share of a schema's tables that are right or asked about. The others are silently wrong."""

HALF = 0.5
"""The least share of tables that are right, so that a draft is no list of questions."""


def loaded(name: str, database: Database, schema_file: Callable[[str], str]) -> list[str]:
    """Load an application's schema, and return the schemas to manage."""
    if name == "pagila" and database.server.major < 18:
        pytest.skip("pagila needs the extension vector, which only the wheel has")
    database.load(schema_file(f"{name}.sql"))
    if name == "chinook":
        database.load(schema_file("chinook-data.sql"))
        database.load("ANALYZE")
    return SCHEMAS.get(name, ["public"])


def drafted(database: Database, schemas: list[str], root: str | None = None) -> Draft:
    with connect_reading(database.dsn) as connection:
        return draft(connection, schemas, root, single=False, exact=True, asking=lambda name, at, of: None)


def accepted(text: str, database: Database, folder: Path) -> None:
    """planner check has nothing against the plan but the decisions that are left, and planner diff runs after them."""
    walk = Walk.of(database, folder, text)
    if "TODO" in text.split("version:")[1]:
        refused = in_process("check", walk.plan).must(1).err
        problems = [line for line in refused.splitlines() if line.startswith(str(walk.plan))]
        assert problems
        assert all("TODO is for you to decide" in line for line in problems)
        walk = Walk.of(database, folder, decided(text))
    in_process("check", walk.plan).must()
    walk.run("diff").must()


def decided(text: str) -> str:
    """Return the plan after somebody has decided simply, for the table that the draft is for."""
    alone = "\n  default:" in text
    root = re.search(r"drafted for (\S+);", text)
    if "table: TODO" in text:
        text = text.replace("table: TODO", "table: clients" if alone or root is None else f"table: {root[1]}")
    return text.replace("{kind: TODO}", "{}" if alone else "{kind: exempt, reason: read and decided}")


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", NAMES)
def test_the_draft_of_a_real_schema(
    name: str, database: Database, schema_file: Callable[[str], str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    schemas = loaded(name, database, schema_file)
    found = drafted(database, schemas)
    text = plan_yaml(found)
    file = EXPECTED / f"{name}.yaml"
    if request.config.getoption("--rewrite-golden") and file.exists():
        file.write_text(text, encoding="utf-8")
    if file.exists():
        assert text == file.read_text(encoding="utf-8"), "--rewrite-golden if this is meant"
    accepted(text, database, tmp_path)
    answers = yaml.safe_load((ANSWERS / f"{name}.yaml").read_text(encoding="utf-8"))
    assert right_root(found, answers["root"], answers.get("candidates", ()))
    relations = read_catalog(database.connect(), schemas).relations
    verdicts = {entry.relation: verdict(entry, relations[entry.relation], found, answers) for entry in found.entries}
    wrong = [str(relation) for relation, said in verdicts.items() if said == "wrong"]
    assert len(wrong) <= max(1, (1 - SURE) * len(verdicts)), wrong
    assert len([said for said in verdicts.values() if said == "right"]) >= HALF * len(verdicts) or found.asked


def right_root(found: Draft, root: str | None, candidates: Sequence[str]) -> bool:
    """Return whether the draft has the right root, or asks and names the candidates."""
    if found.asked:
        said = {found.root.name, *(rival.name for rival in found.rivals)}
        notes = " ".join(found.notes)
        return root in said or (bool(candidates) and all(one in said or one in notes for one in candidates))
    return found.default if root is None else found.root.name == root


def verdict(entry: Entry, relation: Relation, found: Draft, answers: dict[str, Any]) -> str:
    """Return `right`, `asked` or `wrong`."""
    if entry.todo:
        return "asked"
    name = spelled(entry.relation, found.schemas[0])
    fits = answers["tables"].get(name)
    if fits is None:
        columns = [{"column": one} for one in answers.get("columns", ()) if relation.column(one)]
        fits = columns or [{"via": [one]} for one in answers.get("via", ()) if relation.column(one)]
        assert fits, f"no answer for {name}"
    return "right" if any(agrees(entry, fit) for fit in (fits if isinstance(fits, list) else [fits])) else "wrong"


def agrees(entry: Entry, answer: str | dict[str, Any]) -> bool:
    by = entry.via[0].columns[0] if entry.via else None
    match answer:
        case "constant":
            return entry.kind == "scoped" and entry.column is None and by is None
        case {"column": column}:
            return entry.kind == "scoped" and column in (entry.column, by)
        case {"via": columns}:
            return entry.kind == "scoped" and by in columns
        case _:
            return entry.kind == answer


@pytest.mark.parametrize("root", ["team", "user"])
def test_umami_has_no_foreign_keys_and_its_paths_are_found_by_name(
    root: str, database: Database, schema_file: Callable[[str], str], tmp_path: Path
) -> None:
    database.load(schema_file("umami.sql"))
    text = plan_yaml(drafted(database, ["public"], root))
    assert "website_event: {backfill: {via: [{columns: [website_id], references: website, key: [website_id]}" in text
    accepted(text, database, tmp_path)
