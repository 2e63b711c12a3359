"""The files for migration tools, run as the tools run them: the same database as apply's, and all the way back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pglast
import psycopg
import pytest

from harness.applications import edited
from harness.cases import GOLDEN, applied, cases, load_case
from harness.databases import Database, fresh_database
from harness.dumps import dump, rows, same_dump
from harness.migration_tools import TOOLS, Tool, session
from harness.runs import Walk
from harness.servers import Server
from planner.cli.options import RUNNERS
from planner.files.runners import FORMATS

MIGRATE = TOOLS[0]
SEVERAL = ("awkward_names", "composite_foreign_keys", "cycle", "partitioned", "row_security", "triggers", "unique_keys")
EACH = [
    pytest.param(case, tool, id=f"{case.name}-{tool.format}")
    for case in cases()
    for tool in TOOLS
    if (tool is MIGRATE or case.name in SEVERAL) and case.name != "primary_keys"
]
"""The statements are the same for all of them: every case with one tool, and some with each."""


@pytest.mark.sample(11, start=7)
@pytest.mark.parametrize(("case", "tool"), EACH)
def test_the_same_database_and_back(case: Path, tool: Tool, server: Server, tmp_path: Path) -> None:
    by_apply = applied(case, server)
    with fresh_database(server) as by_tool:
        walk = load_case(case, by_tool)
        before, rows_before = by_tool.dump(), rows(by_tool)
        walk.run("render", "--format", tool.format, "--out", tmp_path).must()
        for _ in ("once", "again"):
            tool.run(tmp_path, by_tool, "up")
            same_dump(by_apply.dump, dump(by_tool))
            assert by_apply.rows == rows(by_tool)
            assert "Nothing to do" in walk.diff().out
        tool.run(tmp_path, by_tool, "down")
        same_dump(before, by_tool.dump())
        if not case.name.startswith(
            "adopted_column"
        ):  # a column that was there keeps the values that it was filled with
            assert rows(by_tool) == rows_before
        tool.run(tmp_path, by_tool, "down")
        same_dump(before, by_tool.dump())


def test_primary_keys_are_refused(database: Database, tmp_path: Path) -> None:
    walk = load_case(GOLDEN / "primary_keys", database)
    refused = walk.run("render", "--format", "dbmate", "--out", tmp_path / "out").must(3)
    assert "can't hold `keys.primary_key: composite`" in refused.err
    assert not (tmp_path / "out").exists()


@pytest.mark.sample(2)
@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.format)
def test_on_another_database_that_has_no_rows(tool: Tool, server: Server, tmp_path: Path) -> None:
    """A developer's, or CI's: of another name, made anew from the same schema."""
    case = GOLDEN / "unique_keys"
    with fresh_database(server) as live, fresh_database(server) as fresh:
        load_case(case, live).run("render", "--format", tool.format, "--out", tmp_path).must()
        fresh.load((case / "schema.sql").read_text(encoding="utf-8"))
        tool.run(tmp_path, fresh, "up")
        assert "Nothing to do" in Walk(case / "plan.yaml", fresh).diff().out


@pytest.mark.sample(2)
@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.format)
def test_after_apply_there_is_nothing_left_for_the_files(tool: Tool, database: Database, tmp_path: Path) -> None:
    walk = load_case(GOLDEN / "unique_keys", database)
    before = database.dump()
    walk.run("render", "--format", tool.format, "--out", tmp_path).must()
    walk.apply().must()
    done = dump(database)
    tool.run(tmp_path, database, "up")
    same_dump(done, dump(database))
    walk.rollback().must()
    tool.run(tmp_path, database, "down")
    same_dump(before, database.dump())


def migrations(name: str, database: Database, folder: Path) -> list[Path]:
    """golang-migrate's of a golden case that is loaded, up, in their order."""
    load_case(GOLDEN / name, database).run("render", "--format", "golang-migrate", "--out", folder).must()
    return sorted(folder.glob("*.up.sql"))


def send(database: Database, file: Path, **parameters: str) -> None:
    with session(database, **parameters) as sending:
        sending(file.read_text(encoding="utf-8"))


def test_a_row_that_is_in_the_way_stops_the_first_file(database: Database, tmp_path: Path) -> None:
    first, *_ = migrations("chain", database, tmp_path)
    send(database, first)
    with database.connect() as connection:
        connection.execute("INSERT INTO users SELECT 0, id FROM orgs LIMIT 1")
        connection.execute("ALTER TABLE users ALTER COLUMN org DROP NOT NULL")
        connection.execute("UPDATE users SET org = NULL WHERE id = 0")
    with pytest.raises(
        psycopg.errors.ObjectNotInPrerequisiteState, match=r"public\.users: 1 no path leads to a tenant"
    ):
        send(database, first)


def test_a_file_out_of_its_turn_says_what_is_missing(database: Database, tmp_path: Path) -> None:
    _, _, third, *_ = migrations("unique_keys", database, tmp_path)
    before = database.dump()
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="not yet: schema planner, the record") as at:
        send(database, third)
    assert at.value.diag.message_hint == "run the migrations in their order"
    same_dump(before, database.dump())


def test_a_statement_timeout_is_refused_where_it_would_cut_the_work_off(database: Database, tmp_path: Path) -> None:
    files = migrations("unique_keys", database, tmp_path)
    backfill = next(n for n, file in enumerate(files) if "_backfill_" in file.name)
    for file in files[:backfill]:
        send(database, file)
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="statement_timeout is set"):
        send(database, files[backfill], options="-c statement_timeout=1h")
    send(database, files[backfill])


def test_an_interrupted_build_is_noticed_and_can_be_mended(database: Database, tmp_path: Path) -> None:
    files = migrations("unique_keys", database, tmp_path)
    at = next(n for n, file in enumerate(files) if file.name.endswith("_build.up.sql"))
    for file in files[:at]:
        send(database, file)
    prepare, build, confirm = files[at - 1 : at + 2]
    with database.connect() as writer, writer.transaction():
        writer.execute("UPDATE users SET handle = handle")
        with pytest.raises(psycopg.errors.QueryCanceled):
            send(database, build, options="-c statement_timeout=300ms")
    send(database, build)  # the tool's second attempt: the INVALID index is there, so nothing is built
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="did not take effect") as at_confirm:
        send(database, confirm)
    assert "DROP INDEX CONCURRENTLY" in (at_confirm.value.diag.message_hint or "")
    for file in (prepare, build, confirm, *files[at + 2 :]):
        send(database, file)
    walk = Walk(GOLDEN / "unique_keys" / "plan.yaml", database)
    assert "Nothing to do" in walk.diff().out


def test_an_index_that_is_not_on_record_is_not_dropped(database: Database, tmp_path: Path) -> None:
    files = migrations("unique_keys", database, tmp_path)
    MIGRATE.run(tmp_path, database, "up")
    down = [Path(str(file).replace(".up.", ".down.")) for file in reversed(files)]
    drop = next(n for n, file in enumerate(down) if "users_tenant_index_confirm" in file.name)
    for file in down[:drop]:
        send(database, file)
    for forget, message in (
        ("DELETE FROM planner.owned", "no record of it"),
        ("DROP SCHEMA planner CASCADE", "no record:"),
    ):
        with database.connect() as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(forget)
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match=message):
            send(database, down[drop])


def statements(file: Path) -> list[str]:
    """What is sent at once."""
    text = file.read_text(encoding="utf-8")
    return re.split(r"^-- migrate:(?:up|down).*$", text, flags=re.MULTILINE)[1:] or [text]


@pytest.mark.sample(6)
@pytest.mark.parametrize(("case", "tool"), [each for each in EACH if each.values[1].format != "sqitch"])
def test_a_file_holds_one_statement(case: Path, tool: Tool, database: Database, tmp_path: Path) -> None:
    load_case(case, database).run("render", "--format", tool.format, "--out", tmp_path).must()
    texts = [text for file in tmp_path.glob("*.sql") for text in statements(file)]
    assert texts
    assert {len(pglast.parse_sql(text)) for text in texts} == {1}


def test_what_looks_like_a_placeholder_of_flyway_is_left_alone(database: Database, tmp_path: Path) -> None:
    text = (GOLDEN / "constant" / "plan.yaml").read_text(encoding="utf-8")
    load_case(GOLDEN / "constant", database)
    walk = Walk.of(database, tmp_path, edited(text, "Default Client", "'${client}'"))
    walk.run("render", "--format", "flyway", "--out", tmp_path / "out").must()
    settings = {f.name for f in (tmp_path / "out").glob("V*.conf") if "placeholderReplacement=false" in f.read_text()}
    assert settings == {f"{f.name}.conf" for f in (tmp_path / "out").glob("V*.sql") if "${" in f.read_text()} != set()
    flyway = next(tool for tool in TOOLS if tool.format == "flyway")
    flyway.run(tmp_path / "out", database, "up")
    assert database.fetch('SELECT name FROM "Clients"') == [("${client}",)]


def test_the_command_line_knows_every_format() -> None:
    assert {*RUNNERS} == {*FORMATS}
    assert {*FORMATS} == {tool.format for tool in TOOLS}


FIRST = {
    ("golang-migrate", None): ("000001_", "000002_"),
    ("golang-migrate", "0042"): ("0042_", "0043_"),
    ("golang-migrate", "20270131235959"): ("20270131235959_", "20270201000000_"),
    ("flyway", None): ("V001__", "V002__"),
    ("flyway", "9"): ("V9__", "V10__"),
    ("dbmate", "20270131235959"): ("20270131235959_", "20270201000000_"),
    ("sqitch", None): ("deploy/001_", "deploy/002_"),
}


@pytest.mark.parametrize(("format", "first"), FIRST)
def test_versions_go_on_after_the_teams_own(format: str, first: str | None, database: Database, tmp_path: Path) -> None:
    walk = load_case(GOLDEN / "constant", database)
    walk.run("render", "--format", format, "--out", tmp_path, *(["--first", first] if first else [])).must()
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.sql")]
    assert all(any(name.startswith(start) for name in names) for start in FIRST[format, first])


def test_dbmates_versions_begin_now(database: Database, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    load_case(GOLDEN / "constant", database).run("render", "--format", "dbmate", "--out", tmp_path).must()
    first = min(path.name for path in tmp_path.glob("*.sql"))[:14]
    assert f"{before:%Y%m%d%H%M%S}" <= first <= f"{datetime.now(UTC):%Y%m%d%H%M%S}"


@pytest.mark.parametrize(
    "options", [("--first", "1"), ("--format", "flyway", "--first", "1.2"), ("--format", "liquibase")]
)
def test_wrong_usage(options: tuple[str, ...], database: Database, tmp_path: Path) -> None:
    walk = load_case(GOLDEN / "constant", database)
    assert options[-2] in walk.run("render", "--out", tmp_path / "out", *options).must(64).err
    assert not (tmp_path / "out").exists()


def test_files_of_an_earlier_render_are_not_mixed_with_new_ones(database: Database, tmp_path: Path) -> None:
    walk = load_case(GOLDEN / "constant", database)
    for format in ("sqitch", "flyway", "golang-migrate"):
        out = tmp_path / format
        walk.run("render", "--format", format, "--out", out).must()
        walk.run("render", "--format", format, "--out", out).must()
        refused = walk.run("render", "--format", format, "--out", out, "--first", "500").must(3)
        assert "empty directory" in refused.err


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "drizzle", "--phase", "add"),
        ("--format", "alembic", "--first", "7"),
        ("--format", "dbmate", "--stage", "add"),
    ],
    ids=" ".join,
)
def test_options_of_another_format(options: tuple[str, ...], database: Database, tmp_path: Path) -> None:
    walk = load_case(GOLDEN / "unique_keys", database)
    assert options[2] in walk.run("render", *options, "--out", tmp_path / "out").must(64).err
    assert not (tmp_path / "out").exists()
