"""The files of examples/chat: package data in a wheel, the folder itself in a checkout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from planner.pages import root

USERS = 2000
"""The number of users that data.sql makes by default: about 113,000 rows in all."""


def schema() -> str:
    """Return the text of schema.sql."""
    return _file("schema.sql").read_text(encoding="utf-8")


def data() -> str:
    """Return the text of data.sql. `SET demo.users = …` before it sets the number of users; each user has about 57
    rows."""
    return _file("data.sql").read_text(encoding="utf-8")


@contextmanager
def plan() -> Iterator[Path]:
    """Yield the path of plan.yaml as a file on disk, which exists as long as the block lasts."""
    yield _file("plan.yaml")


def load(dsn: str, *, users: int = USERS) -> None:
    """Create the schema in an empty database and fill it. Raises psycopg.Error."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(schema().encode())
        connection.execute("SELECT set_config('demo.users', %s, false)", [str(users)])
        connection.execute(data().encode())


def _file(name: str) -> Path:
    return root() / "examples" / "chat" / name
