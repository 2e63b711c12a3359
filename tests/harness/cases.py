"""The golden cases: a schema, its rows, a plan, and what planner makes of them."""

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
    """The folders of the golden cases."""
    for path in sorted(GOLDEN.glob("*/plan.yaml")):
        yield path.parent


def live_cases() -> list[Any]:
    """The golden cases as parameters, each for the versions that its schema.sql names in a first line: -- PostgreSQL >= 15."""
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
    """What a database holds, planner's own schema aside, when a case is applied: by apply, to compare others with."""

    dump: str
    rows: Mapping[str, list[str]]


@cache
def applied(case: Path, server: Server) -> Applied:
    """Apply a case in a database of its own, once for each server."""
    with fresh_database(server) as database:
        load_case(case, database).apply().must()
        return Applied(dump(database), rows(database))
