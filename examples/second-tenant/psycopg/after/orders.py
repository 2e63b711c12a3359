"""What the shop does with its rows."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from tenancy import SETTING

Row = dict[str, Any]


def newest(connection: Connection[Row]) -> list[Row]:
    return connection.execute(
        "SELECT o.id, c.email, o.note, o.confirmed FROM orders AS o JOIN customers AS c ON c.id = o.customer_id"
        " ORDER BY o.id DESC LIMIT 20"
    ).fetchall()


def customers(connection: Connection[Row]) -> list[Row]:
    return connection.execute(
        "SELECT c.email, c.name, count(o.id) AS orders FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.id"
        " GROUP BY c.id ORDER BY c.email LIMIT 50"
    ).fetchall()


def add(connection: Connection[Row], email: str, name: str, note: str) -> int:
    """Return the id of the new order. A job confirms it later."""
    connection.execute("INSERT INTO customers (email, name) VALUES (%s, %s) ON CONFLICT DO NOTHING", (email, name))
    order = connection.execute(
        "INSERT INTO orders (customer_id, note) SELECT id, %s FROM customers WHERE email = %s RETURNING id",
        (note, email),
    ).fetchone()
    assert order is not None
    connection.execute(
        "INSERT INTO jobs (payload) VALUES (jsonb_build_object('order', %s::bigint, 'client', current_setting(%s)))",
        (order["id"], SETTING),
    )
    return int(order["id"])


def change(connection: Connection[Row], order_id: int, note: str) -> bool:
    """Return whether there is such an order."""
    return connection.execute("UPDATE orders SET note = %s WHERE id = %s", (note, order_id)).rowcount == 1


def confirm(connection: Connection[Row], order_id: int) -> None:
    """Confirm an order. Raise LookupError if there is none: a job that finds nothing has not done its work."""
    if connection.execute("UPDATE orders SET confirmed = true WHERE id = %s", (order_id,)).rowcount != 1:
        raise LookupError(f"no order {order_id}")


def forget(connection: Connection[Row]) -> int:
    """Delete the customers without an order; return how many."""
    return connection.execute(
        "DELETE FROM customers AS c WHERE NOT EXISTS (SELECT FROM orders AS o WHERE o.customer_id = c.id)"
    ).rowcount
