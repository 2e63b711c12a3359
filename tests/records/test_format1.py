"""Records of format 1, as planner 0.1.0 left them in databases: every later planner reads them, and takes all of it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harness.databases import Database, fresh_database
from harness.dumps import same_dump
from harness.runs import Walk
from harness.servers import Server

FOLDER = Path(__file__).with_name("format1")


def records(*, whole: bool | None = None) -> list[Any]:
    """The frozen databases, each for the servers that its first line names; `whole` ones are those after all phases."""
    parameters = []
    for path in sorted(FOLDER.glob("*.sql")):
        case, *states = path.name.removesuffix(".sql").split(".")
        if "before" in states or whole not in (None, set(states) <= {"pg15"}):
            continue
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        mark = pytest.mark.pg(first.removeprefix("-- PostgreSQL "))
        parameters.append(pytest.param(path, id=".".join([case, *states]), marks=mark))
    return parameters


@pytest.fixture(scope="module")
def before(server: Server) -> Callable[[Path], str]:
    """What the dump of a record's database was before planner came."""

    @cache
    def dumped(file: Path) -> str:
        with fresh_database(server) as database:
            database.load(file.read_text(encoding="utf-8"))
            return database.dump()

    return lambda record: dumped(FOLDER / f"{_case(record)}.before{'.pg15' * ('.pg15.' in record.name)}.sql")


def _case(record: Path) -> str:
    return record.name.partition(".")[0]


def restored(record: Path, database: Database) -> Walk:
    database.load(record.read_text(encoding="utf-8"))
    return Walk(FOLDER / f"{_case(record)}.plan.yaml", database)


@pytest.mark.sample(8)
@pytest.mark.parametrize("record", records())
def test_all_of_it_is_taken_back(record: Path, database: Database, before: Callable[[Path], str]) -> None:
    restored(record, database).rollback().must()
    same_dump(before(record), database.dump())


@pytest.mark.sample(6)
@pytest.mark.parametrize("record", records(whole=False))
def test_a_run_that_ended_early_goes_on(record: Path, database: Database, before: Callable[[Path], str]) -> None:
    walk = restored(record, database)
    if record.stem == "quarantine.open":
        assert "rows are in quarantine" in walk.apply().must(4).err
        return
    walk.apply().must()
    walk.rollback().must()
    same_dump(before(record), database.dump())


OTHER_POLICIES = ("row_security",)
"""Cases whose policies have another form today."""


@pytest.mark.sample(4)
@pytest.mark.parametrize("record", records(whole=True))
def test_nothing_is_left_to_do(record: Path, database: Database, before: Callable[[Path], str]) -> None:
    walk = restored(record, database)
    if _case(record) in OTHER_POLICIES:
        out = walk.diff("--full").must(2).out
        assert "compare the tenant itself" in out
        assert "guard public." in out  # Guards of 0.1 told a writer whose row it is.
        walk.apply().must()
        walk.diff().must(0)
        walk.verify().must()
        walk.rollback().must()
        same_dump(before(record), database.dump())
        return
    walk.diff().must(0)


@pytest.mark.pg(">= 18")
def test_guards_that_name_tenants_are_made_again_for_policies(database: Database, tmp_path: Path) -> None:
    """The guard of a table whose tenants were there before comes with the new guards of its children."""
    restored(FOLDER / "adopted_column.sql", database)
    plan = (FOLDER / "adopted_column.plan.yaml").read_text(encoding="utf-8")
    role = database.role(f"{database.name}_app")
    walk = Walk.of(database, tmp_path, f"{plan}rls: {{ setting: app.tenant, roles: [{role}] }}\n")
    walk.apply().must()
    walk.verify().must()
    walk.diff().must()
    database.load("UPDATE invoice SET organisation = 'zeta' WHERE id = 1")
    walk.verify().must()
