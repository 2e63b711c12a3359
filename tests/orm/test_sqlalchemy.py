"""SQLAlchemy's models in both styles: edited, edited again, and compared with the database by Alembic itself."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import sqlalchemy as sa
from servers import Database
from walk import Walk

HERE = Path(__file__).parent / "sqlalchemy"
STYLES = sorted(path.parent.name for path in HERE.glob("*/plan.yaml"))
STAGES = ("add", "tighten")


@pytest.fixture(params=STYLES)
def style(request: pytest.FixtureRequest) -> Path:
    return HERE / str(request.param)


@pytest.fixture
def models(style: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(style / "before" / "models.py", tmp_path / f"models_{style.name}.py"))


@pytest.fixture
def walk(models: Path, style: Path, database: Database) -> Walk:
    """The database as SQLAlchemy makes it of the models."""
    engine = connected(database)
    metadata(models, "before").create_all(engine)
    engine.dispose()
    return Walk(style / "plan.yaml", database)


def connected(database: Database) -> sa.Engine:
    return sa.create_engine("postgresql+psycopg://", creator=database.connect, poolclass=sa.pool.NullPool)


def metadata(models: Path, name: str) -> sa.MetaData:
    spec = importlib.util.spec_from_file_location(f"{models.stem}_{name}", models)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    found: sa.MetaData = module.Base.metadata
    return found


def differences(database: Database, models: Path, name: str) -> list[Any]:
    expected = metadata(models, name)

    def ours(table: str | None, kind: str, _: object) -> bool:
        return kind != "table" or table in expected.tables

    engine = connected(database)
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"include_name": ours}), expected))


@pytest.mark.parametrize("stage", STAGES)
def test_files_become_what_was_reviewed(
    stage: str, style: Path, models: Path, walk: Walk, request: pytest.FixtureRequest
) -> None:
    done = walk.run("orm", "--sqlalchemy", models, "--stage", stage, "--confirm").must()
    assert "left to do" not in done.err.replace("0 things left to do", "")
    expected = style / stage / "models.py"
    if request.config.getoption("--rewrite-golden"):
        expected.parent.mkdir(exist_ok=True)
        shutil.copy(models, expected)
    assert models.read_text() == expected.read_text()
    again = walk.run("orm", "--sqlalchemy", models, "--stage", stage, "--confirm").must()
    assert again.out == ""


def test_by_way_of_add(style: Path, models: Path, walk: Walk) -> None:
    walk.run("orm", "--sqlalchemy", models, "--stage", "add", "--confirm").must()
    walk.apply().must()
    walk.run("orm", "--sqlalchemy", models, "--confirm").must()
    assert differences(walk.database, models, "way") == []


def test_alembic_finds_no_difference(models: Path, walk: Walk) -> None:
    """And it does find some where the files are not edited, or only half."""
    walk.apply().must()
    assert differences(walk.database, models, "untouched")
    walk.run("orm", "--sqlalchemy", models, "--stage", "add", "--confirm").must()
    assert differences(walk.database, models, "half")
    walk.run("orm", "--sqlalchemy", models, "--confirm").must()
    assert differences(walk.database, models, "edited") == []


def test_what_is_not_sure_is_left_with_its_place(models: Path, style: Path, walk: Walk, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text((style / "plan.yaml").read_text().replace("per_tenant }", "per_tenant, foreign_keys: composite }"))
    said = Walk(plan, walk.database).run("orm", "--sqlalchemy", models).must().err
    assert f"left to do: {models}:" in said
    assert "a ForeignKeyConstraint in __table_args__" in said


def test_what_is_not_python(models: Path, walk: Walk) -> None:
    models.write_text("class User(:\n")
    assert "not Python" in walk.run("orm", "--sqlalchemy", models).must(1).err
