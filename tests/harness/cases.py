"""Load the golden cases: a schema, its rows, a plan, and the expected results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harness.databases import Database, fresh_database
from harness.dumps import dump, rows
from harness.runs import Walk
from harness.servers import Server

GOLDEN = Path(__file__).parents[1] / "golden"


def cases() -> Iterator[Path]:
    """Yield the folders of the golden cases."""
    for path in sorted(GOLDEN.glob("*/plan.yaml")):
        yield path.parent


def live_cases() -> list[Any]:
    """Return the golden cases as parameters.

    The first line of schema.sql may name the versions: -- PostgreSQL >= 15.
    """
    parameters = []
    for case in cases():
        first = (case / "schema.sql").read_text(encoding="utf-8").partition("\n")[0]
        spec = first.removeprefix("-- PostgreSQL ") if first.startswith("-- PostgreSQL ") else None
        parameters.append(pytest.param(case, id=case.name, marks=[pytest.mark.pg(spec)] if spec else []))
    return parameters


def load_case(case: Path, database: Database) -> Walk:
    """Load the schema and the rows of a case."""
    database.load((case / "schema.sql").read_text(encoding="utf-8"))
    data = case / "data.sql"
    if data.exists():
        database.load(data.read_text(encoding="utf-8"))
    return Walk(case / "plan.yaml", database)


@dataclass(frozen=True, slots=True)
class Applied:
    """The contents of a database after `apply` of a case, without planner's own schema."""

    dump: str
    rows: Mapping[str, list[str]]


@cache
def applied(case: Path, server: Server) -> Applied:
    """Apply a case in its own database, once for each server."""
    with fresh_database(server) as database:
        load_case(case, database).apply().must()
        return Applied(dump(database), rows(database))
