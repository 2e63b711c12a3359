"""The background jobs of the shop. `python worker.py` works until it is stopped; `python worker.py nightly` once."""

from __future__ import annotations

import os
import signal
import sys
import time

from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

import orders
from models import Job
from tenancy import of_tenant, set_tenant

FIRST = "acme"
"""The tenant of the jobs that the earlier application has left in the queue."""

engine = create_engine(make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg"), pool_size=1)


def work(session: Session) -> bool:
    """Do the oldest job; return whether there was one. The job is gone if its work is done."""
    job = session.scalars(select(Job).order_by(Job.id).limit(1).with_for_update(skip_locked=True)).first()
    if job is None:
        return False
    set_tenant(session, job.payload.get("client", FIRST))
    orders.confirm(session, job.payload["order"])
    session.delete(job)
    return True


def nightly(client: str) -> int:
    """Forget the customers without an order."""
    with Session(engine, info=of_tenant(client)) as session, session.begin():
        return orders.forget(session)


def main() -> None:
    if sys.argv[1:] == ["nightly"]:
        with engine.begin() as connection:
            clients = connection.scalars(text("SELECT id FROM clients ORDER BY id")).all()
        print(sum(nightly(client) for client in clients))
        return
    stopped: list[int] = []  # no Event: its lock may be held when the signal comes
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    while not stopped:
        with Session(engine) as session, session.begin():
            found = work(session)
        if not found:
            time.sleep(0.05)


if __name__ == "__main__":
    main()
