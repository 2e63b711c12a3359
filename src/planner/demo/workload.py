"""The simulated application: clients in threads that read and write at a fixed rate until they are stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from random import Random
from types import TracebackType
from typing import Protocol

import psycopg

from planner.demo.client import TABLES, Client
from planner.demo.orm_client import PAUSE, OrmClient
from planner.demo.session import Session, Tally, WorkloadReport
from planner.errors import DatabaseError

__all__ = ["Workload", "WorkloadReport"]

STOP_SECONDS = 35.0
"""Seconds that stop() waits. A statement ends after 30 s at the latest (session.STATEMENT_TIMEOUT)."""


class _Acting(Protocol):
    def act(self) -> None: ...


class Workload:
    """The running chat application: `clients` users, and one more client whose ORM sends NULL for `tenant_column`.

    `rate` is the transactions per second of all users together, with about three statements each. The ORM adds five
    transactions per second. A client that had to wait does not catch up, so the server never sees a burst. A workload
    runs once: start it, then stop it. As a context manager it does both.
    """

    def __init__(self, dsn: str, *, clients: int = 4, rate: float = 100.0, tenant_column: str = "client_id") -> None:
        if clients < 1 or rate <= 0:
            raise ValueError("clients and rate must be positive")
        self._dsn = dsn
        self._clients = clients
        self._interval = clients / rate
        self._column = tenant_column
        self._tally = Tally()
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Open the connections and begin. Raises DatabaseError when the database does not answer."""
        if self._threads or self._ended.is_set():
            raise RuntimeError("a workload runs once")
        sessions: list[Session] = []
        try:
            for _ in range(self._clients + 1):
                sessions.append(Session(self._dsn, self._tally))
        except psycopg.Error as error:
            for session in sessions:
                session.close()
            raise DatabaseError(f"the sample application can't connect: {error}", hint="check the DSN") from error
        *users, orm = sessions
        for number, session in enumerate(users):
            self._spawn(f"chat app {number + 1}", session, Client(session, _dice(number)), self._interval)
        self._spawn("chat app, ORM", orm, OrmClient(orm, _dice(self._clients), self._column), PAUSE)
        for thread in self._threads:
            thread.start()

    def report(self) -> WorkloadReport:
        """Return what happened so far. The application goes on."""
        return self._tally.report(TABLES)

    def stop(self) -> WorkloadReport:
        """Let every client end its transaction, close the connections, and return what happened. May be called
        twice."""
        self._ended.set()
        end = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return self.report()

    def __enter__(self) -> Workload:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _spawn(self, name: str, session: Session, client: _Acting, interval: float) -> None:
        """Start a thread. `interval` is the seconds from the begin of one transaction to the begin of the next."""
        self._threads.append(
            threading.Thread(target=self._run, args=(session, client.act, interval), name=name, daemon=True)
        )

    def _run(self, session: Session, act: Callable[[], None], interval: float) -> None:
        # the clients don't all start at the same instant
        due = time.monotonic() + interval * _dice(threading.get_ident()).random()
        try:
            while not self._ended.wait(max(0.0, due - time.monotonic())):
                act()
                due = max(due + interval, time.monotonic())
        except Exception as bug:
            self._tally.failure(f"the sample application itself: {bug!r}")
            raise
        finally:
            session.close()


def _dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 — which chat is renamed is no secret
