"""The modules of `planner app`: their own tests pass on a real server, and the code of each says what the plan says."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_typescript

from harness.databases import Database
from harness.runs import in_process
from planner.files.stacks import STACKS, module

PLAN = """
version: 1
tenant: { table: org, key: { column: id, type: int4 }, column: org_id }
transition: { assign: setting, setting: app.org }
"""


@pytest.mark.parametrize("dialect", ["postgres", "citus"])
@pytest.mark.parametrize("stack", STACKS)
def test_the_setting_and_the_type_are_those_of_the_plan(stack: str, dialect: str) -> None:
    for key, text in {"bigint": "1", "uuid": "-4000-8000-", "character varying(8)": '"one"'}.items():
        files = module(stack, "app.org", key, dialect)
        main = next(text for name, text in files.items() if "test" not in name)
        assert 'SETTING = "app.org"' in main
        assert "{{" not in "".join(files.values())
        assert text in next(text for name, text in files.items() if "test" in name)
        for name, content in files.items():
            if name.endswith(".py"):
                ast.parse(content)
            else:
                parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_typescript.language_typescript()))
                assert not parser.parse(content.encode()).root_node.has_error


def test_the_command(tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.yaml", tmp_path / "out"
    plan.write_text(PLAN, encoding="utf-8")
    call = ("app", plan, "--stack", "drizzle", "--out", out)
    in_process(*call).must()
    assert {path.name for path in out.iterdir()} == {"tenancy.ts", "tenancy.test.ts"}
    assert "tenantId: number | bigint" in (out / "tenancy.ts").read_text(encoding="utf-8")
    in_process(*call).said(1, "exists; nothing was written", "--force")
    in_process(*call, "--force").must()
    plan.write_text(PLAN.replace("transition: { assign: setting, setting: app.org }", ""), encoding="utf-8")
    in_process("app", plan, "--stack", "psycopg", "--out", out).said(1, "names no setting", "assign: setting")
    assert not (out / "tenancy.py").exists()


SETTINGS = """
import os
from psycopg.conninfo import conninfo_to_dict
said = conninfo_to_dict(os.environ["DATABASE_URL"])
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": said["dbname"], "USER": said.get("user"),
  "HOST": said.get("host"), "PORT": said.get("port"), "PASSWORD": said.get("password")}}
TENANT_OF_REQUEST = "test_tenancy.of_request"
SECRET_KEY = "x"
USE_TZ = True
"""


@pytest.mark.parametrize("stack", STACKS)
def test_on_citus_the_tenant_is_a_literal_of_set_local(stack: str) -> None:
    files = module(stack, "app.org", "text", "citus")
    main = next(text for name, text in files.items() if "test" not in name)
    assert """SET LOCAL "app"."org" TO""" in main
    assert "SET LOCAL citus.propagate_set_commands TO 'local'" in main
    assert "pg_catalog.set_config" not in main


@pytest.mark.parametrize(
    ("stack", "dialect"),
    [
        *((stack, "postgres") for stack in ("psycopg", "sqlalchemy", "django")),
        ("psycopg", "citus"),
        *(pytest.param(stack, "citus", marks=pytest.mark.deep) for stack in ("sqlalchemy", "django")),
    ],
)
def test_its_own_tests_pass(stack: str, dialect: str, database: Database, tmp_path: Path) -> None:
    for name, text in module(stack, "app.org", "text", dialect).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    environment = {**os.environ, "DATABASE_URL": database.dsn, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_tenancy.py"]
    if stack == "django":
        (tmp_path / "settings.py").write_text(SETTINGS, encoding="utf-8")
        environment["DJANGO_SETTINGS_MODULE"] = "settings"
        command = [sys.executable, "-m", "django", "test", "--noinput", "test_tenancy"]
    if stack == "sqlalchemy":
        environment["DATABASE_URL"] = url(database)
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def url(database: Database) -> str:
    from psycopg.conninfo import conninfo_to_dict
    from sqlalchemy.engine import URL

    said = conninfo_to_dict(database.dsn)
    query = {"host": str(said["host"]), **({"port": str(said["port"])} if "port" in said else {})}
    made = URL.create(
        "postgresql",
        said.get("user"),
        said.get("password"),
        database=str(said["dbname"]),
        query=query,  # type: ignore[arg-type]
    )
    return made.render_as_string(hide_password=False)
