"""planner's connection: what the server answers, and its errors as planner's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.databases import Database
from planner.errors import DatabaseError
from planner.execution.connection import Answer, Connection
from planner.execution.failures import Cancelled, ConnectionLost, LockNotGot, ServerError, SqlState, SqlStateClass
from planner.execution.remedies import of_segment
from planner.execution.session import Settings, connect, connect_reading
from planner.sql import build
from planner.steps.step import Mode, Segment
from planner.target.phase import Phase


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    database.load("CREATE TABLE public.item (id int PRIMARY KEY, body text); INSERT INTO public.item VALUES (1, '5 %')")
    with connect(database.dsn, Settings()) as connection:
        yield connection


def test_answers(connection: Connection) -> None:
    both = build.select(build.literal(1), build.literal("a"))
    assert connection.fetch(both) == [(1, "a")]
    assert connection.row(both) == (1, "a")
    assert connection.value(both) == 1
    assert connection.named("SELECT %(a)s::int AS a, 2 AS b", {"a": 1}) == [{"a": 1, "b": 2}]
    assert connection.row("SELECT 1 WHERE false") is None
    assert connection.value("SELECT 1 WHERE false") is None
    assert connection.value("SELECT body FROM public.item WHERE body LIKE '%'") == "5 %"
    assert connection.execute("UPDATE public.item SET body = %s", ("b",)) == 1
    assert connection.execute("SET application_name = 'x'") is None
    assert connection.execute_numbered(b"UPDATE public.item SET body = $2 WHERE id = $1", (1, "c")) == 1
    assert connection.answer(build.select(build.literal(7))) == Answer((7,), 1)
    connection.execute_many("INSERT INTO public.item VALUES (%s, %s)", [(2, "d"), (3, "e")])
    assert connection.value("SELECT pg_catalog.count(*) FROM public.item") == 3


def test_what_the_server_says(connection: Connection) -> None:
    with pytest.raises(ServerError) as caught:
        connection.execute("INSERT INTO public.item VALUES (1)")
    error = caught.value
    assert (error.state, error.constraint) == (SqlState.UNIQUE_VIOLATION, "item_pkey")
    assert error.of(SqlStateClass.INTEGRITY)
    assert not error.of(SqlStateClass.DATA)
    assert error.message.startswith(error.said)
    assert error.message != error.said, "the detail is told too"
    with pytest.raises(ServerError) as caught:
        connection.execute("SELECT FROM public.nothing")
    assert caught.value.state == SqlState.UNDEFINED_TABLE
    assert type(caught.value) is ServerError


def test_nothing_is_written_while_reading(database: Database) -> None:
    with connect_reading(database.dsn) as reading, pytest.raises(ServerError) as caught:
        reading.execute("CREATE TABLE public.t ()")
    assert caught.value.state == SqlState.READ_ONLY_TRANSACTION
    assert "connect to the primary" in (caught.value.hint or "")


def test_a_lock_that_is_not_got(connection: Connection, database: Database) -> None:
    holder = database.connect()
    with holder.transaction():
        holder.execute("LOCK TABLE public.item")
        with pytest.raises(LockNotGot) as caught, connection.transaction():
            connection.execute("SELECT FROM public.item")
    assert caught.value.state == SqlState.LOCK_NOT_AVAILABLE
    assert connection.fetch("SELECT id FROM public.item") == [(1,)], "the transaction was rolled back"


def test_a_statement_that_is_cancelled(connection: Connection) -> None:
    connection.set("statement_timeout", "20ms")
    with pytest.raises(Cancelled) as caught:
        connection.execute("SELECT pg_catalog.pg_sleep(5)")
    assert "pg_cancel_backend" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("state", "remedy"), [("53100", "make room"), ("53200", "work_mem"), ("53300", "idle sessions")]
)
def test_what_the_server_lacks_is_no_fault_of_a_function(connection: Connection, state: str, remedy: str) -> None:
    connection.execute(
        f"CREATE FUNCTION public.lacks() RETURNS void LANGUAGE plpgsql AS "
        f"'BEGIN RAISE ''the server lacks something'' USING ERRCODE = ''{state}''; END'"
    )
    with pytest.raises(ServerError) as caught:
        connection.execute("SELECT public.lacks()")
    assert caught.value.function is not None
    assert remedy in (caught.value.hint or "")
    segment = Segment(1, Phase.ADD, Mode.TRANSACTION, (), "")
    assert of_segment(segment, caught.value) == caught.value.hint


def test_a_constraint_that_is_checked_at_the_commit(connection: Connection) -> None:
    connection.execute("ALTER TABLE public.item ADD UNIQUE (body) DEFERRABLE INITIALLY DEFERRED")
    with pytest.raises(ServerError) as caught, connection.transaction():
        connection.execute("INSERT INTO public.item VALUES (2, '5 %')", None)
    assert caught.value.state == SqlState.UNIQUE_VIOLATION


def test_a_transaction_that_is_undone(connection: Connection) -> None:
    with connection.undone():
        connection.execute("INSERT INTO public.item VALUES (2, 'x')")
        with connection.undone():
            connection.execute("INSERT INTO public.item VALUES (3, 'y')")
        assert connection.value("SELECT pg_catalog.count(*) FROM public.item") == 2
    assert connection.value("SELECT pg_catalog.count(*) FROM public.item") == 1


def test_a_connection_that_is_lost(connection: Connection, database: Database) -> None:
    database.fetch(f"SELECT pg_terminate_backend({connection.pid})")
    with pytest.raises(ConnectionLost) as caught:
        connection.execute("SELECT 1")
    assert isinstance(caught.value, DatabaseError)
    assert connection.lost
    with pytest.raises(ConnectionLost):
        connection.value("SELECT 1")


def test_a_connection_that_is_lost_within_a_transaction(connection: Connection, database: Database) -> None:
    def work() -> None:
        with connection.transaction():
            connection.execute("SELECT 1")
            database.fetch(f"SELECT pg_terminate_backend({connection.pid})")
            connection.execute("SELECT 1")

    with pytest.raises(ConnectionLost):
        work()


def test_another_lock_timeout(connection: Connection) -> None:
    def current() -> object:
        return connection.value("SELECT pg_catalog.current_setting('lock_timeout')")

    with connection.lock_timeout(3.0, then=0.1):
        assert current() == "3s"
    with pytest.raises(ServerError), connection.lock_timeout(3.0, then=0.1):
        connection.execute("nonsense")
    assert current() == "100ms"
