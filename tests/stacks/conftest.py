"""A server with its own log, and an empty database for a shop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg import sql

from harness.databases import Database, fresh_database
from harness.servers import majors, own_cluster
from shops import APP, Logged


@pytest.fixture(scope="module")
def own() -> Iterator[Logged]:
    with own_cluster(majors()[0], {"log_line_prefix": "%u "}) as (cluster, server):
        with server.session() as session:
            session.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(APP)))
        yield Logged(server, cluster.home / "log")


@pytest.fixture
def shop_database(own: Logged) -> Iterator[Database]:
    """An empty database on the server with the role of the shops."""
    with fresh_database(own.server) as database:
        yield database
