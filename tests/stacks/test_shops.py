"""The shops of examples/second-tenant: their own tests before and after, and the files that planner writes for them."""

from __future__ import annotations

import re
import shutil
import subprocess
from difflib import unified_diff
from pathlib import Path

import pytest

from harness.databases import Database, fresh_database
from harness.runs import Walk
from planner.files.stacks import module
from shops import EACH, SHOPS, Door, Logged, Shop, add_tenant, load_shop, manage, own_tests, stages

PAGE = Path(__file__).parents[2] / "docs" / "second-tenant" / "README.md"
MODULE = ("tenancy.py", "test_tenancy.py")


@pytest.mark.parametrize("name", EACH)
def test_the_module_is_what_planner_app_writes(name: str) -> None:
    shop = SHOPS[name]
    for file, text in module(shop.stack, "app.client_id", "text").items():
        kept = (shop.folder("after") / file).read_text(encoding="utf-8")
        assert _timeless(kept) == _timeless(text), f"planner app --stack {shop.stack} --force writes it again"


def _timeless(text: str) -> str:
    return re.sub(r"planner \S+ wrote it", "planner wrote it", text)


def changed(shop: Shop) -> dict[str, tuple[int, int]]:
    """Return the lines that people have added and removed, by kind of code: what planner writes does not count."""
    counts = {"application": (0, 0), "tests": (0, 0)}
    files = {
        path.relative_to(shop.folder(stage))
        for stage in ("before", "after")
        for path in shop.folder(stage).rglob("*.py")
    }
    for file in files:
        if file.name in (*MODULE, "models.py", "test_tenants.py") or "migrations" in file.parts:
            continue
        old, new = (_lines(shop.folder(stage) / file) for stage in ("before", "after"))
        lines = [line for line in unified_diff(old, new, n=0) if not line.startswith(("---", "+++"))]
        kind = "tests" if "test" in file.name else "application"
        added, removed = (sum(line.startswith(sign) for line in lines) for sign in "+-")
        counts[kind] = counts[kind][0] + added, counts[kind][1] + removed
    return counts


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


@pytest.mark.parametrize("name", EACH)
def test_the_page_says_how_many_lines_have_changed(name: str) -> None:
    counts = changed(SHOPS[name])
    cells = " | ".join(f"+{counts[kind][0]} −{counts[kind][1]}" for kind in ("application", "tests"))
    rows = [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if f"second-tenant/{name}/README.md)" in line
    ]
    assert [row for row in rows if cells in row], f"docs/second-tenant/README.md has no row of {name} with {cells}"


@pytest.mark.deep
@pytest.mark.stacks
@pytest.mark.parametrize("name", EACH)
def test_its_own_tests_pass_before_and_after(name: str, own: Logged, tmp_path: Path) -> None:
    """In a test database: Django makes it itself, with its migrations. The others get theirs from planner apply."""
    shop = SHOPS[name]
    shop.skip_where_missing()
    with fresh_database(own.server) as database:
        if shop.stack != "django":
            load_shop(shop, database)
        _passes(own_tests(shop, "before", Door.of(database)))
        if shop.stack != "django":
            planner = Walk(tmp_path / "plan.yaml", database)
            planner.write(shop.plan()).apply().must()
            add_tenant(planner, "beta")
        _passes(own_tests(shop, "after", Door.of(database)))


@pytest.mark.deep
@pytest.mark.stacks
@pytest.mark.parametrize("name", ["psycopg", "fastapi"])
def test_a_test_database_without_policies_is_noticed(name: str, own: Logged, tmp_path: Path) -> None:
    """The trap: the shop's old tests pass there, whoever forgets a tenant. Those of the tenants do not."""
    shop = SHOPS[name]
    shop.skip_where_missing()
    with fresh_database(own.server) as database:
        load_shop(shop, database)
        planner = Walk(tmp_path / "plan.yaml", database)
        planner.write(stages(shop.plan())[1]).apply().must()
        add_tenant(planner, "beta")
        done = own_tests(shop, "after", Door.of(database), "-k", "test_shop or each_other or without_a_tenant")
        assert done.returncode == 1, done.stdout
        assert "FAILED test_shop.py" not in done.stdout
        assert "FAILED test_tenants.py::test_tenants_do_not_see_each_other" in done.stdout
        assert "FAILED test_tenants.py::test_without_a_tenant_nothing_is_read_and_nothing_written" in done.stdout


@pytest.mark.deep
@pytest.mark.stacks
def test_planner_orm_writes_the_models_and_migrations_of_django(own: Logged, tmp_path: Path) -> None:
    shop = SHOPS["django"]
    shop.skip_where_missing()
    after = Path(
        shutil.copytree(shop.folder("before"), tmp_path / "after", ignore=shutil.ignore_patterns("__pycache__"))
    )
    migrations = after / "shop" / "migrations"
    with fresh_database(own.server) as database:
        planner = Walk(tmp_path / "plan.yaml", database).write(shop.plan())
        manage(shop, "before", database, "migrate")
        for stage in ("add", "tighten"):
            planner.run("orm", "--django", after, "--stage", stage, "--confirm").must()
            manage(shop, "after", database, "makemigrations", "--noinput", "--name", f"tenancy_{stage}", folder=after)
        planner.run("render", "--format", "django", "--out", migrations).must()
    for file in ("shop/models.py", *(f"shop/migrations/{path.name}" for path in migrations.glob("0*.py"))):
        kept = (shop.folder("after") / file).read_text(encoding="utf-8")
        assert _undated(kept) == _undated((after / file).read_text(encoding="utf-8")), file


def _undated(text: str) -> str:
    return re.sub(r"# Generated by Django .*", "", text)


@pytest.mark.deep
@pytest.mark.stacks
def test_planner_orm_writes_the_models_of_sqlalchemy(shop_database: Database, tmp_path: Path) -> None:
    shop = SHOPS["fastapi"]
    load_shop(shop, shop_database)
    models = Path(shutil.copy(shop.folder("before") / "models.py", tmp_path))
    planner = Walk(tmp_path / "plan.yaml", shop_database).write(shop.plan())
    planner.run("orm", "--sqlalchemy", models, "--confirm").must()
    assert models.read_text(encoding="utf-8") == (shop.folder("after") / "models.py").read_text(encoding="utf-8")


def _passes(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
