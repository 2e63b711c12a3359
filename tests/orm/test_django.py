"""Django's models: edited, edited again, and taken by Django's own makemigrations, migrate and sqlmigrate."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk
from planner.catalog.compare import Words, compare
from planner.catalog.model import Catalog
from planner.catalog.read import read_catalog
from planner.execution.session import connect_reading

pytestmark = pytest.mark.pg(">= 14")  # Django 5.2

EXAMPLE = Path(__file__).parents[2] / "examples" / "django"
REVIEWED = Path(__file__).parent / "django"
STAGES = ("add", "tighten")
APPLICATIONS = ("shop", "accounts")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "project", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def walk(project: Path, database: Database) -> Walk:
    return migrated(project, database)


def migrated(project: Path, database: Database) -> Walk:
    """The database as Django's own migrations make it. Its foreign keys are DEFERRABLE."""
    manage(project, database, "makemigrations", *APPLICATIONS)
    manage(project, database, "migrate")
    return Walk(project / "plan.yaml", database)


def manage(project: Path, database: Database, *arguments: str) -> str:
    server = database.server
    where = {"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": "postgres", "PGDATABASE": database.name}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=project, capture_output=True, text=True, env={**os.environ, **where}, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def texts(project: Path) -> dict[str, str]:
    files = [project / "shop" / "models.py", project / "billing" / "models" / "invoice.py"]
    return {str(file.relative_to(project)): file.read_text() for file in files}


def catalog(database: Database) -> Catalog:
    with connect_reading(database.dsn) as connection:
        return read_catalog(connection, ["public"])


@pytest.mark.parametrize("stage", STAGES)
def test_files_become_what_was_reviewed(stage: str, project: Path, walk: Walk, request: pytest.FixtureRequest) -> None:
    done = walk.run("orm", "--django", project, "--stage", stage, "--confirm").must()
    assert "left to do:" not in done.err
    expected = REVIEWED / stage
    if request.config.getoption("--rewrite-golden"):
        for name, text in texts(project).items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_text(text)
    assert texts(project) == texts(expected)
    assert walk.run("orm", "--django", project, "--stage", stage).must().out == ""


def test_line_ends_stay(project: Path, walk: Walk) -> None:
    for name in texts(project):
        (project / name).write_bytes((project / name).read_bytes().replace(b"\n", b"\r\n"))
    walk.run("orm", "--django", project, "--confirm").must()
    for name in texts(project):
        text = (project / name).read_bytes()
        assert text.count(b"\n") == text.count(b"\r\n")
        assert text.replace(b"\r\n", b"\n") == (REVIEWED / "tighten" / name).read_bytes()


def test_a_class_of_the_tenants_name(project: Path, database: Database) -> None:
    models = project / "shop" / "models.py"
    models.write_text(f"{models.read_text()}\n\nclass Client(models.Model):\n    agent = models.TextField()\n")
    walk = migrated(project, database)
    walk.plan.write_text(walk.plan.read_text().replace("tables:\n", "tables:\n  shop_client: {}\n"))
    walk.run("orm", "--django", project, "--confirm").must()
    assert "class ClientTenant(models.Model):" in models.read_text()
    manage(project, database, "check")


def test_by_way_of_add_the_end_is_the_same(project: Path, walk: Walk) -> None:
    walk.run("orm", "--django", project, "--stage", "add", "--confirm").must()
    walk.apply("--phase", "add").must()
    assert walk.run("orm", "--django", project, "--stage", "add").must().out == ""
    walk.run("orm", "--django", project, "--confirm").must()
    assert texts(project) == texts(REVIEWED / "tighten")
    walk.apply().must()
    assert walk.run("orm", "--django", project).must().out == ""


def test_djangos_migrations_come_to_the_database_that_apply_makes(project: Path, walk: Walk, scratch: Database) -> None:
    """And on the live one they are faked: nothing is left to migrate, and nothing is changed."""
    for stage in STAGES:
        walk.run("orm", "--django", project, "--stage", stage, "--confirm").must()
        manage(project, walk.database, "makemigrations", "--noinput", "--name", f"tenancy_{stage}")
        manage(project, walk.database, "makemigrations", "--check")
    manage(project, scratch, "migrate")
    walk.apply().must()
    fresh, live = catalog(scratch), catalog(walk.database)
    words = Words(names=True, actions=False, patterns=False)
    guarded = [(name, "client_id") for name in live.relations]
    assert [str(d) for d in compare(fresh, live, words, guarded=guarded)] == []
    assert [str(d) for d in compare(live, fresh, words, guarded=guarded)] == []
    dump = walk.database.dump()
    manage(project, walk.database, "migrate", "--fake")
    assert "No migrations to apply" in manage(project, walk.database, "migrate")
    assert walk.database.dump() == dump


CREATE = """
from django.db import IntegrityError, connection, transaction
from shop.models import Customer
with transaction.atomic():
    connection.cursor().execute("SELECT set_config('app.client_id', '1', true)")
    assert Customer.objects.create(email="a").client_id == 1
try:
    Customer.objects.create(email="b")
except IntegrityError:
    print("refused")
"""


def test_the_session_is_the_default_of_models_and_migrations(project: Path, walk: Walk, scratch: Database) -> None:
    walk.write(
        walk.text().replace(
            "transition: { drop: tighten }", "transition: { assign: setting, setting: app.client_id, drop: tighten }"
        )
    )
    for stage in STAGES:
        walk.run("orm", "--django", project, "--stage", stage, "--confirm").must()
        manage(project, walk.database, "makemigrations", "--noinput", "--name", f"tenancy_{stage}")
    assert walk.run("orm", "--django", project).must().out == ""
    assert 'db_default=RawSQL("(NULLIF(current_setting(' in texts(project)["shop/models.py"]
    manage(project, scratch, "migrate")
    walk.apply().must()
    words = Words(names=True, actions=False, patterns=False)
    assert [str(d) for d in compare(catalog(scratch), catalog(walk.database), words)] == []
    scratch.load("INSERT INTO clients (id, name) VALUES (1, 'One')")
    for database in (scratch, walk.database):
        assert "refused" in manage(project, database, "shell", "-c", CREATE)


@pytest.mark.deep
def test_sqlmigrate_says_the_names_that_the_database_has(project: Path, walk: Walk) -> None:
    for stage in STAGES:
        walk.run("orm", "--django", project, "--stage", stage, "--confirm").must()
        manage(project, walk.database, "makemigrations", "--noinput", "--name", f"tenancy_{stage}")
    sql = "".join(
        manage(project, walk.database, "sqlmigrate", app, name) for app in APPLICATIONS for name in ("0002", "0003")
    )
    walk.apply().must()
    live = catalog(walk.database)
    held = {
        name
        for relation in live.relations.values()
        for name in [*(i.name for i in relation.indexes), *(c.name for c in relation.constraints)]
    }
    said = set(re.findall(r'(?:(?<!DROP )CONSTRAINT|CREATE (?:UNIQUE )?INDEX) "(\w+)"', sql))
    assert len(said) >= 12
    assert said <= held


@pytest.mark.deep
def test_names_over_63_bytes(project: Path, database: Database, scratch: Database) -> None:
    long = "orders_of_customers_who_have_bought_at_least_one_thing_last_year"
    for file in (project / "shop" / "models.py", project / "plan.yaml"):
        file.write_text(file.read_text().replace('"orders"', f'"{long[:63]}"').replace("  orders:", f"  {long[:63]}:"))
    walk = migrated(project, database)
    for stage in STAGES:
        walk.run("orm", "--django", project, "--stage", stage, "--confirm").must()
        manage(project, database, "makemigrations", "--noinput", "--name", f"tenancy_{stage}")
    manage(project, scratch, "migrate")
    walk.apply().must()
    fresh, live = catalog(scratch), catalog(database)
    words = Words(names=True, actions=False, patterns=False)
    guarded = [(name, "client_id") for name in live.relations]
    assert [str(d) for d in compare(fresh, live, words, guarded=guarded)] == []


@pytest.mark.deep
def test_check_agrees_only_at_the_end(project: Path, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    check = ("orm", "--check", "--settings", "settings", "--python", sys.executable)
    walk.apply().must()
    assert "column client_id: only in the database" in walk.run(*check).must(2).out
    walk.run("orm", "--django", project, "--stage", "add", "--confirm").must()
    assert "nullable in the files, NOT NULL in the database" in walk.run(*check).must(2).out
    walk.run("orm", "--django", project, "--confirm").must()
    assert walk.run(*check).must().out == ""


@pytest.mark.deep
def test_what_django_has_no_word_for_is_a_migration(project: Path, walk: Walk, scratch: Database) -> None:
    """Keys of several columns and policies: after it a new database has them, and on the live one it changes nothing."""
    database, out = walk.database, ("--format", "django", "--out", project / "shop" / "migrations")
    assert "Django's own migrations say all" in walk.run("render", *out).must(3).err
    role = database.role("django_shop_app")
    plan = walk.plan.read_text().replace(
        "per_tenant }", "per_tenant, foreign_keys: composite, primary_key: composite }"
    )
    walk.plan.write_text(f"{plan}rls: {{ setting: app.client_id, roles: [{role}] }}\n")
    for stage in STAGES:
        done = walk.run("orm", "--django", project, "--stage", stage, "--confirm").must()
        assert "left to do:" not in done.err
        manage(project, database, "makemigrations", "--noinput", "--name", f"tenancy_{stage}")
    assert "db_constraint=False" in (project / "shop" / "models.py").read_text()
    assert walk.run("orm", "--django", project).must().out == ""
    assert "makemigrations writes this one" in walk.run("render", *out, "--stage", "add").must(3).err
    told = walk.run("render", *out).must().out
    assert told == "python manage.py migrate --fake shop 0004_tenancy_contract\n"
    assert "is there already" in walk.run("render", *out).must(3).err
    manage(project, database, "makemigrations", "--check")
    manage(project, scratch, "migrate")
    walk.apply().must()
    fresh, live = catalog(scratch), catalog(database)
    words = Words(names=True, actions=False, patterns=False)
    guarded = [(name, "client_id") for name in live.relations]
    assert [str(d) for d in compare(fresh, live, words, guarded=guarded)] == []
    assert [str(d) for d in compare(live, fresh, words, guarded=guarded)] == []
    dump = database.dump()
    manage(project, database, "migrate", "--fake", "shop", "0003")
    manage(project, database, "migrate", "--fake", "accounts")
    manage(project, database, "migrate")
    assert database.dump() == dump


LEFT = {
    "of a ManyToManyField": (
        "class Line(models.Model):",
        "class Tag(models.Model):\n    products = models.ManyToManyField(Product)\n\n\nclass Line(models.Model):",
        "tables: { shop_tag_products: { backfill: { via: product_id } }, shop_tag: {}, ",
        "Django makes it for Tag.products",
    ),
    "rows that go on in another table": (
        "class Line(models.Model):",
        "class Parcel(Product):\n    weight = models.IntegerField()\n\n\nclass Line(models.Model):",
        "tables: { shop_parcel: { backfill: { via: product_ptr_id } }, ",
        "it inherits client from Product, whose rows its own go on",
    ),
    "who signs in": (
        "    name = models.TextField(blank=True)",
        '    name = models.TextField(blank=True)\n\n    USERNAME_FIELD = "email"\n',
        "tables: {",
        "email is its USERNAME_FIELD",
    ),
    "one to one": (
        "    region = ",
        "    best = models.OneToOneField(Customer, models.CASCADE, null=True)\n    region = ",
        "tables: {",
        "make it a ForeignKey",
    ),
    "a name that is taken": (
        "    sku = ",
        "    client = models.TextField(null=True)\n    sku = ",
        "tables: {",
        "it has a field client that is another column: --property NAME",
    ),
}


@pytest.mark.sample(5)
@pytest.mark.parametrize("case", LEFT)
def test_what_is_not_sure_is_left_with_its_place(case: str, project: Path, database: Database) -> None:
    there, put, tables, said = LEFT[case]
    models = project / "shop" / "models.py"
    models.write_text(models.read_text().replace(there, put, 1))
    walk = migrated(project, database)
    plan = project / "plan.yaml"
    entries = re.findall(r"^  (\w+: \{.*\})$", plan.read_text().split("tables:\n")[1].split("keys:")[0], re.M)
    head, rest = plan.read_text().split("tables:\n")
    plan.write_text(f"{head}{tables} {', '.join(entries)} }}\nkeys:{rest.split('keys:')[1]}")
    done = walk.run("orm", "--django", project, "--confirm").must()
    assert re.search(rf"left to do: {models}:\d+: .*{re.escape(said)}", done.err), done.err
