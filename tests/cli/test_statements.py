"""Every statement that planner shows or writes is parsed by PostgreSQL's own parser, and linted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pglast
import pytest
from pglast import ast

from harness.applications import CHAT_PLAN, CHAT_SCHEMA, edited
from harness.databases import fresh_database
from harness.runs import Planner
from harness.servers import Server

SQUAWK = Path(sys.executable).with_name("squawk")

AWKWARD = """
CREATE SCHEMA "Sales Team";
CREATE TABLE "User" (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), "select" text);
CREATE TABLE "it's ""quoted"" too" (a int, b timestamptz, "user" uuid NOT NULL REFERENCES "User", PRIMARY KEY (a, b));
CREATE TABLE "Ünïcode-$1" (id int PRIMARY KEY, a int, b timestamptz, FOREIGN KEY (a, b) REFERENCES "it's ""quoted"" too");
CREATE TABLE "Sales Team"."order" (id int PRIMARY KEY, "user" uuid REFERENCES "User", parent int REFERENCES "Sales Team"."order");
CREATE TABLE events (id bigint, at date, "user" uuid REFERENCES "User", PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_2 PARTITION OF events DEFAULT;
"""

AWKWARD_PLAN = """\
version: 1
schemas: [public, Sales Team]
tenant:
  table: "Tenants; DROP TABLE x"
  key: { column: "the key", type: uuid }
  default: { id: 00000000-0000-0000-0000-000000000001, values: { name: "O'Reilly \\\\ Söhne; --" } }
  column: "tenant'id"
tables:
  User: {}
  "it's \\"quoted\\" too": { backfill: { via: user } }
  "Ünïcode-$1": { backfill: { via: [a, b] } }
  Sales Team.order: { backfill: { via: user } }
  events: { backfill: { via: user } }
transition: { drop: tighten }
"""

ADOPTED = (
    CHAT_SCHEMA
    + """
CREATE TABLE clients (id text PRIMARY KEY, name text NOT NULL);
INSERT INTO clients VALUES ('1', 'one'), ('2', 'two');
ALTER TABLE users ADD organization_id text;
UPDATE users SET organization_id = 1 + id % 2;
"""
)

CASES = {
    "one path": (CHAT_SCHEMA, CHAT_PLAN),
    "guard dropped": (CHAT_SCHEMA, CHAT_PLAN + "transition: { drop: tighten }\n"),
    "no index, no guard": (CHAT_SCHEMA, CHAT_PLAN + "keys: { index: false }\ntransition: { assign: none }\n"),
    "an expression": (
        CHAT_SCHEMA,
        edited(CHAT_PLAN, "constant: default", "sql: \"CASE WHEN email LIKE '%@x' THEN 'x' ELSE 'default' END\""),
    ),
    "adopted": (
        ADOPTED,
        edited(CHAT_PLAN, "users: { backfill: { constant: default } }", "users: { column: organization_id }"),
    ),
    "awkward": (AWKWARD, AWKWARD_PLAN),
}

ALLOWED = {
    "prefer-robust-stmts": "a file skips itself when its work is done, and planner's record is in the same transaction",
    "ban-drop-column": "the rollback files take back the tenant column: that loses data, and they say so",
    "ban-drop-table": "the rollback files take back the tenants table and the record: that loses data, and they say so",
    "require-timeout-settings": "every file sets lock_timeout and statement_timeout itself; the linter reads one statement",
    "prefer-text-field": "types of the tenant column are what the plan says",
    "prefer-bigint-over-int": "types of the tenant column are what the plan says",
    "ban-drop-constraint": "the rollback files take planner's own constraint back; the CHECK of 12-17 is scaffolding",
    "ban-drop-default": "taking the write guard off is the plan's own wish (transition), or a rollback",
    "ban-drop-function": "the function is the write guard's, which goes with it",
    "ban-drop-not-null": "the rollback files take NOT NULL back",
    "adding-not-nullable-field": "before 18 a CHECK validated by the file before makes SET NOT NULL a matter of the catalog; the "
    "linter reads one file",
    "adding-foreign-key-constraint": "before 18 NOT VALID is refused for a partitioned table; its partitions have theirs, validated",
    "constraint-missing-not-valid": "as adding-foreign-key-constraint",
    "require-concurrent-index-deletion": "CONCURRENTLY is refused for the index of a partitioned table; rollback says its lock",
    "require-concurrent-index-creation": "ON ONLY a partitioned table no row is read; CONCURRENTLY is refused there",
    "ban-drop-schema": "schema planner is planner's own, and goes last",
    "ban-drop-trigger": "the trigger is the write guard's, which goes with it",
}
"""Rules of squawk that may be broken, each with the reason."""


def without_meta_commands(script: str) -> str:
    """What psql would send: its own commands go, and `:'name'` and `:"name"` become a text and a name."""
    lines = [line for line in script.splitlines() if not line.lstrip().startswith("\\")]
    text = "\n".join(re.sub(r"\s*\\(gset|gexec|gx|g)\b.*$", ";", line) for line in lines)
    text = re.sub(r"(?<![:\w]):'\w+'", "'x'", text)
    text = re.sub(r'(?<![:\w]):"\w+"', "x", text)
    return re.sub(r"(?<![:\w'\[]):[a-z_]\w*", "1", text)


def check(script: str) -> int:
    """Parse all statements, and the bodies of functions and DO blocks; the number of statements."""
    statements = pglast.split(script)
    for text in statements:
        (raw,) = pglast.parse_sql(text)
        match raw.stmt:
            case ast.CreateFunctionStmt(options=options) if _option(options, "language") == "plpgsql":
                pglast.parse_plpgsql(text)
            case ast.DoStmt(args=options):
                body = _option(options, "as").replace("'", "''")
                pglast.parse_plpgsql(f"CREATE PROCEDURE p() LANGUAGE plpgsql AS '{body}'")
            case _:
                pass
    return len(statements)


def _option(options: tuple[ast.DefElem, ...], name: str) -> str:
    for option in options:
        if option.defname == name:
            value = option.arg
            return str(value[0].sval if isinstance(value, tuple) else value.sval)
    return ""


@pytest.fixture(scope="module", params=CASES)
def rendered(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Planner]:
    """The files of `planner render`, in out/."""
    schema, plan = CASES[request.param]
    with fresh_database(server) as database:
        database.load(schema)
        planner = Planner(tmp_path_factory.mktemp("rendered"), database.dsn)
        planner.plan(plan)
        planner("render", "--out", "out").must()
        assert len(list((planner.home / "out").glob("*.sql"))) > 6
        yield planner


def test_statements_parse_and_lint(rendered: Planner) -> None:
    files = sorted((rendered.home / "out").glob("*.sql"))
    for file in files:
        check(without_meta_commands(file.read_text(encoding="utf-8")))
    shown = rendered("diff", "--format", "sql").must().out
    assert check(shown) > 10
    document = json.loads(rendered("diff", "--format", "json").must().out)
    for segment in document["segments"]:
        for step in segment["steps"]:
            for statement in [*step["statements"], *step["undo"]["statements"]]:
                assert check(statement) == 1, statement
    _lint(rendered.home / "linted", files)


def _lint(folder: Path, files: list[Path]) -> None:
    folder.mkdir()
    for file in files:
        (folder / file.name).write_text(without_meta_commands(file.read_text(encoding="utf-8")), encoding="utf-8")
    done = subprocess.run(
        [SQUAWK, "--reporter", "json", "--pg-version", "13.0", *sorted(folder.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(done.stdout)
    wrong = {(f["rule_name"], Path(f["file"]).name, f["line"], f["message"]) for f in found}

    assert not [f for f in sorted(wrong) if f[0] not in ALLOWED]


def test_rendered_files_say_what_they_are(rendered: Planner) -> None:
    """Headers: ON_ERROR_STOP and timeouts in each; README.md has the fingerprint, and names each file."""
    readme = " ".join((rendered.home / "out" / "README.md").read_text(encoding="utf-8").split())
    saved = json.loads((rendered.home / "out" / "plan.json").read_text(encoding="utf-8"))
    assert f"Fingerprint of its schemas: {saved['before'][:16]}" in readme
    plan = (rendered.home / "plans" / "tenancy.yaml").read_text(encoding="utf-8")
    assert ("takes the write guard off" in readme) == ("drop: tighten" in plan)
    assert ("No write guard fills the tenant in" in readme) == ("assign: none" in plan)
    for file in (rendered.home / "out").glob("*.sql"):
        text = file.read_text(encoding="utf-8")
        for part in ("\\set ON_ERROR_STOP on", "SET lock_timeout", "SET statement_timeout", "SET row_security = off"):
            assert part in text, file.name
        assert file.name in readme
        assert text.startswith(f"-- {file.name}: ") or "preflight" in file.name


def test_a_comment_in_a_name_stays_a_name(rendered: Planner) -> None:
    """No statement but those meant: a name or value with `; DROP TABLE` or `--` in it is quoted everywhere."""
    for file in (rendered.home / "out").glob("*.sql"):
        for raw in pglast.parse_sql(without_meta_commands(file.read_text(encoding="utf-8"))):
            if isinstance(raw.stmt, ast.DropStmt):
                names = [part.sval for name in raw.stmt.objects if isinstance(name, tuple) for part in name]
                assert names != ["x"]
