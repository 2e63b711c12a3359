"""Drizzle schema files in every style: edited, edited again, compiled, and exported by Drizzle's own tool beside the database.

The first half needs no Node. The second is marked `orm`: make test-orm installs what it needs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk
from planner.catalog.compare import Words, compare
from planner.catalog.read import read_catalog
from planner.execution.session import connect_reading

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "drizzle"
EXAMPLE = ROOT / "examples" / "drizzle"
TOOLS = ROOT / ".cache" / "orm"
STYLES = sorted(path.parent.name for path in HERE.glob("*/plan.yaml"))
STAGES = ("add", "tighten")


@pytest.fixture(params=STYLES)
def style(request: pytest.FixtureRequest) -> Path:
    return HERE / str(request.param)


@pytest.fixture
def copy(style: Path, tmp_path: Path) -> Path:
    """The files of the application, as they were."""
    return Path(shutil.copytree(before(style), tmp_path / "src", ignore=shutil.ignore_patterns("app.ts")))


def before(style: Path) -> Path:
    """The guide's application is the example's."""
    return EXAMPLE / "src" if style.name == "guide" else style / "before"


@pytest.fixture
def walk(style: Path, database: Database) -> Walk:
    database.load((style / "schema.sql").read_text())
    if style.name == "files":
        database.load("CREATE TABLE unknown_to_drizzle (id int PRIMARY KEY)")
    return Walk(style / "plan.yaml", database)


def texts(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.ts"))}


@pytest.mark.parametrize("stage", STAGES)
def test_files_become_what_was_reviewed(
    stage: str, style: Path, copy: Path, walk: Walk, request: pytest.FixtureRequest
) -> None:
    done = walk.run("orm", "--drizzle", copy, "--stage", stage, "--confirm").must()
    left = "".join(
        f"{line.replace(str(copy), '.')}\n" for line in done.err.splitlines() if line.startswith("left to do")
    )
    expected = style / stage
    if request.config.getoption("--rewrite-golden"):
        shutil.rmtree(expected, ignore_errors=True)
        shutil.copytree(copy, expected)
        (expected / "left.txt").write_text(left)
    assert texts(copy) == texts(expected)
    assert left == (expected / "left.txt").read_text()


@pytest.mark.parametrize("stage", STAGES)
def test_twice_is_once(stage: str, copy: Path, walk: Walk) -> None:
    walk.run("orm", "--drizzle", copy, "--stage", stage, "--confirm").must()
    once = texts(copy)
    again = walk.run("orm", "--drizzle", copy, "--stage", stage, "--confirm").must()
    assert again.out == ""
    assert texts(copy) == once


def test_by_way_of_add_the_end_is_the_same(copy: Path, style: Path, walk: Walk) -> None:
    """Before, in the middle of and after apply: the files depend on the plan alone."""
    walk.run("orm", "--drizzle", copy, "--stage", "add", "--confirm").must()
    walk.apply("--phase", "add").must()
    assert walk.run("orm", "--drizzle", copy, "--stage", "add").must().out == ""
    walk.run("orm", "--drizzle", copy, "--confirm").must()
    walk.apply().must()
    assert walk.run("orm", "--drizzle", copy).must().out == ""
    assert sorted(lines(texts(copy))) == sorted(lines(texts(style / "tighten")))


def test_the_session_is_the_default(copy: Path, style: Path, walk: Walk, tmp_path: Path) -> None:
    if style.name != "guide":
        pytest.skip("one is enough")
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        walk.text().replace(
            "transition: { drop: tighten }", "transition: { assign: setting, setting: app.client_id, drop: tighten }"
        )
    )
    walk = Walk(plan, walk.database)
    said = ".default(sql`NULLIF(current_setting('app.client_id'::text, true), ''::text)`)"
    for stage in STAGES:
        walk.run("orm", "--drizzle", copy, "--stage", stage, "--confirm").must()
        assert b"".join(texts(copy).values()).decode().count(said) == 5
        assert walk.run("orm", "--drizzle", copy, "--stage", stage).must().out == ""
    for name, text in texts(copy).items():
        (copy / name).write_bytes(text.replace(said.encode(), b""))
    walk.run("orm", "--drizzle", copy, "--confirm").must()
    assert b"".join(texts(copy).values()).decode().count(said) == 5, "a column that is there gets its default"


def lines(files: dict[str, bytes]) -> list[bytes]:
    """Entries may stand in another order."""
    return [line.strip().rstrip(b",") for text in files.values() for line in text.splitlines()]


def test_a_dry_run_writes_nothing(copy: Path, walk: Walk) -> None:
    there = texts(copy)
    shown = walk.run("orm", "--drizzle", copy).must()
    assert "+++ b/" in shown.out
    assert "Dry-run" in shown.err
    assert texts(copy) == there


def test_nothing_is_taken_away_and_nothing_reformatted(style: Path) -> None:
    """The first edit only adds: what was there is there in its order, byte by byte."""
    for name, was in texts(before(style)).items():
        after = iter(texts(style / "add").get(name, was))
        assert all(byte in after for byte in was), name


def test_what_is_no_path_is_said(walk: Walk, tmp_path: Path) -> None:
    assert "there is no" in walk.run("orm", "--drizzle", tmp_path / "none").must(1).err
    (tmp_path / "empty").mkdir()
    assert "has no .ts" in walk.run("orm", "--drizzle", tmp_path / "empty").must(1).err


# Drizzle's own tools


@pytest.fixture
def tools(copy: Path) -> Path:
    """node_modules beside the files."""
    if not (TOOLS / "node_modules" / "drizzle-kit").is_dir() or shutil.which("node") is None:
        pytest.skip("drizzle-kit is not here: make test-orm installs it")
    (copy.parent / "node_modules").symlink_to(TOOLS / "node_modules")
    return copy.parent


def run(folder: Path, program: str, *arguments: str) -> str:
    done = subprocess.run(
        [str(folder / "node_modules" / ".bin" / program), *arguments], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def export(folder: Path) -> str:
    return run(folder, "drizzle-kit", "export", "--dialect=postgresql", "--schema=./src/**/*.ts")


@pytest.mark.orm
def test_the_schema_in_the_tests_is_what_drizzle_makes_of_the_files(style: Path, tools: Path) -> None:
    assert export(tools) == (style / "schema.sql").read_text()


@pytest.mark.orm
@pytest.mark.parametrize("stage", STAGES)
def test_it_compiles(stage: str, copy: Path, tools: Path, walk: Walk) -> None:
    walk.run("orm", "--drizzle", copy, "--stage", stage, "--confirm").must()
    files = [str(path.relative_to(tools)) for path in sorted(copy.rglob("*.ts"))]
    options = "--noEmit --strict --skipLibCheck --target es2022 --module nodenext --moduleResolution bundler"
    run(tools, "tsc", *options.replace("nodenext", "esnext").split(), *files)


@pytest.mark.orm
def test_what_drizzle_makes_of_the_edited_files_is_the_database(
    copy: Path, tools: Path, walk: Walk, scratch: Database
) -> None:
    walk.run("orm", "--drizzle", copy, "--confirm").must()
    scratch.load(export(tools))
    walk.apply().must()
    schemas = walk.load().plan.schemas
    with connect_reading(scratch.dsn) as one, connect_reading(walk.database.dsn) as other:
        defined, live = read_catalog(one, schemas), read_catalog(other, schemas)
    column = walk.load().plan.tenant.column
    guarded = [(name, column) for name in live.relations]
    missing = [str(d) for d in compare(defined, live, Words(names=True), guarded=guarded)]
    left = [line for line in walk.run("orm", "--drizzle", copy).err.splitlines() if line.startswith("left to do")]
    if not left:
        assert missing == []


# Migrations

CONFIG = """import {{ defineConfig }} from 'drizzle-kit';
export default defineConfig({{ dialect: 'postgresql', schema: './src/**/*.ts', out: './migrations', dbCredentials: {{ url: '{url}' }} }});
"""


@pytest.fixture
def migrated(copy: Path, tools: Path, walk: Walk) -> Path:
    """An application with a first migration of drizzle-kit's own, and then planner's two."""
    configure(tools, walk.database)
    run(tools, "drizzle-kit", "generate", "--name", "init")
    walk.run("orm", "--drizzle", copy, "--confirm").must()
    return tools


def configure(folder: Path, database: Database) -> None:
    url = f"postgresql://postgres@localhost/{database.name}?host={database.server.host}&port={database.server.port}"
    (folder / "drizzle.config.ts").write_text(CONFIG.format(url=url))


def generated(folder: Path) -> str:
    return run(folder, "drizzle-kit", "generate", "--name", "more")


@pytest.mark.orm
def test_drizzle_kit_has_nothing_to_generate(migrated: Path, walk: Walk) -> None:
    walk.run("render", "--format", "drizzle", "--out", migrated / "migrations").must()
    left = (HERE / walk.plan.parent.name / "tighten" / "left.txt").read_text()
    assert ("No schema changes" in generated(migrated)) == (not left)


@pytest.mark.orm
def test_drizzle_kit_has_nothing_to_generate_at_each_stage(
    copy: Path, tools: Path, walk: Walk, style: Path, scratch: Database
) -> None:
    """One migration for each deploy; together they are the two that are made at once."""
    if style.name != "guide":
        pytest.skip("the others have things left to do, or names of PostgreSQL's")
    configure(tools, scratch)
    run(tools, "drizzle-kit", "generate", "--name", "init")
    for stage in STAGES:
        walk.run("orm", "--drizzle", copy, "--stage", stage, "--confirm").must()
        out = ("--format", "drizzle", "--out", tools / "migrations")
        made = walk.run("render", *out, *(["--stage", stage] if stage == "add" else [])).must()
        assert made.out.count("INSERT INTO") == 1
        assert "is there already" in walk.run("render", *out, "--stage", stage).must(3).err
        assert "No schema changes" in generated(tools)
        run(tools, "drizzle-kit", "migrate")
    walk.apply().must()
    with connect_reading(scratch.dsn) as one, connect_reading(walk.database.dsn) as other:
        fresh, live = read_catalog(one, ["public"]), read_catalog(other, ["public"])
    guarded = [(name, "client_id") for name in live.relations]
    assert [str(d) for d in compare(fresh, live, Words(names=True), guarded=guarded)] == []


@pytest.mark.orm
def test_a_new_database_comes_to_the_schema_of_the_live_one(migrated: Path, walk: Walk, scratch: Database) -> None:
    walk.run("render", "--format", "drizzle", "--out", migrated / "migrations").must()
    configure(migrated, scratch)
    if "unknown_to_drizzle" in walk.plan.read_text():
        scratch.load("CREATE TABLE unknown_to_drizzle (id int PRIMARY KEY)")
    run(migrated, "drizzle-kit", "migrate")
    walk.apply().must()
    schemas = walk.load().plan.schemas
    with connect_reading(scratch.dsn) as one, connect_reading(walk.database.dsn) as other:
        fresh, live = read_catalog(one, schemas), read_catalog(other, schemas)
    guarded = [(name, walk.load().plan.tenant.column) for name in live.relations]
    assert [str(d) for d in compare(fresh, live, Words(names=True), guarded=guarded)] == []
    assert [str(d) for d in compare(live, fresh, Words(names=True), guarded=guarded)] == []


@pytest.mark.orm
def test_the_live_database_has_nothing_to_migrate(migrated: Path, walk: Walk) -> None:
    """drizzle-kit migrate after apply and the tracking rows; and without them, since every statement may run again."""
    database = walk.database
    database.load(
        "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);"
    )
    database.load(
        "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) SELECT 'init', (EXTRACT(EPOCH FROM now()) * 1000)::bigint + 60000"
    )
    rendered = walk.run("render", "--format", "drizzle", "--out", migrated / "migrations").must()
    walk.apply().must()
    schema = database.dump()
    journal = (migrated / "migrations" / "meta" / "_journal.json").read_text()
    assert journal.count('"tag"') == 3
    first = journal.split('"when": ')[1].split(",")[0]
    database.load(f"INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('init', {first})")
    run(migrated, "drizzle-kit", "migrate")
    assert database.dump() == schema
    database.load(f"DELETE FROM drizzle.__drizzle_migrations WHERE created_at > {first}")
    database.load(rendered.out)
    database.load(rendered.out)
    assert database.fetch("SELECT count(*) FROM drizzle.__drizzle_migrations") == [(3,)]
    run(migrated, "drizzle-kit", "migrate")
    assert database.fetch("SELECT count(*) FROM drizzle.__drizzle_migrations") == [(3,)]
    assert database.dump() == schema


@pytest.mark.orm
def test_made_once(migrated: Path, walk: Walk) -> None:
    walk.run("render", "--format", "drizzle", "--out", migrated / "migrations").must()
    assert "is there already" in walk.run("render", "--format", "drizzle", "--out", migrated / "migrations").must(3).err


@pytest.mark.orm
def test_the_type_checker_lists_the_inserts_that_need_a_client(
    copy: Path, tools: Path, walk: Walk, style: Path
) -> None:
    if style.name != "guide":
        pytest.skip("of the example alone")
    shutil.copy(EXAMPLE / "src" / "app.ts", copy)
    check = (
        json.loads((EXAMPLE / "package.json").read_text())["scripts"]["check"].replace("src/*.ts", "src/app.ts").split()
    )
    run(tools, *check)
    walk.run("orm", "--drizzle", copy / "schema.ts", "--stage", "add", "--confirm").must()
    run(tools, *check)
    walk.run("orm", "--drizzle", copy / "schema.ts", "--confirm").must()
    done = subprocess.run(
        [tools / "node_modules" / ".bin" / check[0], *check[1:]], cwd=tools, capture_output=True, text=True
    )
    errors = [line for line in done.stdout.splitlines() if line.startswith("src/")]
    source = (copy / "app.ts").read_text().splitlines()
    named = [source[int(line.split("(")[1].split(",")[0]) - 1] for line in errors]
    assert len(named) == 3
    assert all(".insert(" in line for line in named)


TWICE = """import { type AnyPgColumn, foreignKey, integer, pgTable, serial } from 'drizzle-orm/pg-core';

export const user = pgTable('User', { id: serial('id').primaryKey() });

export const note = pgTable('Note', {
  id: serial('id').primaryKey(),
  userId: integer('userId').notNull().references(() => user.id, { onDelete: 'cascade' }),
  replyTo: integer('replyTo').references((): AnyPgColumn => note.id, { onDelete: 'set null' }),
}, (table) => [
  foreignKey({ name: 'note_of_user', columns: [table.userId], foreignColumns: [user.id] }).onDelete('cascade'),
]);
"""


@pytest.mark.orm
@pytest.mark.pg(">= 15")
def test_two_foreign_keys_on_a_column_become_one_and_set_null_stays(
    copy: Path, tools: Path, style: Path, database: Database
) -> None:
    if style.name != "guide":
        pytest.skip("one is enough")
    schema = copy / "schema.ts"
    schema.write_text(TWICE)
    database.load(export(tools))
    plan = (style / "plan.yaml").read_text()
    head, keys = plan.split("tables:\n")[0], plan[plan.index("keys: {") :]
    walk = Walk(tools / "plan.yaml", database)
    walk.plan.write_text(f"{head}tables: {{ User: {{}}, Note: {{}} }}\n{keys}")
    done = walk.run("orm", "--drizzle", schema, "--confirm").must()
    assert "left to do:" not in done.err
    assert "references(() => user.id" not in schema.read_text()
    assert walk.run("orm", "--drizzle", schema).must().out == ""
    options = "--noEmit --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler"
    run(tools, "tsc", *options.split(), "src/schema.ts")
    walk.apply().must()
    assert walk.run("orm", "--check", "--drizzle", schema).must().out == ""


@pytest.mark.orm
def test_check_agrees_only_at_the_end(copy: Path, tools: Path, walk: Walk, style: Path) -> None:
    if style.name != "guide":
        pytest.skip("the others have things left to do, or names of PostgreSQL's")
    walk.apply().must()
    assert "column client_id: only in the database" in walk.run("orm", "--check", "--drizzle", copy).must(2).out
    walk.run("orm", "--drizzle", copy, "--stage", "add", "--confirm").must()
    assert (
        "nullable in the files, NOT NULL in the database" in walk.run("orm", "--check", "--drizzle", copy).must(2).out
    )
    walk.run("orm", "--drizzle", copy, "--confirm").must()
    assert walk.run("orm", "--check", "--drizzle", copy).must().out == ""
