"""The application: threads that write all the time, know nothing of tenants, and connect again when a connection is lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import psycopg

from planner.execution.failures import lost
from scene import CHATS, EVENTS, MESSAGES, USERS

PAUSE = 0.004
"""Seconds between two transactions of a thread."""


@dataclass(slots=True)
class Application:
    """A context manager. `failures` counts statements that failed though the server was there: there must be none."""

    dsn: str
    threads: int = 2
    lock_timeout: str = "0"
    """Above 0, whoever waits longer behind a lock fails, and is counted."""
    committed: int = 0
    losses: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _running: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Application:
        self._running = [threading.Thread(target=self._run, args=(n,), daemon=True) for n in range(self.threads)]
        for thread in self._running:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._running:
            thread.join(timeout=60)
            assert not thread.is_alive(), "the application hangs"

    def _run(self, number: int) -> None:
        dice = Random(number)
        new_id = 1_000_000 * (number + 1)
        connection: psycopg.Connection | None = None
        while not self._stopped.is_set():
            new_id += 1
            try:
                if connection is None:
                    options = f"-c lock_timeout={self.lock_timeout}"
                    connection = psycopg.connect(self.dsn, application_name="application", options=options)
                with connection.transaction():
                    dice.choice(ACTS)(connection, dice, new_id)
                self.committed += 1
            except psycopg.Error as error:
                gone = connection is None or connection.closed or connection.broken or lost(error)
                if gone:
                    self.losses += 1
                    if connection is not None:
                        with suppress(psycopg.Error):
                            connection.close()
                    connection = None
                else:
                    self.failures[f"{type(error).__name__}: {error}"] += 1
            time.sleep(PAUSE)
        if connection is not None:
            connection.close()


Act = Callable[[psycopg.Connection, Random, int], None]


def _signs_up(connection: psycopg.Connection, dice: Random, new_id: int) -> None:
    org = dice.choice(("acme", "zeta"))
    connection.execute("INSERT INTO users (id, org, name) VALUES (%s, %s, 'new')", (new_id, org))
    connection.execute("INSERT INTO chats (id, user_id, title) VALUES (%s, %s, 'first')", (new_id, new_id))
    connection.execute("INSERT INTO messages (id, chat_id, body) VALUES (%s, %s, 'hello')", (new_id, new_id))


def _writes(connection: psycopg.Connection, dice: Random, new_id: int) -> None:
    chat, user = dice.randint(1, CHATS), dice.randint(1, USERS)
    connection.execute("INSERT INTO messages (id, chat_id, body) VALUES (%s, %s, 'more')", (new_id, chat))
    at = f"202{dice.randint(3, 6)}-06-01"
    connection.execute("INSERT INTO events (id, at, user_id) VALUES (%s, %s, %s)", (new_id, at, user))
    connection.execute("INSERT INTO settings (name, value) VALUES (%s, 'on')", (str(new_id),))


def _edits(connection: psycopg.Connection, dice: Random, new_id: int) -> None:
    """Old rows move: longer than before, to another chat of the same user's, to another partition.

    Of two sessions that move one row to another partition, PostgreSQL lets one fail: each thread moves rows of its own.
    """
    message = dice.randint(1, MESSAGES)
    connection.execute("UPDATE messages SET body = body || 'longer and longer' WHERE id = %s", (message,))
    query = "UPDATE messages SET chat_id = 1 + (chat_id - 1 + %s) %% %s WHERE id = %s"
    connection.execute(query.encode(), (USERS, CHATS, dice.randint(1, MESSAGES)))
    event = 2 * dice.randint(1, EVENTS // 2) - new_id // 1_000_000 % 2
    connection.execute("UPDATE events SET at = at + 365 WHERE id = %s AND at < '2026-01-01'", (event,))


def _deletes(connection: psycopg.Connection, dice: Random, new_id: int) -> None:
    event = 2 * dice.randint(1, EVENTS // 2) - new_id // 1_000_000 % 2
    connection.execute("DELETE FROM messages WHERE id = %s", (dice.randint(1, MESSAGES),))
    connection.execute("DELETE FROM events WHERE id = %s", (event,))


ACTS: tuple[Act, ...] = (_signs_up, _writes, _writes, _edits, _edits, _deletes)
