"""Fixtures for the command line: the chat with its plan, and the command itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.applications import CHAT_PLAN, CHAT_SCHEMA
from harness.databases import Database
from harness.runs import Planner, Walk
from harness.templates import Templates


@pytest.fixture
def planner(tmp_path: Path, database: Database) -> Planner:
    """The command, with the plan in place, for an empty database."""
    command = Planner(tmp_path, database.dsn)
    command.plan(CHAT_PLAN)
    return command


@pytest.fixture
def alone(tmp_path: Path) -> Planner:
    """The command, with the plan in place, for no database at all."""
    command = Planner(tmp_path, "host=127.0.0.1 port=1 dbname=shop user=app")
    command.plan(CHAT_PLAN)
    return command


@pytest.fixture
def chat(database: Database) -> Database:
    """The chat's tables and rows."""
    database.load(CHAT_SCHEMA)
    return database


@pytest.fixture
def applied(templates: Templates, planner: Planner, tmp_path: Path) -> Iterator[Database]:
    """The chat with its plan applied; the command is for this database."""

    def make(original: Database) -> None:
        Walk.of(original, tmp_path, CHAT_PLAN, CHAT_SCHEMA).apply().must()

    with templates.copy("chat, applied", make) as database:
        planner.dsn = database.dsn
        yield database
