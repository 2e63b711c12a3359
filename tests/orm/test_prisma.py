"""A Prisma schema: edited, edited again, and read by Prisma itself.

The second half is marked `orm`. Prisma's own engines can't be had from npm; its CLI runs with the one in WebAssembly.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk
from planner.catalog.compare import Words, compare
from planner.catalog.read import read_catalog
from planner.execution.session import connect_reading

pytestmark = pytest.mark.pg(">= 15")  # ON DELETE SET NULL (column)

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "prisma"
REVIEWED = Path(__file__).parent / "prisma"
TOOLS = ROOT / ".cache" / "orm"
STAGES = ("add", "tighten")
COMPOSITE = "keys: { unique: per_tenant, foreign_keys: composite }"
KEYS = {
    "unique": "keys: { unique: per_tenant }",
    "foreign": COMPOSITE,
    "primary": COMPOSITE.replace(" }", ", primary_key: composite }"),
}

ONE_TO_ONE = "public.settings: unique key: only in the database: (client_id, user_id) settings_client_id_user_id_key"
"""What is left to people, who change their code with it."""

TRACKING = """
CREATE TABLE _prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text,
  rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0
);
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "project"))


@pytest.fixture
def schema(project: Path) -> Path:
    return project / "prisma" / "schema.prisma"


@pytest.fixture
def walk(project: Path, database: Database) -> Walk:
    database.load((REVIEWED / "schema.sql").read_text())
    database.load(TRACKING)
    return Walk(project / "plan.yaml", database)


@pytest.mark.parametrize("stage", STAGES)
def test_files_become_what_was_reviewed(stage: str, schema: Path, walk: Walk, request: pytest.FixtureRequest) -> None:
    done = walk.run("orm", "--prisma", schema, "--stage", stage, "--confirm").must()
    assert "left to do:" not in done.err
    expected = REVIEWED / stage / "schema.prisma"
    if request.config.getoption("--rewrite-golden"):
        expected.parent.mkdir(exist_ok=True)
        shutil.copy(schema, expected)
    assert schema.read_text() == expected.read_text()
    assert walk.run("orm", "--prisma", schema, "--stage", stage).must().out == ""


def test_by_way_of_add_the_end_says_the_same(schema: Path, walk: Walk) -> None:
    walk.run("orm", "--prisma", schema, "--stage", "add", "--confirm").must()
    walk.apply("--phase", "add").must()
    assert walk.run("orm", "--prisma", schema, "--stage", "add").must().out == ""
    walk.run("orm", "--prisma", schema, "--confirm").must()
    walk.apply().must()
    assert walk.run("orm", "--prisma", schema).must().out == ""
    expected = (REVIEWED / "tighten" / "schema.prisma").read_text()
    assert sorted(schema.read_text().split()) == sorted(expected.split())


def test_nothing_is_taken_away_and_nothing_reformatted(schema: Path, walk: Walk) -> None:
    was = schema.read_bytes()
    walk.run("orm", "--prisma", schema, "--stage", "add", "--confirm").must()
    after = iter(schema.read_bytes())
    assert all(byte in after for byte in was)


def test_line_ends_stay(schema: Path, walk: Walk) -> None:
    schema.write_bytes(schema.read_bytes().replace(b"\n", b"\r\n"))
    walk.run("orm", "--prisma", schema, "--confirm").must()
    text = schema.read_bytes()
    assert text.count(b"\n") == text.count(b"\r\n")
    assert text.replace(b"\r\n", b"\n") == (REVIEWED / "tighten" / "schema.prisma").read_bytes()


LEFT = {
    "one to one": (KEYS["unique"], "", "", "user is one to one with User.settings"),
    "a name that is taken": (COMPOSITE, "  theme  ", "  clientId Int\n  theme  ", "--property NAME names the new one"),
    "a key that is not there": (COMPOSITE, " @unique /// who they are", "", "the unique key (email) is not found here"),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_is_not_sure_is_left_with_its_place(case: str, schema: Path, walk: Walk) -> None:
    keys, there, put, said = LEFT[case]
    walk.plan.write_text(walk.plan.read_text().replace(COMPOSITE, keys))
    schema.write_text(schema.read_text().replace(there, put))
    done = walk.run("orm", "--prisma", schema, "--confirm").must()
    assert re.search(rf"left to do: {schema}:\d+: .*{re.escape(said)}", done.err), done.err
    again = walk.run("orm", "--prisma", schema).must()
    assert again.out == ""
    assert said in again.err


WRONG = {
    "model User {\n  id Int @id\n": "model User has no end",
    "model User {\n  id\n}\n": "'id' is no field",
    "User {\n}\n": "'User' begins no block",
    "model User {\n  id Int @id;\n}\n": "';' is not expected",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_prisma_schema(text: str, schema: Path, walk: Walk) -> None:
    schema.write_text(text)
    assert f"not a Prisma schema: {WRONG[text]}" in walk.run("orm", "--prisma", schema).must(1).err


def test_migrations_come_to_the_database_that_apply_makes(project: Path, walk: Walk, scratch: Database) -> None:
    """Each file as Prisma sends it: in one query. On the live database they change nothing."""
    folder = project / "prisma" / "migrations"
    init = folder / "20260101000000_init" / "migration.sql"
    assert "no migration of Prisma's" in walk.run("render", "--format", "prisma", "--out", folder).must(3).err
    init.parent.mkdir(parents=True)
    init.write_text((REVIEWED / "schema.sql").read_text())
    told = walk.run("render", "--format", "prisma", "--out", folder).must().out
    names = sorted(path.parent.name for path in folder.glob("*/migration.sql"))
    assert told.splitlines() == [f"npx prisma migrate resolve --applied {name}" for name in names[1:]]
    assert "is there already" in walk.run("render", "--format", "prisma", "--out", folder).must(3).err
    scratch.load(TRACKING)
    for name in names:
        scratch.load((folder / name / "migration.sql").read_text())
    walk.apply().must()
    with connect_reading(scratch.dsn) as one, connect_reading(walk.database.dsn) as other:
        fresh, live = read_catalog(one, ["public"]), read_catalog(other, ["public"])
    guarded = [(name, "client_id") for name in live.relations]
    assert [str(d) for d in compare(fresh, live, Words(names=True), guarded=guarded)] == []
    assert [str(d) for d in compare(live, fresh, Words(names=True), guarded=guarded)] == []
    dump = walk.database.dump()
    for name in names[1:]:
        walk.database.load((folder / name / "migration.sql").read_text())
    assert walk.database.dump() == dump


def test_the_session_is_the_default_of_the_schema_and_of_migrations(project: Path, schema: Path, walk: Walk) -> None:
    walk.write(
        walk.text().replace(
            "transition: { drop: tighten }", "transition: { assign: setting, setting: app.client_id, drop: tighten }"
        )
    )
    before = schema.read_text()
    walk.run("orm", "--prisma", schema, "--stage", "add", "--confirm").must()
    walk.run("orm", "--prisma", schema, "--confirm").must()
    said = """@default(dbgenerated("NULLIF(current_setting('app.client_id'::text, true), ''::text)"))"""
    assert schema.read_text().count(said) == 5
    assert walk.run("orm", "--prisma", schema).must().out == ""
    schema.write_text(schema.read_text().replace(f" {said}", ""))
    walk.run("orm", "--prisma", schema, "--confirm").must()
    assert schema.read_text().count(said) == 5, "a field that is there gets its default"
    schema.write_text(before)
    folder = project / "prisma" / "migrations"
    (folder / "20260101000000_init").mkdir(parents=True)
    (folder / "20260101000000_init" / "migration.sql").write_text("")
    walk.run("render", "--format", "prisma", "--out", folder).must()
    add = next(folder.glob("*_tenancy_expand/migration.sql")).read_text()
    assert add.count("SET DEFAULT NULLIF(current_setting(") == 5


# Prisma's own tools

CONFIG = """import { PrismaPg } from '@prisma/adapter-pg';
const url = new URL(process.env.DATABASE_URL);
const where = { host: url.searchParams.get('host'), port: Number(url.searchParams.get('port')), idleTimeoutMillis: 10 };
export default {
  experimental: { adapter: true },
  engine: 'js',
  schema: 'prisma/schema.prisma',
  adapter: async () => new PrismaPg({ ...where, user: url.username, database: url.pathname.slice(1) }),
};
"""


@pytest.fixture
def tools(project: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """node_modules beside the files, and Prisma told to take its engine in WebAssembly."""
    if not (TOOLS / "node_modules" / "prisma").is_dir() or shutil.which("node") is None:
        pytest.skip("prisma is not here: make test-orm installs it")
    (project / "node_modules").symlink_to(TOOLS / "node_modules")
    (project / "prisma.config.mjs").write_text(CONFIG)
    never = project / "engine"
    never.touch(mode=0o755)
    server = database.server
    monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres@localhost/{database.name}?host={server.host}&port=5432")
    monkeypatch.setenv("PRISMA_QUERY_ENGINE_LIBRARY", str(never))
    monkeypatch.setenv("PRISMA_SCHEMA_ENGINE_BINARY", str(never))
    monkeypatch.setenv("CHECKPOINT_DISABLE", "1")
    return project


def run(folder: Path, program: str, *arguments: str) -> str:
    done = subprocess.run(
        [str(folder / "node_modules" / ".bin" / program), *arguments], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.orm
def test_the_schema_in_the_tests_is_what_prisma_makes_of_the_files(tools: Path) -> None:
    made = run(tools, "prisma", "migrate", "diff", "--from-empty", "--to-schema-datamodel", "prisma", "--script")
    assert made == (REVIEWED / "schema.sql").read_text()


@pytest.mark.orm
@pytest.mark.parametrize("keys", KEYS)
def test_prisma_agrees_at_the_end(keys: str, tools: Path, schema: Path, walk: Walk) -> None:
    """It reads the files at each stage, and makes of the last the database that apply makes."""
    walk.plan.write_text(walk.plan.read_text().replace(COMPOSITE, KEYS[keys]))
    check = ("orm", "--check", "--prisma", tools / "prisma")
    walk.apply().must()
    assert "column client_id: only in the database" in walk.run(*check).must(2).out
    walk.run("orm", "--prisma", tools / "prisma", "--stage", "add", "--confirm").must()
    run(tools, "prisma", "validate")
    assert "nullable in the files, NOT NULL in the database" in walk.run(*check).must(2).out
    done = walk.run("orm", "--prisma", tools / "prisma", "--confirm").must()
    run(tools, "prisma", "validate")
    left = "left to do:" in done.err
    assert left == (keys == "unique")
    found = walk.run(*check).must(2 if left else 0).out
    assert found.splitlines() == ([ONE_TO_ONE] if left else [])


@pytest.mark.orm
def test_names_over_63_bytes(tools: Path, schema: Path, walk: Walk) -> None:
    long = "messages_that_somebody_has_written_in_a_chat_of_the_last_year"
    for file in (schema, walk.plan):
        file.write_text(
            file.read_text().replace("messages:", f"{long}:").replace('@@map("messages")', f'@@map("{long}")')
        )
    walk.database.load(f"ALTER TABLE messages RENAME TO {long}")
    walk.database.load(f"ALTER TABLE {long} RENAME CONSTRAINT messages_pkey TO {long[:58]}_pkey")
    walk.run("orm", "--prisma", schema, "--confirm").must()
    walk.apply().must()
    assert walk.run("orm", "--check", "--prisma", schema).must().out == ""


@pytest.mark.orm
def test_the_type_checker_lists_the_writes_that_need_a_client(tools: Path, schema: Path, walk: Walk) -> None:
    program, *options = json.loads((tools / "package.json").read_text())["scripts"]["check"].split()

    def errors() -> list[str]:
        run(tools, "prisma", "generate")
        command = [str(tools / "node_modules" / ".bin" / program), *options]
        done = subprocess.run(command, cwd=tools, capture_output=True, text=True, env=dict(os.environ))
        return [line for line in done.stdout.splitlines() if line.startswith("src/app.ts")]

    assert errors() == []
    walk.run("orm", "--prisma", schema, "--stage", "add", "--confirm").must()
    assert errors() == []
    walk.run("orm", "--prisma", schema, "--confirm").must()
    source = (tools / "src" / "app.ts").read_text().splitlines()
    named = [source[int(line.split("(")[1].split(",")[0]) - 1] for line in errors()]
    assert len(named) == 3
    assert all(".create(" in line for line in named)
