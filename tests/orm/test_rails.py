"""The example of Rails: planner's edits and migrations, and what Rails itself makes of them.

The tests with Rails itself are marked `orm`. Debian's packages are enough: `apt-get install ruby-railties
ruby-activerecord ruby-actionpack ruby-minitest ruby-pg`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk
from planner.catalog.compare import Words, compare
from planner.catalog.read import read_catalog
from planner.execution.session import connect_reading

EXAMPLE = Path(__file__).parents[2] / "examples" / "rails"
REVIEWED = Path(__file__).parent / "rails"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "project", ignore=shutil.ignore_patterns("log", "tmp")))


@pytest.fixture
def walk(project: Path, database: Database) -> Walk:
    """The database as Rails' own migration makes it."""
    database.load((REVIEWED / "schema.sql").read_text())
    return Walk(project / "plan.yaml", database)


def models(project: Path) -> dict[str, str]:
    folder = project / "app" / "models"
    return {str(file.relative_to(folder)): file.read_text() for file in sorted(folder.rglob("*.rb"))}


@pytest.mark.parametrize("stage", ["add", "tighten"])
def test_files_become_what_was_reviewed(stage: str, project: Path, walk: Walk, request: pytest.FixtureRequest) -> None:
    done = walk.run("orm", "--rails", project, "--stage", stage, "--confirm").must()
    assert "left to do:" not in done.err
    expected = REVIEWED / f"{stage}.txt"
    found = "".join(f"=== {name}\n{text}" for name, text in models(project).items())
    if request.config.getoption("--rewrite-golden"):
        expected.write_text(found)
    assert found == expected.read_text()
    assert walk.run("orm", "--rails", project, "--stage", stage).must().out == ""
    if stage == "add":
        walk.run("orm", "--rails", project, "--acts-as-tenant", "--confirm").must()
        assert "  acts_as_tenant :client\n" in models(project)["tag.rb"]


def test_migrations_are_written_once_and_behind_the_applications(project: Path, walk: Walk) -> None:
    folder = project / "db" / "migrate"
    (folder / "29990101000000_later.rb").write_text("class Later < ActiveRecord::Migration[7.1]\nend\n")
    asked = ("render", "--format", "rails", "--out", folder)
    done = walk.run(*asked, "--phase", "add,backfill").must()
    names = [file.name for file in sorted(folder.glob("*_tenancy_*.rb"))]
    assert names == ["29990101000001_tenancy_add.rb", "29990101000002_tenancy_backfill.rb"]
    assert "ActiveRecord::Migration[7.1]\n  disable_ddl_transaction!\n" in (folder / names[0]).read_text()
    assert done.out == (
        'INSERT INTO "public"."schema_migrations" ("version") VALUES (\'29990101000001\'), (\'29990101000002\') '
        'ON CONFLICT("version") DO NOTHING;\n'
    )
    assert "the migration tenancy_add is there already" in walk.run(*asked).must(3).err
    assert "use --phase" in walk.run(*asked, "--stage", "add").must(64).err


# With Rails itself


@pytest.fixture
def rails(project: Path, server: object) -> None:
    """Skip without Rails."""
    ruby = shutil.which("ruby")
    found = ruby is not None and subprocess.run(
        [
            ruby,
            "-e",
            'require "logger"; require "pathname"; require "rails"; require "pg"; require "action_controller"',
        ],
        capture_output=True,
        check=False,
    )
    if not found or found.returncode:
        pytest.skip(
            "Rails is not installed: apt-get install --no-install-recommends ruby-railties ruby-activerecord ruby-actionpack "
            "ruby-minitest ruby-pg"
        )


def run(project: Path, database: Database, *arguments: str) -> str:
    """Run bin/rails. Its database is `database`; its tests use the one beside it."""
    server = database.server
    where = {"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": "postgres", "PGDATABASE": database.name}
    path = f"{server.bin}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["ruby", "bin/rails", *arguments], cwd=project, capture_output=True, text=True, check=False,
        env={**os.environ, **where, "PATH": path}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


@pytest.fixture
def tested(database: Database) -> Iterator[None]:
    """The database of the application's own tests."""
    with database.server.session() as session:
        session.execute(f'CREATE DATABASE "{database.name}_test"')
    yield
    with database.server.session() as session:
        session.execute(f'DROP DATABASE "{database.name}_test" WITH (FORCE)')


@pytest.mark.orm
@pytest.mark.usefixtures("rails")
def test_the_schema_in_the_tests_is_what_rails_makes(project: Path, database: Database, scratch: Database) -> None:
    run(project, scratch, "db:migrate")
    assert (project / "db" / "schema.rb").read_text() == (EXAMPLE / "db" / "schema.rb").read_text()
    database.load((REVIEWED / "schema.sql").read_text())
    assert database.dump() == scratch.dump()


@pytest.mark.deep
@pytest.mark.orm
@pytest.mark.usefixtures("rails", "tested")
def test_the_readme_with_migrations(project: Path, database: Database) -> None:
    """The application's own tests hold before, between and after. Rails takes all of it back."""
    run(project, database, "db:migrate")
    walk, folder = Walk(project / "plan.yaml", database), project / "db" / "migrate"
    before = database.dump()
    assert "4 runs, 7 assertions, 0 failures, 0 errors" in run(project, database, "test")

    walk.run("orm", "--rails", project, "--stage", "add", "--confirm").must()
    walk.run("render", "--format", "rails", "--phase", "add,backfill", "--out", folder).must()
    shutil.copytree(project / "by_hand" / "add", project, dirs_exist_ok=True)
    run(project, database, "db:migrate")
    assert "4 runs, 7 assertions, 0 failures, 0 errors" in run(project, database, "test")

    walk.run("orm", "--rails", project, "--confirm").must()
    walk.run("render", "--format", "rails", "--phase", "tighten", "--out", folder).must()
    shutil.copytree(project / "by_hand" / "tighten", project, dirs_exist_ok=True)
    run(project, database, "db:migrate")
    assert "7 runs, 10 assertions, 0 failures, 0 errors" in run(project, database, "test")
    walk.run("verify").must()
    assert walk.run("diff", "--exit-code").must().out == "Nothing to do: the database is as the plan says.\n"
    walk.run("orm", "--check", "--rails", project).must()
    assert "name:" not in "".join(
        line for line in (project / "db" / "schema.rb").read_text().splitlines() if "add_foreign_key" in line
    )

    run(project, database, "db:rollback", "STEP=3")
    assert database.dump() == before


@pytest.mark.deep
@pytest.mark.orm
@pytest.mark.usefixtures("rails")
def test_apply_and_migrations_make_the_same_database(project: Path, walk: Walk, scratch: Database) -> None:
    """And the statements of `render` mark the migrations as run in the database that apply has changed."""
    done = walk.run("render", "--format", "rails", "--out", project / "db" / "migrate").must()
    walk.apply().must()
    walk.database.load(done.out)
    run(project, scratch, "db:migrate")
    found = []
    for database in (walk.database, scratch):
        with connect_reading(database.dsn) as connection:
            found.append(read_catalog(connection, ["public"]))
    assert list(compare(*found, Words(names=True))) == []
    again = walk.run("render", "--format", "rails", "--out", project / "db" / "more")
    assert "the database has nothing left to do" in again.must(3).err
    status = run(project, walk.database, "db:migrate:status")
    assert status.count("  up  ") == 4
    assert "down" not in status
    schema = project / "db" / "schema.rb"
    assert walk.run("orm", "--check", "--rails", project).must().out == ""
    schema.write_text(schema.read_text().replace('t.bigint "client_id", null: false', 't.bigint "client_id"'))
    assert (
        "nullable in the files, NOT NULL in the database" in walk.run("orm", "--check", "--rails", project).must(2).out
    )


@pytest.mark.deep
@pytest.mark.orm
@pytest.mark.usefixtures("rails")
def test_structure_sql_with_policies_and_keys_that_carry_the_tenant(
    project: Path, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{walk.database.server.bin}{os.pathsep}{os.environ['PATH']}")
    application = project / "config" / "application.rb"
    application.write_text(
        application.read_text().replace("6.1\n", "6.1\n    config.active_record.schema_format = :sql\n")
    )
    role = walk.database.role("rails_app")
    text = walk.plan.read_text().replace("per_tenant }", "per_tenant, foreign_keys: composite }")
    walk.plan.write_text(f"{text}rls: {{ setting: app.client_id, roles: [{role}] }}\n")
    walk.run("render", "--format", "rails", "--out", project / "db" / "migrate").must()
    run(project, walk.database, "db:migrate")
    walk.run("verify").must()
    (project / "db" / "schema.rb").unlink()
    walk.run("orm", "--check", "--rails", project).must()


@pytest.mark.orm
@pytest.mark.usefixtures("rails")
def test_names_are_rails_own(project: Path, database: Database) -> None:
    """Active Record makes the same objects, and gives them the same names."""
    from planner.orm.rails.naming import Rails

    naming, table = Rails("public"), "customer_satisfaction_surveys"
    script = (
        f"c = ActiveRecord::Base.connection; c.create_table(:clients); c.create_table(:{table}) {{ |t| "
        f"t.references :client, foreign_key: true; t.string :a }}; c.add_index :{table}, %i[client_id a], unique: true"
    )
    run(project, database, "runner", script)
    with connect_reading(database.dsn) as connection:
        made = read_catalog(connection, ["public"])
    relation = next(one for name, one in made.relations.items() if name.name == table)
    ref = next(name for name in made.relations if name.name == "clients")
    expected = {
        naming.foreign_key(relation.name, ["client_id"], ref, ["id"]),
        naming.index(relation.name, ["client_id"]),
        naming.unique_index(relation.name, ["client_id", "a"]),
    }
    assert {
        *(k.name for k in relation.foreign_keys()),
        *(i.name for i in relation.indexes if not i.primary),
    } == expected
