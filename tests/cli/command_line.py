"""The real `planner` command as users run it: a process, its two streams, its exit code, and what it left behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from servers import Database

PLANNER = Path(sys.executable).with_name("planner")

SCHEMA = """
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE chats (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text);
CREATE TABLE messages (id bigint PRIMARY KEY, chat_id bigint NOT NULL REFERENCES chats, body text);
INSERT INTO users SELECT i, i || '@example.org' FROM generate_series(1, 5) AS i;
INSERT INTO chats SELECT i, 1 + i % 5, 'chat' FROM generate_series(1, 20) AS i;
INSERT INTO messages SELECT i, 1 + i % 20, 'text' FROM generate_series(1, 100) AS i;
ANALYZE;
"""

PLAN = """\
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  columns: { name: { type: text } }
  default: { id: default, values: { name: Default Client } }
  column: client_id
tables:
  users: { backfill: { constant: default } }
  chats: { backfill: { via: user_id } }
  messages: { backfill: { via: chat_id } }
"""

FILE = "plans/tenancy.yaml"
"""The default place: commands need no argument."""

_OURS = ("PG", "PLANNER_", "DATABASE_URL")


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    def errors(self) -> list[str]:
        """The messages: `error: …`, or one that begins with its place in a file."""
        return [line for line in self.err.splitlines() if re.match(r"error: |\S+:\d+:\d+: ", line)]

    def said(self, code: int, *words: str, messages: int = 1) -> Done:
        """A clear refusal: this exit code, `messages` messages, each of `words`, a remedy, and nothing of Python."""
        assert self.code == code, self
        assert "Traceback" not in self.out + self.err, self
        assert "this is a bug" not in self.err, self
        assert len(self.errors()) == messages, self.err
        for word in words:
            assert word.lower() in self.err.lower(), f"{word!r} is not in: {self.err}"
        assert "\n  → " in self.err, f"no remedy: {self.err}"
        return self

    def ok(self) -> Done:
        assert self.code == 0, self
        return self


@dataclass(frozen=True, slots=True)
class Planner:
    """A directory with a plan in it, and a database to run it on."""

    home: Path
    dsn: str

    def plan(self, text: str) -> None:
        file = self.home / FILE
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def __call__(self, *arguments: str | Path, dsn: str | None = None, env: Mapping[str, str] | None = None) -> Done:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        done = subprocess.run(
            [PLANNER, *arguments],
            cwd=self.home,
            env=inherited | {"PLANNER_DSN": dsn or self.dsn} | dict(env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)


def edited(text: str, old: str, new: str) -> str:
    """A plan with one part of it replaced."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def contents(database: Database) -> str:
    """pg_dump with the rows: two dumps are equal exactly when nothing was changed."""
    done = subprocess.run(
        [database.server.bin / "pg_dump", "--inserts", database.dsn], capture_output=True, text=True, check=True
    )
    return "".join(line for line in done.stdout.splitlines(keepends=True) if "restrict " not in line)


@contextmanager
def unchanged(database: Database) -> Iterator[None]:
    before = contents(database)
    yield
    assert contents(database) == before
