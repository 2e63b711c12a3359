"""The files that a person reviews: one for each phase, short lines, and safe to stop and to run again."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pglast
import psycopg
import pytest

from harness.cases import GOLDEN, applied, load_case
from harness.databases import Database
from harness.dumps import dump, rows, same_dump
from harness.runs import Walk, rollback_files
from harness.servers import Server
from harness.waiting import until
from planner.demo import example

NAMES = [
    "0-preflight.sql",
    "1-add.sql",
    "2-backfill.sql",
    "3-tighten.sql",
    "README.md",
    "plan.json",
    "rollback-1-add.sql",
    "rollback-2-backfill.sql",
    "rollback-3-tighten.sql",
    "verify.sql",
]


@pytest.fixture
def chat(database: Database, tmp_path: Path) -> Walk:
    """The chat application with few rows."""
    example.load(database.dsn, users=20)
    with example.plan() as plan:
        return Walk.of(database, tmp_path, plan.read_text(encoding="utf-8"))


@pytest.mark.parametrize("format", ["psql", "sql"])
def test_ten_files_with_short_lines(format: str, chat: Walk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = chat.run("render", "--out", out, "--format", format).must().err
    assert sorted(file.name for file in out.iterdir()) == NAMES
    assert "README.md" in told
    texts = {file.name: file.read_text(encoding="utf-8") for file in out.iterdir() if file.name != "plan.json"}
    long = [(name, line) for name, text in texts.items() for line in text.split("\n") if len(line) > 120]
    assert not long
    for name, text in texts.items():
        if name.endswith(".sql"):
            assert text.count("SET search_path = '';") == (1 if format == "psql" else 0), name
            assert (format == "psql") == bool(re.search(r"^\\", text, re.MULTILINE)), name
    if format == "psql":
        asked = answers()
        assert {number for number, _, _ in asked} == {str(n) for n in range(1, 11)}
        assert [(name, start) for _, name, start in asked if f"\n{start}" not in f"\n{texts[name]}"] == []


def answers() -> list[tuple[str, str, str]]:
    """Return where docs/review.md says that answers stand: the question, the file, and how the lines begin."""
    page = (Path(__file__).parents[2] / "docs" / "review.md").read_text(encoding="utf-8")
    found: list[tuple[str, str, str]] = []
    for number, file, start in re.findall(r"(?m)^\| *(\d*) *\|.*\| `([^`]+)` \| `([^`]+)` \|$", page):
        found.append((number or found[-1][0], file, start))
    return found


def test_a_comment_is_above_each_statement(chat: Walk, tmp_path: Path) -> None:
    for file in (*chat.render(tmp_path / "out"), *(tmp_path / "out").glob("[rv]*.sql")):
        lines = file.read_text(encoding="utf-8").split("\n")
        starts = [
            n
            for n, line in enumerate(lines)
            if re.match(r"(CREATE|ALTER|DROP|DO|INSERT|DELETE|LOCK|BEGIN;|COMMIT|ROLLBACK|SET|RESET|SELECT)\b", line)
        ]
        assert starts
        assert [lines[n] for n in starts if not re.match(r"--|ON CONFLICT|  |INSERT|LANGUAGE", lines[n - 1])] == []


def test_a_stop_in_the_middle_and_the_same_file_again(chat: Walk, tmp_path: Path) -> None:
    add, backfill, tighten = chat.render(tmp_path / "out")[1:]
    with chat.database.connect() as blocker:
        blocker.execute('BEGIN; LOCK TABLE "Document" IN ACCESS SHARE MODE')
        stopped = chat.database.psql(add, "-q")
        assert stopped.returncode == 3
        assert "lock timeout" in stopped.stderr
        assert "public.Chat-table" in stopped.stdout
        early = chat.database.psql(backfill, "-q")
        assert "not yet: column client_id of public.Document" in early.stderr
        assert "run 1-add.sql first" in early.stderr
    again = chat.database.psql(add, "-q")
    assert again.returncode == 0, again.stderr
    assert again.stdout.count("done already") == 4
    assert "Next" in again.stdout
    for file in (backfill, tighten, tmp_path / "out" / "verify.sql"):
        done = chat.database.psql(file, "-q")
        assert done.returncode == 0, done.stderr
        assert "CREATE" not in done.stdout
    assert "Nothing to do" in chat.diff().out
    (last, *_) = sorted((tmp_path / "out").glob("rollback-*.sql"))
    refused = chat.database.psql(last, "-q")
    assert refused.returncode == 3
    assert "run rollback-3-tighten.sql first" in refused.stderr


STUCK = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'psql' AND wait_event IN ('PgSleep', 'virtualxid')"
)
"""A backfill sleeps until a locked row is free, and CONCURRENTLY waits for an older snapshot."""
END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'psql' AND datname = current_database()"


def test_a_file_that_is_killed_in_the_middle_goes_on(chat: Walk, tmp_path: Path) -> None:
    database = chat.database
    add, backfill, tighten = chat.render(tmp_path / "out")[1:]
    assert database.psql(add).returncode == 0
    for file in (backfill, tighten):
        with database.connect() as other:
            other.execute('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM "Vote" FOR UPDATE')
            process = database.psql_process(file)
            until(lambda: database.value(STUCK) == 1, f"{file.name} is in the middle")
            if file is backfill:
                process.send_signal(signal.SIGINT)
                assert process.wait(timeout=60) == 3
            else:
                database.fetch(END)
                assert process.wait(timeout=60) == 2
        again = database.psql(file)
        assert again.returncode == 0, again.stderr
        assert "done already" in again.stdout
    assert database.psql(tmp_path / "out" / "verify.sql").stdout.endswith("every check holds\n")


def sent(database: Database, file: Path) -> None:
    """Send each statement by itself, each in a session of its own."""
    for text in pglast.split(file.read_text(encoding="utf-8")):
        with psycopg.connect(database.dsn, autocommit=True, options="-c planner.allow=isolation") as connection:
            connection.execute(text.encode())


@pytest.mark.parametrize(
    ("case", "layout"), [("unique_keys", "phase"), ("triggers", "step"), ("awkward_names", "phase")]
)
def test_statements_for_any_client(case: str, layout: str, server: Server, database: Database, tmp_path: Path) -> None:
    by_apply = applied(GOLDEN / case, server)
    walk = load_case(GOLDEN / case, database)
    before = database.dump()
    files = walk.render(tmp_path, "--format", "sql", "--layout", layout)
    with pytest.raises(psycopg.Error):
        sent(database, tmp_path / "verify.sql")
    for _ in ("once", "again"):
        for file in files:
            sent(database, file)
        same_dump(by_apply.dump, dump(database))
        assert by_apply.rows == rows(database)
    sent(database, tmp_path / "verify.sql")
    assert "Nothing to do" in walk.diff().out
    for file in rollback_files(tmp_path):
        sent(database, file)
    same_dump(before, database.dump())


def test_psql_runs_the_plain_files_as_well(database: Database, tmp_path: Path) -> None:
    walk = load_case(GOLDEN / "unique_keys", database)
    for file in walk.render(tmp_path, "--format", "sql"):
        done = database.psql(file, "-q", "-v", "ON_ERROR_STOP=1")
        assert done.returncode == 0, done.stderr
    assert "Nothing to do" in walk.diff().out


@pytest.mark.parametrize("format", ["flyway", "drizzle"])
def test_a_layout_is_for_files_that_people_run(format: str, chat: Walk, tmp_path: Path) -> None:
    refused = chat.run("render", "--out", tmp_path / "out", "--format", format, "--layout", "step").must(64)
    assert "--layout" in refused.err
