"""Fixtures: the chat with its plan, and the command itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.applications import CHAT_PLAN, CHAT_SCHEMA
from harness.databases import Database
from harness.runs import Planner


@pytest.fixture
def planner(tmp_path: Path, database: Database) -> Planner:
    """The command, with the plan in place."""
    command = Planner(tmp_path, database.dsn)
    command.plan(CHAT_PLAN)
    return command


@pytest.fixture
def chat(database: Database) -> Database:
    """The chat's tables and rows."""
    database.load(CHAT_SCHEMA)
    return database
