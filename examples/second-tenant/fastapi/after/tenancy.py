"""The tenant of a session's transactions, for Session and AsyncSession. planner 0.2.0.dev0 wrote it; it is yours from now on.

    with Session(engine, info=of_tenant(tenant_id)) as session, session.begin():
        session.add(Order(note="…"))

    async with AsyncSession(engine, info=of_tenant(tenant_id)) as session, session.begin():
        session.add(Order(note="…"))

A worker that has taken a job in the same transaction:

    set_tenant(session, job.tenant_id)
    await session.run_sync(set_tenant, job.tenant_id)
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, SessionTransaction

SETTING = "app.client_id"
"""The setting of a database session that names its tenant."""

_KEY = "planner_tenant"


def of_tenant(tenant_id: str) -> dict[str, Any]:
    """Return the `info` of a session that works for one tenant."""
    if tenant_id is None or str(tenant_id) == "":
        raise ValueError("None and an empty text name no tenant")
    return {_KEY: str(tenant_id)}


def tenant_of(session: Session) -> str | None:
    """Return the tenant that the session works for, such as for the arguments of a job."""
    found: str | None = session.info.get(_KEY)
    return found


def set_tenant(session: Session, tenant_id: str) -> None:
    """Let a session without a tenant work for one from now on, in its open transaction and in those to come.

    Raise RuntimeError if the session works for another tenant.
    """
    said = of_tenant(tenant_id)
    if session.info.get(_KEY, said[_KEY]) != said[_KEY]:
        raise RuntimeError("the session works for another tenant")
    session.info.update(said)
    if session.in_transaction():
        _send(session.connection(), said[_KEY])


@event.listens_for(Session, "after_begin")
def _begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Set the tenant in each transaction of the session, also in those after a commit. It ends with the transaction."""
    if _KEY in session.info:
        _send(connection, session.info[_KEY])


def _send(connection: Connection, tenant_id: str) -> None:
    if getattr(connection.connection.dbapi_connection, "autocommit", False):
        raise RuntimeError("AUTOCOMMIT: each statement is a transaction of its own, and would have no tenant")
    connection.execute(
        text("SELECT pg_catalog.set_config(:setting, :tenant, true)"), {"setting": SETTING, "tenant": tenant_id}
    )
