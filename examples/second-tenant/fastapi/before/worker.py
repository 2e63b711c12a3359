"""The background jobs of the shop. `python worker.py` works until it is stopped; `python worker.py nightly` once."""

from __future__ import annotations

import os
import signal
import sys
import time

from sqlalchemy import create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

import orders
from models import Job

engine = create_engine(make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg"), pool_size=1)


def work(session: Session) -> bool:
    """Do the oldest job; return whether there was one. The job is gone if its work is done."""
    job = session.scalars(select(Job).order_by(Job.id).limit(1).with_for_update(skip_locked=True)).first()
    if job is None:
        return False
    orders.confirm(session, job.payload["order"])
    session.delete(job)
    return True


def nightly() -> int:
    """Forget the customers without an order."""
    with Session(engine) as session, session.begin():
        return orders.forget(session)


def main() -> None:
    if sys.argv[1:] == ["nightly"]:
        print(nightly())
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
