"""The fixed queries: each is one statement that PostgreSQL's own parser takes, and each is asked for somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pglast
import pytest

from planner.sql.queries import queries

SOURCE = Path(__file__).parents[2] / "src" / "planner"
PACKAGES = [
    ".".join(("planner", *file.parent.relative_to(SOURCE).parts))
    for file in SOURCE.rglob("queries.sql")
    if file.parent.name != "catalog"  # loaded for a version: tests/catalog
]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_query_is_one_statement(package: str) -> None:
    for name, text in queries(package).items():
        given = re.sub(r"%\(\w+\)s|%s", "$1", text) if re.search(r"%\(\w+\)s|%s", text.replace("%%", "")) else text
        assert len(pglast.parse_sql(given)) == 1, name


@pytest.mark.parametrize("package", PACKAGES)
def test_every_query_is_used(package: str) -> None:
    folder = SOURCE.joinpath(*package.split(".")[1:])
    code = "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    assert {name for name in queries(package) if f'_SQL["{name}"]' not in code} == set()
