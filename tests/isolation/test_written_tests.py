"""`planner test`: the tests that it writes pass on a finished database, and fail once isolation is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.applications import ORGS_PLAN, ORGS_SCHEMA, Roles, edited
from harness.databases import Database
from harness.runs import Walk
from harness.templates import Templates

KINDS = """
ALTER TABLE orgs ADD name text NOT NULL DEFAULT 'an org';
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, org_id int NOT NULL REFERENCES orgs,
  made timestamptz NOT NULL DEFAULT now(), mood mood NOT NULL, size int NOT NULL CHECK (size BETWEEN 3 AND 5), UNIQUE (name));
CREATE TABLE tagged (tag_id bigint NOT NULL REFERENCES tags, chat_id bigint NOT NULL REFERENCES chats, country text NOT NULL
  REFERENCES countries, noted text DEFAULT 'it''s % \\ odd');
CREATE TABLE numbered (id serial PRIMARY KEY, tag_id bigint NOT NULL UNIQUE REFERENCES tags, data jsonb NOT NULL DEFAULT '{{}}');
CREATE TABLE themes (org_id int PRIMARY KEY REFERENCES orgs, dark boolean NOT NULL);
CREATE TABLE slots (slot int PRIMARY KEY CHECK (slot IN (1, 2)), org_id int NOT NULL REFERENCES orgs);
CREATE TABLE sealed (id int PRIMARY KEY, org_id int NOT NULL REFERENCES orgs);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'sealed'; END$$;
CREATE TRIGGER refuse BEFORE INSERT ON sealed FOR EACH ROW EXECUTE FUNCTION refuse();
GRANT SELECT, INSERT, UPDATE, DELETE ON tags, tagged, numbered, themes, slots, sealed TO {app};
GRANT USAGE ON SEQUENCE numbered_id_seq TO {app};
INSERT INTO countries VALUES ('de');
INSERT INTO tags (name, org_id, mood, size) VALUES ('one', 1, 'glad', 3), ('two', 2, 'sad', 5);
INSERT INTO tagged VALUES (1, 1, 'de'), (2, 20, 'de');
INSERT INTO numbered (tag_id) VALUES (1), (2);
"""
ENTRIES = """
  tags: { backfill: { via: org_id } }
  tagged: { backfill: { via: [{ columns: [tag_id] }, { columns: [chat_id] }] } }
  numbered: { backfill: { via: tag_id } }
  themes: { column: org_id }
  slots: { column: org_id }
  sealed: { column: org_id }
keys:"""


OPENED = """
DROP POLICY users_tenant_isolation ON users;
ALTER POLICY users_tenant_access ON users USING (true) WITH CHECK (true);
"""
PLAN = edited(ORGS_PLAN, "\nkeys:", ENTRIES)


@pytest.fixture
def walk(roles: Roles, templates: Templates, tmp_path: Path) -> Iterator[Walk]:
    """A finished database with more kinds of keys, defaults and checks."""
    plan = f"{PLAN}rls: {{ setting: app.tenant, roles: [{roles.app}] }}\n"

    def make(original: Database) -> None:
        walk = Walk.of(original, tmp_path, plan, roles.named(ORGS_SCHEMA + KINDS))
        walk.apply().must()
        walk.verify().must()

    with templates.copy("orgs, more kinds, finished", make) as database:
        yield Walk.of(database, tmp_path, plan)


def run_pytest(file: Path, walk: Walk, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the written tests as an application's suite does: in a process and a folder of their own."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", file.parent, *more, file.name],
        cwd=file.parent, env={**os.environ, "DATABASE_URL": walk.database.dsn, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip


def test_pytest_passes_and_then_fails_once_a_policy_is_dropped(walk: Walk, roles: Roles, tmp_path: Path) -> None:
    out = tmp_path / "suite"
    rows = "SELECT (SELECT count(*) FROM orgs), (SELECT count(*) FROM tags), (SELECT count(*) FROM users)"
    before = walk.database.fetch(rows)
    said = walk.run("test", "--out", out, "--format", "pytest").must()
    assert "tests of 10 tables" in said.err, "the tenants table too"
    untested = [line for line in said.err.splitlines() if "not tested" in line]
    assert untested == ["not tested: public.sealed: no row could be made: public.sealed: sealed"]
    file = out / "test_tenant_isolation.py"
    done = run_pytest(file, walk)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "1 skipped" in done.stdout
    walk.database.load(OPENED)
    broken = run_pytest(file, walk, "-rf", "-k", "users or tags")
    assert broken.returncode == 1
    failed = [line for line in broken.stdout.splitlines() if line.startswith("FAILED")]
    assert failed
    assert all(f"public.users as {roles.app}" in line for line in failed), broken.stdout[-3000:]
    assert any("DELETE of another tenant's row" in line for line in failed)
    assert walk.database.fetch(rows) == before


def test_a_file_is_written_over_only_when_asked(finished: Walk, tmp_path: Path) -> None:
    first = finished.run("test", "--out", tmp_path, "--format", "pgtap").must()
    assert (tmp_path / "tenant_isolation.sql").exists()
    finished.run("test", "--out", tmp_path, "--format", "pgtap").said(1, "exists", "--force")
    assert finished.run("test", "--out", tmp_path, "--format", "pgtap", "--force").must().err == first.err


def test_the_rows_hold_nothing_of_the_databases_own(walk: Walk, tmp_path: Path) -> None:
    """A file in a repository must not hold what customers wrote."""
    walk.database.load("UPDATE users SET email = 'private-' || id; UPDATE tags SET name = 'private-' || id")
    for format in ("pytest", "pgtap", "vitest"):
        walk.run("test", "--out", tmp_path, "--format", format).must()
    for name in ("test_tenant_isolation.py", "tenant_isolation.sql", "tenant_isolation.test.ts"):
        assert "private-" not in (tmp_path / name).read_text(encoding="utf-8")


def pgtap_script() -> str:
    """The functions of pgTAP as SQL, which the wheel's server does not have as an extension."""
    scripts = sorted(Path("/usr/share/postgresql").glob("*/extension/pgtap--[0-9]*[0-9].sql"))
    whole = [script for script in scripts if script.stem.count("--") == 1]
    if not whole or shutil.which("pg_prove") is None:
        pytest.skip("needs pg_prove and pgTAP (Debian: libtap-parser-sourcehandler-pgtap-perl, postgresql-15-pgtap)")
    lines = whole[-1].read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("\\")).replace("MODULE_PATHNAME", "pgtap")


def test_pgtap_passes_and_then_fails_once_a_policy_is_open(walk: Walk, tmp_path: Path) -> None:
    walk.database.load(f"CREATE SCHEMA tap; SET search_path = tap; {pgtap_script()}")
    walk.run("test", "--out", tmp_path, "--format", "pgtap").must()

    def prove() -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PGOPTIONS": "-c search_path=public,tap"}
        server = walk.database.server
        where = ["-h", server.host, "-p", str(server.port), "-U", "postgres", "-d", walk.database.name]
        command = ["pg_prove", "--verbose", "--ext", ".sql", *where, str(tmp_path / "tenant_isolation.sql")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    done = prove()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert "Result: PASS" in done.stdout
    walk.database.load("TRUNCATE orgs, countries CASCADE")
    assert prove().returncode == 0, "the tests need no row of the database where they were written"
    walk.database.load(OPENED)
    broken = prove()
    assert broken.returncode != 0
    failed = [line for line in broken.stdout.splitlines() if line.startswith("not ok")]
    assert failed
    assert all("public.users as" in line for line in failed), broken.stdout[-3000:]
    assert "of other tenants" in broken.stdout + broken.stderr


@pytest.mark.deep
def test_vitest_passes_and_then_fails_once_the_role_bypasses(walk: Walk, roles: Roles, tmp_path: Path) -> None:
    tools = Path(__file__).parents[2] / ".cache" / "suite"
    if shutil.which("npm") is None:
        pytest.skip("needs npm")
    tools.mkdir(parents=True, exist_ok=True)
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(tools), "vitest@3", "pg@8"]
    subprocess.run(install, check=True, timeout=240)
    with tempfile.TemporaryDirectory(dir=tools) as folder:  # its node_modules is the one above
        walk.run("test", "--out", folder, "--format", "vitest").must()
        command = [str(tools / "node_modules" / ".bin" / "vitest"), "run", "--root", folder]
        url = f"postgresql://postgres@/{walk.database.name}?host={walk.database.server.host}"
        environment = {**os.environ, "DATABASE_URL": url}

        def run() -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
            )

        done = run()
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
        walk.database.load(roles.named("ALTER ROLE {app} BYPASSRLS"))
        broken = run()
        assert broken.returncode == 1
        assert "of other tenants" in broken.stdout + broken.stderr
