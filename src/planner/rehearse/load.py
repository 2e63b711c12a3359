"""The load of a rehearsal: the application's statements, at a fixed rate, from a few sessions of their own."""

from __future__ import annotations

import math
import threading
import time
from array import array
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from types import TracebackType

from planner.errors import DatabaseError
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlState
from planner.rehearse.statements import Replay

SESSIONS = 4
"""The sessions of each role, at most."""
LONGEST = "30s"
"""A statement of the load that waits longer is cancelled, and counts as failed."""
NAME = "planner rehearsal load"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What the load's statements met."""

    statements: int = 0
    failed: int = 0
    """Statements that ended in an error. Keys that two made-up rows share do not count."""
    errors: tuple[tuple[str, int], ...] = ()
    """The messages of the failures, the most frequent first, each with its number."""
    longest: float = 0.0
    """Seconds of the statement that took longest."""
    p99: float = 0.0
    """Seconds that 99 of 100 statements did not exceed."""

    @property
    def words(self) -> str:
        """Return the report in one line."""
        return (
            f"{self.statements} statements, {self.failed} failed, the longest {self.longest * 1000:.0f} ms, 99 % below "
            f"{self.p99 * 1000:.0f} ms"
        )


@dataclass(slots=True)
class _Tally:
    lock: threading.Lock = field(default_factory=threading.Lock)
    seconds: array[float] = field(default_factory=lambda: array("d"))
    errors: Counter[str] = field(default_factory=Counter)

    def report(self) -> LoadReport:
        with self.lock:
            ordered = sorted(self.seconds)
            return LoadReport(
                len(ordered),
                self.errors.total(),
                tuple(self.errors.most_common(5)),
                ordered[-1] if ordered else 0.0,
                ordered[math.ceil(len(ordered) * 0.99) - 1] if ordered else 0.0,
            )


class Load:
    """A running load, as a context manager. `rate` is the statements per second of all sessions together.

    A session that had to wait does not catch up, so that the server never sees a burst.
    """

    def __init__(self, dsns: Sequence[str], replays: Sequence[Replay], rate: float) -> None:
        """`dsns` has one DSN for each replay: that of the role that runs the statement."""
        self._rate = rate
        self._tally = _Tally()
        self._ended = threading.Event()
        by_dsn: dict[str, list[Replay]] = {}
        for dsn, replay in zip(dsns, replays, strict=True):
            by_dsn.setdefault(dsn, []).append(replay)
        calls = sum(replay.weight for replay in replays) or 1.0
        self._threads = []
        for dsn, mine in by_dsn.items():
            share = sum(replay.weight for replay in mine) / calls
            sessions = max(1, round(SESSIONS * share))
            interval = sessions / max(rate * share, 0.1)
            for number in range(sessions):
                arguments = (dsn, mine, interval, number)
                self._threads.append(threading.Thread(target=self._run, args=arguments, daemon=True))

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> LoadReport:
        """Let each session end its statement, and return what happened. May be called twice."""
        self._ended.set()
        end = time.monotonic() + 35.0
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, end - time.monotonic()))
        return self._tally.report()

    def _run(self, dsn: str, replays: Sequence[Replay], interval: float, seed: int) -> None:
        dice = Random(seed)  # noqa: S311 — which statement comes next is no secret
        weights = [replay.weight for replay in replays]
        due = time.monotonic() + interval * dice.random()
        connection: Connection | None = None
        try:
            while not self._ended.wait(max(0.0, due - time.monotonic())):
                if connection is None or connection.lost:
                    connection = self._connect(dsn)
                if connection is not None:
                    self._one(connection, dice.choices(replays, weights)[0], dice)
                due = max(due + interval, time.monotonic())
        finally:
            if connection is not None:
                with suppress(DatabaseError):
                    connection.close()

    def _connect(self, dsn: str) -> Connection | None:
        try:
            connection = Connection.open(dsn, NAME)
            connection.set("statement_timeout", LONGEST)
        except DatabaseError as error:
            with self._tally.lock:
                self._tally.errors[error.message] += 1
            return None
        return connection

    def _one(self, connection: Connection, replay: Replay, dice: Random) -> None:
        started = time.perf_counter()
        error: DatabaseError | None = None
        try:
            connection.execute_numbered(replay.text, replay.values(dice))
        except DatabaseError as caught:
            error = caught
        seconds = time.perf_counter() - started
        with self._tally.lock:
            self._tally.seconds.append(seconds)
            if error is not None and not (replay.invents and _shared_key(error)):
                self._tally.errors[said(error)] += 1


def _shared_key(error: DatabaseError) -> bool:
    return isinstance(error, ServerError) and error.state == SqlState.UNIQUE_VIOLATION


def said(error: DatabaseError) -> str:
    """Return the message without its detail, which names a row: equal failures have equal messages."""
    return error.said if isinstance(error, ServerError) else error.message
