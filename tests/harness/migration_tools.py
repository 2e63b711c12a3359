"""Run the files of each migration tool as the tool's documentation says that the tool runs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import ExecStatus, TransactionStatus

from harness.databases import Database

ALLOWING = "-c planner.allow=isolation"
"""The tools take migrations back although there are two tenants or more."""


@contextmanager
def session(database: Database, **parameters: str) -> Iterator[Callable[[str], None]]:
    """Yield a function that sends a text as one simple query.

    Go's and Java's drivers do the same for a query without parameters.
    """
    with psycopg.connect(make_conninfo(database.dsn, **parameters), autocommit=True) as connection:

        def send(text: str) -> None:
            result = connection.pgconn.exec_(text.encode())
            if result.status in (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE):
                raise psycopg.errors.error_from_result(result)

        settings = "SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY name"
        before = connection.execute(settings).fetchall()
        yield send
        assert connection.pgconn.transaction_status == TransactionStatus.IDLE
        assert connection.execute(settings).fetchall() == before, "the session is the tool's"


def golang_migrate(folder: Path, database: Database, direction: str) -> None:
    """Run each file as one query, without a transaction."""
    files = sorted(folder.glob(f"*.{direction}.sql"), reverse=direction == "down")
    assert files
    with session(database, options=ALLOWING) as send:
        for file in files:
            with named(file):
                send(file.read_text(encoding="utf-8"))


def dbmate(folder: Path, database: Database, direction: str) -> None:
    """Run each section as one query, in a transaction unless the section says otherwise.

    The tool writes the version in the same transaction.
    """
    files = sorted(folder.glob("*.sql"), reverse=direction == "down")
    assert files
    with session(database, options=ALLOWING) as send:
        for file in files:
            _, up, down = re.split(r"^-- migrate:(?=up|down)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
            section = up if direction == "up" else down
            alone = section.partition("\n")[0].endswith("transaction:false")
            with named(file):
                in_transaction(send, "-- " + section, alone=alone)


def flyway(folder: Path, database: Database, direction: str) -> None:
    """Run statement by statement. A script is one transaction unless its settings say otherwise."""
    letter = "V" if direction == "up" else "U"
    files = sorted(folder.glob(f"{letter}*.sql"), reverse=direction == "down")
    assert files
    assert not list(folder.glob("*sql.conf")) or all(p.with_suffix("").exists() for p in folder.glob("*sql.conf"))
    with session(database, options=ALLOWING) as send:
        for file in files:
            text, conf = file.read_text(encoding="utf-8"), file.with_name(f"{file.name}.conf")
            settings = conf.read_text(encoding="utf-8").splitlines() if conf.exists() else []
            assert "${" not in text or "placeholderReplacement=false" in settings
            with named(file):
                in_transaction(send, text, alone="executeInTransaction=false" in settings)


def sqitch(folder: Path, database: Database, direction: str) -> None:
    """Run psql for each script, in the order of the plan, with ON_ERROR_STOP; verify each deployed script."""
    plan = (folder / "sqitch.plan").read_text(encoding="utf-8").splitlines()
    changes = [line.split()[0] for line in plan if line and not line.startswith("%")]
    assert changes
    verb = {"up": "deploy", "down": "revert"}[direction]
    for change in changes if direction == "up" else reversed(changes):
        psql(folder / verb / f"{change}.sql", database)
        if direction == "up":
            psql(folder / "verify" / f"{change}.sql", database)


def psql(file: Path, database: Database) -> None:
    done = database.psql(
        file, "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1", "-c", "SET planner.allow = isolation"
    )
    assert done.returncode == 0, f"{file.name}: {done.stderr[-2000:]}"


def in_transaction(send: Callable[[str], None], text: str, *, alone: bool) -> None:
    if alone:
        send(text)
        return
    send("BEGIN")
    try:
        send(text)
        send("SELECT 1")
    except psycopg.Error:
        send("ROLLBACK")
        raise
    send("COMMIT")


@contextmanager
def named(file: Path) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        error.add_note(file.name)
        raise


@dataclass(frozen=True, slots=True)
class Tool:
    """A migration tool, and the function that runs its files."""

    format: str
    run: Callable[[Path, Database, str], None]


TOOLS = (
    Tool("golang-migrate", golang_migrate),
    Tool("dbmate", dbmate),
    Tool("flyway", flyway),
    Tool("sqitch", sqitch),
)
