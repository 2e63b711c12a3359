"""What the shop does with its rows. An AsyncSession calls these functions through run_sync."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from models import Customer, Job, Order


def newest(session: Session) -> list[dict[str, Any]]:
    with_customers = select(Order).options(joinedload(Order.customer, innerjoin=True))
    found = session.scalars(with_customers.order_by(Order.id.desc()).limit(20))
    return [
        {"id": order.id, "email": order.customer.email, "note": order.note, "confirmed": order.confirmed}
        for order in found
    ]


def customers(session: Session) -> list[dict[str, Any]]:
    found = session.execute(
        select(Customer.email, Customer.name, func.count(Order.id).label("orders"))
        .outerjoin(Order, Order.customer_id == Customer.id)
        .group_by(Customer.id)
        .order_by(Customer.email)
        .limit(50)
    )
    return [dict(row) for row in found.mappings()]


def add(session: Session, email: str, name: str, note: str) -> int:
    """Return the id of the new order. A job confirms it later."""
    session.execute(insert(Customer).values(email=email, name=name).on_conflict_do_nothing())
    order = Order(customer=session.scalars(select(Customer).where(Customer.email == email)).one(), note=note)
    session.add(order)
    session.flush()
    session.add(Job(payload={"order": order.id}))
    return order.id


def change(session: Session, order_id: int, note: str) -> bool:
    """Return whether there is such an order."""
    changed = session.execute(update(Order).where(Order.id == order_id).values(note=note).returning(Order.id))
    return changed.first() is not None


def confirm(session: Session, order_id: int) -> None:
    """Confirm an order. Raise NoResultFound if there is none: a job that finds nothing has not done its work."""
    session.scalars(select(Order).where(Order.id == order_id)).one().confirmed = True


def forget(session: Session) -> int:
    """Delete the customers without an order; return how many."""
    gone = delete(Customer).where(~exists().where(Order.customer_id == Customer.id)).returning(Customer.id)
    return len(session.execute(gone, execution_options={"synchronize_session": False}).all())
