"""The background jobs of the shop. `python worker.py` works until it is stopped; `python worker.py nightly` once."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

import psycopg
from psycopg.rows import dict_row

import orders
from tenancy import tenant

FIRST = "acme"
"""The tenant of the jobs that the earlier application has left in the queue."""


def work(connection: psycopg.Connection[Any]) -> bool:
    """Do the oldest job; return whether there was one. The job is gone if its work is done."""
    with connection.transaction():
        job = connection.execute(
            "DELETE FROM jobs WHERE id = (SELECT id FROM jobs ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)"
            " RETURNING payload"
        ).fetchone()
        if job is None:
            return False
        with tenant(connection, job["payload"].get("client", FIRST)):
            orders.confirm(connection, job["payload"]["order"])
    return True


def nightly(connection: psycopg.Connection[Any], client: str) -> int:
    """Forget the customers without an order."""
    with tenant(connection, client):
        return orders.forget(connection)


def main() -> None:
    stopped: list[int] = []  # no Event: its lock may be held when the signal comes
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    with psycopg.connect(
        os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row, prepare_threshold=None
    ) as connection:
        if sys.argv[1:] == ["nightly"]:
            clients = connection.execute("SELECT id FROM clients ORDER BY id").fetchall()
            print(sum(nightly(connection, client["id"]) for client in clients))
            return
        while not stopped:
            if not work(connection):
                time.sleep(0.05)


if __name__ == "__main__":
    main()
