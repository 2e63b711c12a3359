"""`planner queries --from log` reads what a server writes: csvlog, jsonlog and stderr say the same, and auto_explain too."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from harness.databases import Database, fresh_database
from harness.runs import Walk
from harness.servers import Server, majors, own_cluster

LOGGING = {
    "logging_collector": "on",
    "log_directory": "told",
    "log_filename": "server.log",
    "log_file_mode": "0644",
    "log_destination": "csvlog,jsonlog,stderr" if max(majors()) >= 15 else "csvlog,stderr",
    "log_line_prefix": "%m [%p] %q%u@%d/%a ",
    "log_statement": "all",
    "log_duration": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
}
SCHEMA = """
CREATE TABLE clients (id text PRIMARY KEY, name text);
CREATE TABLE chats (id int PRIMARY KEY, title text, client_id text NOT NULL REFERENCES clients);
CREATE INDEX ON chats (client_id);
CREATE TABLE countries (code text PRIMARY KEY);
INSERT INTO clients VALUES ('a', 'A'), ('b', 'B');
INSERT INTO chats SELECT n, 'chat ' || n, CASE WHEN n % 3 = 0 THEN 'b' ELSE 'a' END FROM generate_series(1, 90) AS n;
"""
PLAN = """
version: 1
tenant: {{ table: clients, key: {{ column: id, type: text }}, column: client_id }}
tables: {{ chats: {{ column: client_id }}, countries: {{ kind: reference }} }}
rls: {{ setting: app.client_id, roles: [{app}], ignore_roles: [{job}] }}
"""


@pytest.fixture(scope="module")
def own() -> Iterator[tuple[Path, Server]]:
    with own_cluster(max(majors()), LOGGING) as (cluster, server):
        yield cluster.data / "told", server


@pytest.fixture
def database(own: tuple[Path, Server]) -> Iterator[Database]:
    with fresh_database(own[1]) as database:
        yield database


def application(dsn: str, app: str) -> None:
    """Run the statements of an application, in both protocols, as its role."""
    with psycopg.connect(make_conninfo(dsn, user=app, application_name="shop"), autocommit=True) as session:
        for _ in range(3):
            session.execute("SELECT id, title\n  FROM chats /*route='%2Fchats',file='shop%2Fviews.py',lineno='12'*/")
        for n in range(4):
            with session.transaction():
                session.execute("SELECT set_config('app.client_id', %s, true)", ("a",))
                session.execute("SELECT title FROM chats WHERE id = %s", (n,))
        session.execute(f"SELECT title FROM chats WHERE title = 'it''s {app}; $1'")
        with pytest.raises(psycopg.errors.InvalidColumnReference):
            session.execute(
                "INSERT INTO chats (id, title, client_id) VALUES (1, 'x', 'a') ON CONFLICT (title) DO NOTHING"
            )
        session.execute("SELECT code FROM countries; SELECT count(*) FROM chats WHERE client_id = 'a'")
    with psycopg.connect(make_conninfo(dsn, application_name="migrate")) as session:
        session.execute("ALTER TABLE chats ADD COLUMN note text")
        session.execute("UPDATE chats SET note = ''")


def test_every_format_says_the_same(own: tuple[Path, Server], database: Database, tmp_path: Path) -> None:
    app, job = database.role(f"{database.name}_app"), database.role(f"{database.name}_job")
    database.load(SCHEMA)
    database.load(f"GRANT ALL ON chats, countries TO {app}")
    walk = Walk.of(database, tmp_path, PLAN.format(app=app, job=job))
    application(database.dsn, app)
    found = {}
    for file in sorted(own[0].glob("server.*")):
        found[file.suffix] = read(walk, file)
    assert set(found) >= {".csv", ".log"}
    for suffix, said in found.items():
        told = [(f["finding"], f["calls"], f["text"]) for f in said["findings"]]
        assert told == [
            ("no tenant", 3, "SELECT id, title FROM chats"),
            ("no tenant", 1, "SELECT title FROM chats WHERE title = ?"),
            ("tenant unset", 3, "SELECT id, title FROM chats"),
            ("tenant unset", 1, "SELECT title FROM chats WHERE title = ?"),
            (
                "tenant unset",
                1,
                "INSERT INTO chats (id, title, client_id) VALUES (?, …) ON CONFLICT (title) DO NOTHING",
            ),
            ("tenant unset", 1, "SELECT count(*) FROM chats WHERE client_id = ?"),
            ("by key only", 4, "SELECT title FROM chats WHERE id = ?"),
        ], suffix
        first = said["findings"][0]
        assert first["sources"] == ["shop/views.py:12, route /chats"]
        assert first["place"]["file"].endswith(suffix)
        assert first["missing"] == "client_id = …"
        assert first["mean_ms"] > 0
        assert first["roles"] == [app]
        assert not said["unread"]
        assert any("of migrations" in note for note in said["notes"])
    check_baseline(walk, own[0] / "server.csv", tmp_path)
    check_half_a_log(walk, own[0], tmp_path)


def check_baseline(walk: Walk, log: Path, folder: Path) -> None:
    """Write a baseline, and let CI fail on what is new alone."""
    file = folder / "baseline.yaml"
    walk.run("queries", "--from", "log", log, "--write-baseline", file).must()
    assert "it''s" not in file.read_text()
    assert walk.run("queries", "--from", "log", log, "--baseline", file).must().out.endswith("are in the baseline.\n")
    lines = file.read_text().replace("TODO: say why", "reviewed", 1).splitlines(keepends=True)
    entry = lines.index("- table: public.chats\n", lines.index("- table: public.chats\n") + 1)
    end = next((n for n, line in enumerate(lines[entry + 1 :], entry + 1) if line.startswith("- ")), len(lines))
    file.write_text("".join(lines[:entry] + lines[end:]))
    new = walk.run("queries", "--from", "log", log, "--baseline", file).must(2).out
    assert "2 findings: 1 no tenant" in new
    table = walk.run("queries", "--from", "log", log, "--baseline", file, "--format", "markdown").must(2).out
    assert table.count("\n| ") == 4
    sarif = json.loads(walk.run("queries", "--from", "log", log, "--baseline", file, "--format", "sarif").must(2).out)
    results = sarif["runs"][0]["results"]
    assert [one["suppressions"][0]["justification"] for one in results if "suppressions" in one].count("reviewed") == 1
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results}
    assert "shop/views.py" in uris
    file.write_text(file.read_text() + "- {table: public.gone, finding: no tenant, statement: SELECT 1, reason: x}\n")
    gone = walk.run("queries", "--from", "log", log, "--baseline", file).must(2).out
    assert "no tenant, public.gone: SELECT ?" in gone
    again = walk.run("queries", "--from", "log", log, "--write-baseline", file).must()
    assert "1 new, " in again.err
    assert "1 gone" in again.err
    assert "reviewed" in file.read_text()
    assert "public.gone" not in file.read_text()


def check_half_a_log(walk: Walk, told: Path, folder: Path) -> None:
    """Read a log whose end is missing, packed, with the words of another program in it, and by another database."""
    for suffix in (".csv", ".log"):
        text = (told / f"server{suffix}").read_bytes()
        half = folder / f"half{suffix}.gz"
        half.write_bytes(gzip.compress(text[: text.rindex(b"SELECT count(*)")]))
        said = read(walk, half)
        assert any("only half of one" in note for note in said["notes"]), suffix
        assert said["findings"][0]["calls"] == 3
    walk.run("queries", "--from", "log", told / "server.csv", "--database", "nowhere").said(
        3, "no statement of the application", "of other databases"
    )


def read(walk: Walk, log: Path, *more: str) -> Any:
    return json.loads(walk.run("queries", "--from", "log", log, "--format", "json", *more).must().out)
