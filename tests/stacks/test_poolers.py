"""PgBouncer in transaction mode: what is safe through it, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from harness.databases import Database
from poolers import PREPARES, pooled, version
from shops import Door

pytestmark = [pytest.mark.deep, pytest.mark.stacks]

SET = "SELECT set_config('app.client_id', %s, %s)"
CURRENT = "SELECT nullif(current_setting('app.client_id', true), ''), pg_backend_pid()"


@pytest.fixture
def door(shop_database: Database) -> Iterator[Door]:
    """PgBouncer with one connection of the server, so that all clients share it."""
    with pooled(shop_database, default_pool_size="1") as door:
        yield door


def connect(door: Door, **parameters: Any) -> psycopg.Connection:
    return psycopg.connect(door.url, autocommit=True, **parameters)


def test_a_setting_of_the_session_goes_to_another_client(door: Door) -> None:
    with connect(door, prepare_threshold=None) as one, connect(door, prepare_threshold=None) as other:
        one.execute(SET, ("acme", False))
        found = other.execute(CURRENT).fetchone()
        assert found is not None
        assert found[0] == "acme", "the other client would work for acme"


def test_a_setting_of_the_transaction_does_not(door: Door) -> None:
    with connect(door, prepare_threshold=None) as one, connect(door, prepare_threshold=None) as other:
        with one.transaction():
            one.execute(SET, ("acme", True))
            mine = one.execute(CURRENT).fetchone()
        theirs = other.execute(CURRENT).fetchone()
        assert mine is not None
        assert theirs == (None, mine[1]), "the same connection of the server, without the tenant"


def prepared(door: Door) -> None:
    """Let two clients in turn run a statement that psycopg prepares at its first run."""
    with connect(door, prepare_threshold=0) as one, connect(door, prepare_threshold=0) as other:
        for _ in range(5):
            for client, number in ((one, 1), (other, 2)):
                assert client.execute("SELECT %s::int", (number,)).fetchone() == (number,)
                assert client.execute("SELECT %s::int + 1", (number,)).fetchone() == (number + 1,)


def test_prepared_statements_need_a_pgbouncer_that_keeps_them(shop_database: Database, door: Door) -> None:
    """Before 1.21, and with max_prepared_statements = 0, a client meets the statements of another one."""
    if version() < PREPARES:
        with pytest.raises((psycopg.errors.DuplicatePreparedStatement, psycopg.errors.InvalidSqlStatementName)):
            prepared(door)
        return
    with pooled(shop_database, max_prepared_statements="200") as keeps:
        prepared(keeps)


def test_reset_query_does_not_help(shop_database: Database) -> None:
    """server_reset_query is not run in transaction mode; with server_reset_query_always it is, for each transaction."""
    settings = {"default_pool_size": "1", "server_reset_query": "DISCARD ALL"}
    for always, found in (("0", "acme"), ("1", None)):
        with (
            pooled(shop_database, **settings, server_reset_query_always=always) as door,
            connect(door, prepare_threshold=None) as one,
            connect(door, prepare_threshold=None) as other,
        ):
            one.execute(SET, ("acme", False))
            row = other.execute(CURRENT).fetchone()
            assert row is not None
            assert row[0] == found
