"""SQLAlchemy's models in both styles: edited, edited again, and compared with the database by Alembic itself."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy.orm
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import sqlalchemy as sa
from harness.databases import Database
from harness.runs import Walk
from planner.catalog.compare import Words, compare
from planner.catalog.read import read_catalog
from planner.execution.session import connect_reading

HERE = Path(__file__).parent / "sqlalchemy"
EXAMPLE = Path(__file__).parents[2] / "examples" / "sqlalchemy"
STYLES = {"classic": HERE / "classic" / "before", "mapped": EXAMPLE}
"""Where their models and their plan are."""
STAGES = ("add", "tighten")


@pytest.fixture(params=STYLES)
def style(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def models(style: str, tmp_path: Path) -> Path:
    return Path(shutil.copy(STYLES[style] / "models.py", tmp_path / f"models_{style}.py"))


@pytest.fixture
def walk(models: Path, style: str, database: Database) -> Walk:
    """The database as SQLAlchemy makes it of the models."""
    engine = connected(database)
    metadata(models, "before").create_all(engine)
    engine.dispose()
    database.load("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    return Walk(STYLES[style] / "plan.yaml", database)


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
    stage: str, style: str, models: Path, walk: Walk, request: pytest.FixtureRequest
) -> None:
    done = walk.run("orm", "--sqlalchemy", models, "--stage", stage, "--confirm").must()
    assert "left to do" not in done.err.replace("0 things left to do", "")
    expected = HERE / style / stage / "models.py"
    if request.config.getoption("--rewrite-golden"):
        expected.parent.mkdir(exist_ok=True)
        shutil.copy(models, expected)
    assert models.read_text() == expected.read_text()
    again = walk.run("orm", "--sqlalchemy", models, "--stage", stage, "--confirm").must()
    assert again.out == ""


def test_by_way_of_add(style: str, models: Path, walk: Walk) -> None:
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


def test_line_ends_stay(models: Path, style: str, walk: Walk) -> None:
    models.write_bytes(models.read_bytes().replace(b"\n", b"\r\n"))
    walk.run("orm", "--sqlalchemy", models, "--confirm").must()
    text = models.read_bytes()
    assert text.count(b"\n") == text.count(b"\r\n")
    assert text.replace(b"\r\n", b"\n") == (HERE / style / "tighten" / "models.py").read_bytes()


def per_tenant(walk: Walk, folder: Path, keys: str) -> Walk:
    plan = folder / "plan.yaml"
    plan.write_text(walk.plan.read_text().replace("per_tenant }", f"per_tenant, {keys} }}"))
    return Walk(plan, walk.database)


@pytest.mark.parametrize("keys", ["foreign_keys: composite", "foreign_keys: composite, primary_key: composite"])
def test_keys_that_carry_the_tenant(keys: str, models: Path, walk: Walk, tmp_path: Path, scratch: Database) -> None:
    """The edited files make the database that apply makes, and relationships join over the new keys."""
    walk.run("orm", "--sqlalchemy", models, "--stage", "add", "--confirm").must()
    walk = per_tenant(walk, tmp_path, keys)
    done = walk.run("orm", "--sqlalchemy", models, "--confirm").must()
    assert "left to do:" not in done.err
    assert walk.run("orm", "--sqlalchemy", models).must().out == ""
    assert models.read_text().count("ForeignKeyConstraint(") == models.read_text().count('"], [')
    walk.apply().must()
    assert differences(walk.database, models, "composite") == []
    engine = connected(scratch)
    metadata(models, "scratch").create_all(engine)
    with connect_reading(scratch.dsn) as one, connect_reading(walk.database.dsn) as other:
        fresh, live = read_catalog(one, ["public"]), read_catalog(other, ["public"])
    guarded = [(name, walk.load().plan.tenant.column) for name in live.relations]
    assert [str(d) for d in compare(fresh, live, guarded=guarded)] == []
    sa.orm.configure_mappers()


def test_a_column_that_is_mixed_in(database: Database, tmp_path: Path) -> None:
    """It is not declared again, and where it stands is said."""
    models = tmp_path / "models_mixed.py"
    text = (STYLES["classic"] / "models.py").read_text().replace("class Member(Base)", "class Member(Owned, Base)")
    owned = "class Owned:\n    tenant_id = Column(BigInteger, ForeignKey('accounts.id', ondelete='CASCADE'), index=True)\n\n\n"
    models.write_text(text.replace("class Account(", f"{owned}class Account("))
    metadata(models, "before").create_all(connected(database))
    database.load("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    walk = Walk(STYLES["classic"] / "plan.yaml", database)
    said = walk.run("orm", "--sqlalchemy", models, "--confirm").must().err
    assert "tenant_id comes from Owned: it is not nullable now" in said
    assert models.read_text().count("tenant_id = Column(") == 2
    models.write_text(models.read_text().replace("index=True)", "index=True, nullable=False)", 1))
    assert "Nothing to do" in walk.run("orm", "--sqlalchemy", models).must().err
    walk.apply().must()
    assert differences(database, models, "after") == []


LONG = "members_who_have_written_at_least_one_note_in_the_last_year"


def test_names_over_63_bytes(database: Database, tmp_path: Path) -> None:
    models = tmp_path / "models_long.py"
    models.write_text((STYLES["classic"] / "models.py").read_text().replace('"members', f'"{LONG}'))
    metadata(models, "before").create_all(connected(database))
    plan = tmp_path / "plan.yaml"
    text = (STYLES["classic"] / "plan.yaml").read_text().replace("members:", f"{LONG}:")
    plan.write_text(text.replace("per_tenant }", "per_tenant, foreign_keys: composite }"))
    database.load("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    walk = Walk(plan, database)
    walk.run("orm", "--sqlalchemy", models, "--confirm").must()
    walk.apply().must()
    assert differences(database, models, "after") == []
    assert walk.run("orm", "--sqlalchemy", models).must().out == ""


@pytest.mark.pg(">= 15")
def test_set_null_of_one_column(models: Path, style: str, database: Database, tmp_path: Path) -> None:
    if style != "classic":
        pytest.skip("one is enough")
    models.write_text(
        f'{models.read_text()}    reply_to = Column("replyTo", Integer, ForeignKey("notes.id", ondelete="SET NULL", deferrable=True))\n'
    )
    engine = connected(database)
    metadata(models, "before").create_all(engine)
    database.load("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    walk = per_tenant(Walk(STYLES[style] / "plan.yaml", database), tmp_path, "foreign_keys: composite")
    walk.run("orm", "--sqlalchemy", models, "--confirm").must()
    assert "ondelete='SET NULL (\"replyTo\")', deferrable=True)" in models.read_text()
    walk.apply().must()
    assert differences(database, models, "after") == []


def test_what_is_not_sure_is_left_with_its_place(models: Path, walk: Walk) -> None:
    models.write_text(models.read_text().replace(", unique=True", "").replace("UniqueConstraint(", "Unknown("))
    said = walk.run("orm", "--sqlalchemy", models).must().err
    assert re.search(rf"left to do: {models}:\d+: public\.\w+: the unique key \(\w+\) is not found here", said)


def test_what_is_not_python(models: Path, walk: Walk) -> None:
    models.write_text("class User(:\n")
    assert "not Python" in walk.run("orm", "--sqlalchemy", models).must(1).err


# Alembic's own commands


@pytest.fixture
def project(tmp_path: Path, database: Database) -> Path:
    """The example, and its database as Alembic's first revision makes it."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "project", ignore=shutil.ignore_patterns("__pycache__")))
    alembic(folder, database, "revision", "--autogenerate", "-m", "init")
    alembic(folder, database, "upgrade", "head")
    return folder


def alembic(project: Path, database: Database, *arguments: str, code: int = 0) -> str:
    server = database.server
    where = {"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": "postgres", "PGDATABASE": database.name}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=project, capture_output=True, text=True, env={**os.environ, **where, "PYTHONPATH": ""},
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def rendered(project: Path, walk: Walk, *options: str) -> str:
    """What tells Alembic of the live database that both revisions have run."""
    return walk.run("render", "--format", "alembic", "--out", project / "migrations" / "versions", *options).must().out


KEYS = {
    "unique": "keys: { unique: per_tenant }",
    "everything": (
        "keys: { unique: per_tenant, foreign_keys: composite, primary_key: composite }\n"
        "rls: { setting: app.client_id, roles: [ROLE] }"
    ),
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("keys", KEYS)
def test_revisions_come_to_the_database_that_apply_makes(
    keys: str, project: Path, database: Database, scratch: Database
) -> None:
    walk = Walk(project / "plan.yaml", database)
    role = database.role("shop_app")
    walk.plan.write_text(walk.plan.read_text().replace(KEYS["unique"], KEYS[keys]).replace("ROLE", role))
    tracking = rendered(project, walk)
    alembic(project, scratch, "upgrade", "head")
    walk.apply().must()
    with connect_reading(scratch.dsn) as one, connect_reading(database.dsn) as other:
        fresh, live = read_catalog(one, ["public"]), read_catalog(other, ["public"])
    guarded = [(name, "client_id") for name in live.relations]
    assert [str(d) for d in compare(fresh, live, Words(names=True), guarded=guarded)] == []
    assert [str(d) for d in compare(live, fresh, Words(names=True), guarded=guarded)] == []
    dump = database.dump()
    alembic(project, database, "upgrade", "head")
    assert database.dump() == dump
    database.load("DELETE FROM alembic_version")
    alembic(project, database, *tracking.split()[1:])
    assert alembic(project, database, "current").strip().endswith("(head)")


def test_the_session_is_the_default_of_models_and_revisions(
    project: Path, database: Database, scratch: Database
) -> None:
    """In a database that create_all makes of the models, and in one that Alembic makes of the revisions."""
    walk = Walk(project / "plan.yaml", database)
    walk.write(
        walk.text().replace(
            "transition: { drop: tighten }", "transition: { assign: setting, setting: app.client_id, drop: tighten }"
        )
    )
    tracking = rendered(project, walk)
    assert tracking
    models = project / "models.py"
    walk.run("orm", "--sqlalchemy", models, "--confirm").must()
    read = "(NULLIF(current_setting('app.client_id'::text, true), ''::text))::bigint"
    assert f'server_default=text("{read}")' in models.read_text().replace("\\:", ":")
    assert walk.run("orm", "--sqlalchemy", models).must().out == ""
    alembic(project, scratch, "upgrade", "head")
    walk.apply().must()
    walk.verify().must()
    with connect_reading(scratch.dsn) as one, connect_reading(database.dsn) as other:
        fresh, live = read_catalog(one, ["public"]), read_catalog(other, ["public"])
    assert [str(d) for d in compare(fresh, live, Words(names=True))] == []
    users = metadata(models, "session").tables["users"]
    for engine in (connected(scratch), connected(database)):
        with engine.begin() as connection:
            connection.execute(sa.text("SELECT set_config('app.client_id', '1', false)"))
            assert connection.scalar(sa.insert(users).values(email="a").returning(users.c.client_id)) == 1
        with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
            connection.execute(sa.insert(users).values(email="b"))


def test_alembic_check_finds_nothing_at_each_stage(project: Path, database: Database, scratch: Database) -> None:
    """The live database has the index and the foreign key only after tighten."""
    walk = Walk(project / "plan.yaml", database)
    alembic(project, scratch, "upgrade", "head")
    for stage in STAGES:
        walk.run("orm", "--sqlalchemy", project / "models.py", "--stage", stage, "--confirm").must()
        tracking = rendered(project, walk, "--stage", stage)
        alembic(project, scratch, "upgrade", "head")
        assert "No new upgrade operations detected" in alembic(project, scratch, "check")
    walk.apply().must()
    alembic(project, database, *tracking.split()[1:])
    assert "No new upgrade operations detected" in alembic(project, database, "check")


def test_revisions_are_made_once_and_after_one_head(project: Path, database: Database) -> None:
    walk = Walk(project / "plan.yaml", database)
    versions = project / "migrations" / "versions"
    rendered(project, walk)
    again = walk.run("render", "--format", "alembic", "--out", versions)
    assert "is there already" in again.must(3).err
    for file in versions.glob("*_tenancy_*.py"):
        file.unlink()
    (versions / "other.py").write_text('revision: str = "other"\ndown_revision = None\n')
    heads = walk.run("render", "--format", "alembic", "--out", versions).must(3)
    assert "there are 2 heads" in heads.err
    (project / "empty").mkdir()
    assert "no revision" in walk.run("render", "--format", "alembic", "--out", project / "empty").must(3).err
    assert not list((project / "empty").iterdir())
