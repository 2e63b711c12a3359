"""The walk that most tests take: plan, apply, verify, rollback, and what a database holds before and after."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from planner import cli
from planner.execution.events import Reporter
from planner.plan.load import LoadedPlan, load_plan
from planner.run.apply import Run, prepare_apply
from planner.run.project import open_reading, snapshot
from planner.target.phase import PHASES
from servers import _NOISE, Database


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    def must(self, code: int = 0) -> Done:
        assert self.code == code, f"exit {self.code}, not {code}\n{self.err[-3000:]}\n{self.out[-1000:]}"
        return self


def in_process(*arguments: object) -> Done:
    """A command in this process: the same `main`, without an interpreter's start."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = ["planner", *map(str, arguments)]
    code: Any = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.main()
    except SystemExit as ended:
        code = ended.code
    finally:
        sys.argv = before
    return Done(int(code or 0), out.getvalue(), err.getvalue())


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "planner", *map(str, arguments)]


def in_a_process(*arguments: object, timeout: float = 120) -> Done:
    """The real command."""
    done = subprocess.run(command(*arguments), capture_output=True, text=True, check=False, timeout=timeout)
    return Done(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True, slots=True)
class Walk:
    """One plan and one database."""

    plan: Path
    database: Database

    def run(self, name: str, *more: object) -> Done:
        return in_process(name, self.plan, "--dsn", self.database.dsn, *more)

    def apply(self, *more: object) -> Done:
        return self.run("apply", "--confirm", *more)

    def diff(self, *more: object) -> Done:
        return self.run("diff", "--exit-code", *more)

    def verify(self) -> Done:
        return self.run("verify")

    def rollback(self, to: str = "none") -> Done:
        return self.run("rollback", "--to", to, "--confirm", "--allow", "data-loss")

    def render(self, folder: Path) -> list[Path]:
        """The numbered files, in their order."""
        self.run("render", "--out", folder).must()
        return sorted(folder.glob("[0-9]*.sql"))

    def psql(self, file: Path) -> None:
        done = self.database.psql(file)
        assert done.returncode == 0, f"{file.name}: {done.stderr[-3000:]}"

    def run_with(self, reporter: Reporter, announce: Any = None) -> int:
        """apply --confirm in this process, watched by a reporter of the test's own."""
        loaded = self.load()
        prepare = prepare_apply(loaded, PHASES, None)
        return Run(loaded, self.database.dsn, "apply", prepare, reporter, announce or _silent).go()

    def load(self) -> LoadedPlan:
        return load_plan(self.plan)

    def catalog(self) -> Any:
        loaded = self.load()
        with contextlib.closing(open_reading(loaded, self.database.dsn)) as connection:
            return snapshot(connection, loaded)


def _silent(*_: object) -> None:
    return


class Quiet:
    """A reporter that says nothing; tests override what they watch."""

    def segment_started(self, segment: Any, of: int) -> None:
        return

    def segment_finished(self, segment: Any, seconds: float, rows: int | None) -> None:
        return

    def waiting(self, segment: Any, why: str, attempt: int) -> None:
        return

    def progress(self, relation: Any, filled: int, fraction: float) -> None:
        return

    def note(self, text: str) -> None:
        return

    def close(self) -> None:
        return


def dump(database: Database) -> str:
    """The schema without planner's own."""
    done = subprocess.run(
        [database.server.bin / "pg_dump", "--schema-only", "-N", "planner", database.dsn],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return "".join(line for line in done.stdout.splitlines(keepends=True) if not line.startswith(_NOISE))


_TABLES = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema$|planner$)'
ORDER BY 1, 2
"""


def rows(database: Database, *, without: tuple[str, ...] = ("created_at",)) -> Mapping[str, list[str]]:
    """Every row of every table but planner's, in a fixed order; `created_at` of a tenants row is the clock's."""
    found: dict[str, list[str]] = {}
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        for schema, name in connection.execute(_TABLES).fetchall():
            query = sql.SQL("SELECT pg_catalog.to_jsonb(t) FROM {} AS t").format(sql.Identifier(schema, name))
            all_rows = [row for (row,) in connection.execute(query)]
            for row in all_rows:
                for column in without:
                    row.pop(column, None)
            found[f"{schema}.{name}"] = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in all_rows)
    return found


def difference(before: str, after: str) -> str:
    """What a dump has more and less, short enough to read."""
    import difflib

    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=1)
    return "\n".join(list(lines)[:80])


def same_dump(before: str, after: str) -> None:
    assert before == after, difference(before, after)


def cases() -> Iterator[Path]:
    """The folders of the golden cases."""
    for path in sorted((Path(__file__).parent / "golden").glob("*/plan.yaml")):
        yield path.parent


def live_cases() -> list[Any]:
    """The golden cases as parameters, each for the versions that its schema.sql names in a first line: -- PostgreSQL >= 15."""
    parameters = []
    for case in cases():
        first = (case / "schema.sql").read_text(encoding="utf-8").partition("\n")[0]
        spec = first.removeprefix("-- PostgreSQL ") if first.startswith("-- PostgreSQL ") else None
        parameters.append(pytest.param(case, id=case.name, marks=[pytest.mark.pg(spec)] if spec else []))
    return parameters


def load_case(case: Path, database: Database) -> Walk:
    database.load((case / "schema.sql").read_text(encoding="utf-8"))
    data = case / "data.sql"
    if data.exists():
        database.load(data.read_text(encoding="utf-8"))
    return Walk(case / "plan.yaml", database)
