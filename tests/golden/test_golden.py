"""What planner would run for each case, word by word; `pytest --rewrite-golden` writes it anew, for review in the diff.

Cases that differ from another in a few words are compared in those words alone: names.txt in expected/ has what objects
are called, and types.txt the lines that speak of the tenant's type or of a tenant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pglast
import pytest
from pglast import ast

from harness.cases import cases, load_case
from harness.databases import Database
from planner.tenancy.model import TenantsTable


@pytest.mark.pg("== 18")
@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_golden(case: Path, database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    walk = load_case(case, database)
    diff = walk.run("diff", "--format", "sql").must().out
    expected = case / "expected"
    if (expected / "names.txt").exists():
        found = {"names.txt": lines(names(diff))}
    elif (expected / "types.txt").exists():
        with walk.looking() as (_, view):
            found = {"types.txt": lines(typed(diff, view.tenancy.tenants))}
    else:
        walk.render(tmp_path / "out")
        files = sorted(path.name for path in (tmp_path / "out").iterdir())
        found = {"diff.sql": diff, "files.txt": lines(files)}
    for name, text in found.items():
        text = text.replace(database.name, "DATABASE")
        if request.config.getoption("--rewrite-golden"):
            expected.mkdir(exist_ok=True)
            (expected / name).write_text(text, encoding="utf-8")
        assert text == (expected / name).read_text(encoding="utf-8"), f"{case.name}: --rewrite-golden if this is meant"


def lines(found: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in found)


def typed(script: str, tenants: TenantsTable) -> Iterator[str]:
    """The lines that speak of the type of the tenants' key, or of the default tenant, as a value."""
    assert tenants.default is not None
    words = (tenants.key_type, tenants.type, f"'{tenants.default.id}'")
    told = (line for line in script.splitlines() if not line.startswith('CREATE TABLE "planner".'))
    return (line for line in told if any(word in line for word in words))


def names(script: str) -> Iterator[str]:
    """The constraints and indexes that a script makes, in its order."""
    for raw in pglast.parse_sql(script):
        match raw.stmt:
            case ast.IndexStmt(idxname=name, relation=table, unique=unique):
                yield f"{'unique index' if unique else 'index'} {name} on {table.relname}"
            case ast.AlterTableStmt(relation=table, cmds=commands):
                for command in commands:
                    if isinstance(command.def_, ast.Constraint) and command.def_.conname:
                        yield f"constraint {command.def_.conname} of {table.relname}"
            case ast.CreateStmt(relation=table, tableElts=elements) if table.schemaname != "planner":
                for element in elements:
                    if isinstance(element, ast.Constraint):
                        yield f"constraint {element.conname} of {table.relname}"
