"""The orders of a shop over HTTP: waitress-serve --threads=8 --port=8000 app:application"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

import orders

PREPARE = None if "PGBOUNCER" in os.environ else 5
"""psycopg prepares a statement that it has seen so often. PgBouncer before 1.21 has no prepared statements."""

pool = ConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=4,
    max_size=4,
    open=True,
    kwargs={"row_factory": dict_row, "prepare_threshold": PREPARE},
)


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    body = json.loads(sent) if sent else {}
    with pool.connection() as connection:
        status, answer = respond(connection, environ["REQUEST_METHOD"], environ["PATH_INFO"], body)
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]


def respond(connection: Connection[Any], method: str, path: str, body: dict[str, Any]) -> tuple[str, object]:
    match method, path.strip("/").split("/"):
        case "GET", ["orders"]:
            return "200 OK", orders.newest(connection)
        case "GET", ["customers"]:
            return "200 OK", orders.customers(connection)
        case "POST", ["orders"]:
            return "201 Created", {"id": orders.add(connection, body["email"], body["name"], body["note"])}
        case "PUT", ["orders", number] if orders.change(connection, int(number), body["note"]):
            return "200 OK", {}
    return "404 Not Found", {}
