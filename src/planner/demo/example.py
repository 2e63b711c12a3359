"""The files of examples/chat: package data in a wheel, the folder itself in a checkout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

import psycopg

from planner.errors import PlannerError

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
    with as_file(_file("plan.yaml")) as path:
        yield path


def load(dsn: str, *, users: int = USERS) -> None:
    """Create the schema in an empty database and fill it. Raises psycopg.Error."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(schema().encode())
        connection.execute("SELECT set_config('demo.users', %s, false)", [str(users)])
        connection.execute(data().encode())


def _file(name: str) -> Traversable:
    checkout = Path(__file__).parents[3] / "examples" / "chat"
    for folder in (files("planner.demo") / "chat", checkout):
        if (folder / name).is_file():
            return folder / name
    raise PlannerError(
        f"the sample application's {name} is not there",
        hint="install planner again: a wheel has it in planner/demo/chat, a checkout in examples/chat",
    )
