"""`planner diff`: a table first, the statements on request, a pager on a terminal alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from harness.applications import CHAT_PLAN
from harness.databases import Database
from harness.runs import Planner
from harness.terminal import Terminal
from planner.cli import pager


def test_the_table_comes_first(planner: Planner, chat: Database) -> None:
    done = planner("diff").must()
    assert max(map(len, done.out.splitlines())) <= 120
    assert "CREATE TABLE" not in done.out
    assert "at most 200 ms" in done.out
    assert [line.split()[0] for line in done.out.splitlines()[1:5]] == ["users", "chats", "messages", "planner's"]
    assert "Nobody waits longer than 200 ms: planner then lets go, and tries again." in done.err
    assert "planner diff --table NAME" in done.err.splitlines()[-1]
    assert max(map(len, done.err.splitlines()[1:])) <= 80
    assert "; 3 scoped tables" in done.err.splitlines()[0], "which database it is"
    assert planner("apply").must().out == done.out, "the dry-run shows the same table"
    assert "ADD COLUMN" not in planner("diff", "--phase", "tighten").out


def test_statements_on_request(planner: Planner, chat: Database) -> None:
    full = planner("diff", "--full").must().out
    assert 'CREATE TABLE "public"."clients"' in full
    assert "reads and writes wait at most 200 ms, then planner tries again" in full
    of_chats = planner("diff", "--table", "chats").must().out
    assert "add.tenant_column.public.chats" in of_chats
    assert "add.tenant_column.public.users" not in of_chats
    assert planner("diff", "--table", "public.chats").must().out == of_chats
    one = planner("diff", "--step", "tighten.tenant_index.public.chats").must().out
    assert "CREATE INDEX CONCURRENTLY" in one
    assert one.count("      id ") == 1
    segments = json.loads(planner("diff", "--table", "chats", "--format", "json").must().out)["segments"]
    assert {step["relation"] for segment in segments for step in segment["steps"]} == {"public.chats"}
    both = planner("diff", "--table", "chats", "--phase", "add", "--format", "json").must().out
    (segment,) = json.loads(both)["segments"]
    assert [step["id"] for step in segment["steps"]] == [
        "add.tenant_column.public.chats",
        "add.write_guard.public.chats",
    ]
    none = planner("diff", "--table", "clients", "--phase", "tighten").must().out
    assert none.splitlines()[-1] == "None of the 14 missing steps."


def test_names_that_do_not_exist(planner: Planner, chat: Database) -> None:
    assert "no table 'chat'; did you mean chats?" in planner("diff", "--table", "chat").must(64).err
    near = planner("diff", "--step", "tighten.tenant_index.public.chat").must(64).err
    assert "tighten.tenant_index.public.chats" in near
    other = planner("diff", "--table", "users", "--step", "tighten.tenant_index.public.chats").must(64).err
    assert "no missing step of users has the id" in other
    assert "tighten.tenant_index.public.users" in other
    late = planner("diff", "--phase", "add", "--step", "tighten.tenant_index.public.chats").must(64).err
    assert "no missing step has the id" in late


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_where_they_are_wanted(
    environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert not pager.in_colour(), "never in a pipe"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert pager.in_colour() is coloured


@pytest.mark.parametrize("columns", [80, pytest.param(130, marks=pytest.mark.deep)])
def test_on_a_terminal(tmp_path: Path, chat: Database, columns: int) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(CHAT_PLAN)
    with Terminal("diff", plan, "--dsn", chat.dsn, columns=columns, rows=40) as terminal:
        assert terminal.ended() == 0
        lines = terminal.lines()
    (messages,) = (line for line in lines if line.startswith("messages "))
    assert ("+ column, guard  ~ fill" if columns == 130 else "+col,guard ~fill") in messages
    assert any(line.startswith("Plan: ") for line in lines), lines
    for command in ("status", "apply"):
        with Terminal(command, plan, "--dsn", chat.dsn, columns=columns, rows=60) as terminal:
            assert terminal.ended() == 0
            lines = terminal.lines()
        assert [line for line in lines if line.strip().startswith("public.messages ")], lines
        assert [line for line in lines if "via chat_id → public.chats" in line or "  chat_id → public.chats" in line], (
            lines
        )


def test_the_pager_is_for_long_text_on_a_terminal(
    tmp_path: Path, chat: Database, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pager"
    program.write_text("#!/bin/sh\nwc -l > " + str(tmp_path / "paged") + "\n")
    program.chmod(0o755)
    monkeypatch.setenv("PAGER", str(program))
    plan = tmp_path / "plan.yaml"
    plan.write_text(CHAT_PLAN)
    with Terminal("diff", plan, "--dsn", chat.dsn, columns=80, rows=40) as terminal:
        assert terminal.ended() == 0
    assert not (tmp_path / "paged").exists(), "the table fits the screen"
    with Terminal("diff", plan, "--dsn", chat.dsn, "--full", columns=80, rows=40) as terminal:
        assert terminal.ended() == 0
    assert int((tmp_path / "paged").read_text()) > 100
    (tmp_path / "paged").unlink()
    monkeypatch.setenv("PAGER", "head -1")
    with Terminal("diff", plan, "--dsn", chat.dsn, "--full", columns=80, rows=40) as terminal:
        assert terminal.ended() == 0
        assert not any("Error" in line for line in terminal.lines()), "a pager may leave before the end"
    monkeypatch.setenv("PAGER", "")
    with Terminal("diff", plan, "--dsn", chat.dsn, "--full", columns=80, rows=40) as terminal:
        assert terminal.ended() == 0
        assert terminal.lines()[-1].startswith("Plan: "), "without a pager the text is printed as it is"
    assert len(planner.process("diff", "--full", env={"PAGER": str(program)}).must().out.splitlines()) > 100
    assert not (tmp_path / "paged").exists(), "never in a pipe"
