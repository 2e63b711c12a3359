"""Fixtures for the command line: the example schema with its plan, and the command itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import PLAN, SCHEMA, Planner
from servers import Database


@pytest.fixture
def planner(tmp_path: Path, database: Database) -> Planner:
    """The command, with the example plan in place, for an empty database."""
    command = Planner(tmp_path, database.dsn)
    command.plan(PLAN)
    return command


@pytest.fixture
def chat(database: Database) -> Database:
    """The example schema, loaded."""
    database.load(SCHEMA)
    return database
