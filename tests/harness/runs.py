"""Run planner in this process or in its own, and provide the walk of plan and database that most tests use."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from harness.databases import Database
from harness.processes import Process, command
from planner import cli
from planner.catalog.model import Catalog
from planner.execution.events import Reporter
from planner.plan.load import LoadedPlan, load_plan
from planner.run.apply import Run
from planner.run.prepare import prepare_apply
from planner.run.project import View, look, open_reading, snapshot
from planner.target.phase import PHASES

DEFAULT_PLAN = "plans/tenancy.yaml"
"""The default path of the plan."""

_OURS = ("PG", "PLANNER_", "DATABASE_URL")


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a command."""

    code: int
    out: str
    err: str

    def must(self, code: int = 0) -> Done:
        """Assert the exit code."""
        assert self.code == code, f"exit {self.code}, not {code}\n{self.err[-3000:]}\n{self.out[-1000:]}"
        return self

    def errors(self) -> list[str]:
        """Return the error messages: lines that start with `error: …` or with a place in a file."""
        return [line for line in self.err.splitlines() if re.match(r"error: |\S+:\d+:\d+: ", line)]

    def said(self, code: int, *words: str, messages: int = 1) -> Done:
        """Assert a clear refusal: the exit code, the number of messages, each word, a remedy, and no traceback."""
        assert self.code == code, self
        assert "Traceback" not in self.out + self.err, self
        assert "this is a bug" not in self.err, self
        assert len(self.errors()) == messages, self.err
        for word in words:
            assert word.lower() in self.err.lower(), f"{word!r} is not in: {self.err}"
        assert "\n  → " in self.err, f"no remedy: {self.err}"
        return self


def in_process(*arguments: object) -> Done:
    """Run a command in this process: the same `main`, without the start of an interpreter."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = 0
    with (
        mock.patch.object(sys, "argv", ["planner", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code
    return Done(int(code or 0), out.getvalue(), err.getvalue())


def in_a_process(*arguments: object, timeout: float = 120, **options: Any) -> Done:
    """Run the installed command; `options` are those of subprocess.run, such as cwd and env."""
    done = subprocess.run(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=timeout,
        **options,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@dataclass(slots=True)
class Planner:
    """planner as users run it: in a directory with a plan, with the database in the environment."""

    home: Path
    dsn: str

    def plan(self, text: str) -> None:
        """Write the plan to the default path."""
        file = self.home / DEFAULT_PLAN
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def __call__(self, *arguments: str | Path, dsn: str | None = None, env: Mapping[str, str] | None = None) -> Done:
        """Run a command in this process, with the directory and the environment that a separate process would have."""
        with contextlib.chdir(self.home), mock.patch.dict(os.environ, self._environment(dsn, env), clear=True):
            return in_process(*arguments)

    def process(self, *arguments: str | Path, dsn: str | None = None, env: Mapping[str, str] | None = None) -> Done:
        """Run a command in its own process."""
        return in_a_process(*arguments, cwd=self.home, env=self._environment(dsn, env))

    def _environment(self, dsn: str | None, env: Mapping[str, str] | None) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return inherited | {"PLANNER_DSN": dsn or self.dsn} | dict(env or {})


@dataclass(frozen=True, slots=True)
class Walk:
    """One plan and one database: apply, verify, roll back."""

    plan: Path
    database: Database

    @classmethod
    def of(cls, database: Database, folder: Path, plan: str, schema: str = "") -> Walk:
        """Load the schema, and write the plan into the folder."""
        if schema:
            database.load(schema)
        walk = cls(folder / "plan.yaml", database)
        walk.write(plan)
        return walk

    def write(self, plan: str) -> Walk:
        """Write the plan again."""
        self.plan.write_text(plan, encoding="utf-8")
        return self

    def text(self) -> str:
        return self.plan.read_text(encoding="utf-8")

    def run(self, name: str, *more: object) -> Done:
        return in_process(name, self.plan, "--dsn", self.database.dsn, *more)

    def apply(self, *more: object) -> Done:
        return self.run("apply", "--confirm", *more)

    def diff(self, *more: object) -> Done:
        return self.run("diff", "--exit-code", *more)

    def verify(self) -> Done:
        return self.run("verify")

    def rollback(self, to: str = "none") -> Done:
        return self.run("rollback", "--to", to, "--confirm", "--allow", "data-loss,isolation")

    def render(self, folder: Path, *more: str) -> list[Path]:
        """Render the files for psql, and return the numbered files in order."""
        self.run("render", "--out", folder, *more).must()
        return sorted(folder.glob("[0-9]*.sql"))

    def psql(self, file: Path) -> None:
        """Run a file. A rollback file may let tenants see each other."""
        done = self.database.psql(file, "-c", "SET planner.allow = isolation")
        assert done.returncode == 0, f"{file.name}: {done.stderr[-3000:]}"

    def start(self) -> Process:
        """Start apply --confirm in its own process."""
        return Process.start("apply", self.plan, "--dsn", self.database.dsn, "--confirm")

    def run_with(self, reporter: Reporter, announce: Any = None) -> int:
        """Run apply --confirm in this process, with a reporter of the test."""
        loaded = self.load()
        prepare = prepare_apply(loaded, PHASES, None)
        return Run(loaded, self.database.dsn, "apply", prepare, reporter, announce or _silent).go()

    def load(self) -> LoadedPlan:
        return load_plan(self.plan)

    def catalog(self) -> Catalog:
        """Return the current catalog."""
        loaded = self.load()
        with contextlib.closing(open_reading(loaded, self.database.dsn)) as connection:
            return snapshot(connection, loaded)

    @contextlib.contextmanager
    def looking(self) -> Iterator[tuple[Any, View]]:
        """Yield a read-only connection, and the plan and the database as of now."""
        loaded = self.load()
        with open_reading(loaded, self.database.dsn) as connection:
            yield connection, look(connection, loaded)


def rollback_files(folder: Path) -> list[Path]:
    """Return the rollback files of a render in the order in which they run: of the last phase first."""
    found = sorted(folder.glob("rollback-*.sql"))
    one_for_each_phase = (folder / "README.md").exists()
    return found[::-1] if one_for_each_phase else found


def _silent(*_: object) -> None:
    return
